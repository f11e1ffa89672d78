package engine

import (
	"fmt"
	"slices"
	"strings"
)

// MultiIndex is a partial derivative: entry d is the order in variable d.
type MultiIndex []int

// Order is |alpha|, the sum of the entries.
func (a MultiIndex) Order() int {
	n := 0
	for _, k := range a {
		n += k
	}
	return n
}

// String writes the index as in d(2,0).
func (a MultiIndex) String() string {
	s := make([]string, len(a))
	for i, k := range a {
		s[i] = fmt.Sprint(k)
	}
	return "d(" + strings.Join(s, ",") + ")"
}

// Equal reports whether a and b are the same derivative.
func (a MultiIndex) Equal(b MultiIndex) bool { return slices.Equal(a, b) }

// Operator is a list of partial derivatives that are evaluated together; a
// differential equation combines them.
type Operator []MultiIndex

// Order is the largest order in the operator.
func (op Operator) Order() int {
	n := 0
	for _, a := range op {
		n = max(n, a.Order())
	}
	return n
}

// Validate reports an empty operator, an index of the wrong length, or a
// negative order.
func (op Operator) Validate(dim int) error {
	if dim < 1 {
		return fmt.Errorf("engine: dimension %d, want at least 1", dim)
	}
	if len(op) == 0 {
		return fmt.Errorf("engine: operator without a derivative")
	}
	for _, a := range op {
		if len(a) != dim {
			return fmt.Errorf("engine: derivative %v has %d entries in dimension %d", a, len(a), dim)
		}
		for _, k := range a {
			if k < 0 {
				return fmt.Errorf("engine: derivative %v has a negative order", a)
			}
		}
	}
	return nil
}
