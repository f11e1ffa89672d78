package lab

import (
	"fmt"
	"reflect"
)

// Grids is what the claims are measured on at a size, by name: a line for each cell, its
// steps, seeds and counts.
type Grids map[string][]string

// lister is a cell or a grid that writes its own lines.
type lister interface{ Lines() []string }

// Add lists a value under a name: a line for each element of a slice of structures, else one.
func (g Grids) Add(name string, v any) {
	if l, ok := v.(lister); ok {
		g[name] = l.Lines()
		return
	}
	value := reflect.ValueOf(v)
	if value.Kind() != reflect.Slice || value.Type().Elem().Kind() != reflect.Struct {
		g[name] = []string{fmt.Sprintf("%v", v)}
		return
	}
	lines := []string{}
	for i := range value.Len() {
		e := value.Index(i).Interface()
		if l, ok := e.(lister); ok {
			lines = append(lines, l.Lines()...)
			continue
		}
		lines = append(lines, fmt.Sprintf("%#v", e))
	}
	g[name] = lines
}

// AddCounted lists a value and how many there are of something beside it.
func (g Grids) AddCounted(name string, v, count any) {
	g.Add(name, v)
	g.Add(name+", count", count)
}
