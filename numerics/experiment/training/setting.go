package training

import (
	"fmt"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/pde"
	"adfd/theory"
	"adfd/theory/claims"
)

// netSetting is a network on a problem, without its seed and step.
type netSetting struct {
	problem      string
	depth, width int // hidden layers and their width
	nodes        int // along each axis; dyadic, so that a step that is a power of two is added exactly
	precision    theory.Precision
}

// network names the hidden layers, as in 2x20.
func (s netSetting) network() string { return fmt.Sprintf("%dx%d", s.depth, s.width) }

func (s netSetting) String() string {
	return fmt.Sprintf("%s %s N=%d %s", s.problem, s.network(), s.nodes, s.precision)
}

// descentSetting is a training cell without its seed and step: a network, an
// optimiser and the number of its steps.
type descentSetting struct {
	netSetting
	optimiser string
	steps     int
}

func (s descentSetting) String() string {
	return fmt.Sprintf("%v %s %d steps", s.netSetting, s.optimiser, s.steps)
}

// under is the setting with what a setup puts in its place.
func (s descentSetting) under(setup claims.Setup) descentSetting {
	if setup.Precision != "" {
		s.precision = setup.Precision
	}
	return s
}

// descentEntry is a setting with the steps h of its finite differences.
type descentEntry struct {
	descentSetting
	h []lab.Step
}

// Lines lists the entry with its steps.
func (e descentEntry) Lines() []string {
	return []string{fmt.Sprintf("%#v %v", e.descentSetting, e.h)}
}

// descentKeys are the keys of a cell and a step. A row names the precision that was asked
// for: under a setup that puts another in its place it keeps its part in the claims.
var descentKeys = []string{"problem", "network", "optimiser", "precision", "h"}

func (e descentEntry) key(step lab.Step) []string {
	return []string{e.problem, e.network(), e.optimiser, string(e.precision), step.Name}
}

// order is that of the setting's problem.
func (s netSetting) order() (float64, error) {
	p, err := pde.ByName(s.problem)
	return float64(p.Order), err
}
