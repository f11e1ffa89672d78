package train

import (
	"fmt"
	"math"
)

// Schedule is a learning rate for every step, counted from 0.
type Schedule interface {
	Rate(step int) float64

	// String identifies the schedule and its numbers.
	String() string
}

// Constant is the same rate at every step.
type Constant float64

// Rate returns c.
func (c Constant) Rate(int) float64 { return float64(c) }

func (c Constant) String() string { return fmt.Sprintf("%g", float64(c)) }

// StepDecay multiplies the rate by Factor every Every steps:
// Initial Factor^floor(step/Every).
type StepDecay struct {
	Initial, Factor float64
	Every           int // at least 1
}

// Rate returns Initial Factor^floor(step/Every). It panics if Every < 1, which an
// optimiser's Reset reports before.
func (d StepDecay) Rate(step int) float64 {
	if err := d.check(); err != nil {
		panic("train: " + err.Error())
	}
	return d.Initial * math.Pow(d.Factor, float64(step/d.Every))
}

func (d StepDecay) check() error {
	if d.Every < 1 {
		return fmt.Errorf("step decay every %d steps, want 1 or more", d.Every)
	}
	return nil
}

func (d StepDecay) String() string { return fmt.Sprintf("%g*%g^(t/%d)", d.Initial, d.Factor, d.Every) }

// Cosine goes from Initial to Final along half a cosine in Steps steps and stays there:
//
//	Final + (Initial - Final) (1 + cos(pi step/Steps)) / 2.
//
// Source: Loshchilov and Hutter, SGDR, ICLR 2017 (arXiv:1608.03983), equation (5),
// without restarts.
type Cosine struct {
	Initial, Final float64
	Steps          int // at least 1
}

// Rate returns the rate of the formula above. It panics if Steps < 1, which an
// optimiser's Reset reports before.
func (c Cosine) Rate(step int) float64 {
	if err := c.check(); err != nil {
		panic("train: " + err.Error())
	}
	if step >= c.Steps {
		return c.Final
	}
	return c.Final + float64((c.Initial-c.Final)*(1+math.Cos(math.Pi*float64(step)/float64(c.Steps)))/2)
}

func (c Cosine) check() error {
	if c.Steps < 1 {
		return fmt.Errorf("cosine over %d steps, want 1 or more", c.Steps)
	}
	return nil
}

func (c Cosine) String() string { return fmt.Sprintf("cos(%g,%g,%d)", c.Initial, c.Final, c.Steps) }

// checkRate reports a schedule that is missing, that has no rates, or whose first rate is
// no positive finite number.
func checkRate(optimizer string, s Schedule) error {
	if s == nil {
		return fmt.Errorf("train: %s without a schedule; set Schedule, for example to train.Constant(1e-3)", optimizer)
	}
	if c, ok := s.(interface{ check() error }); ok {
		if err := c.check(); err != nil {
			return fmt.Errorf("train: %s: %w", optimizer, err)
		}
	}
	if r := s.Rate(0); !(r > 0) || math.IsInf(r, 0) {
		return fmt.Errorf("train: %s: the schedule %v begins with rate %v, want a positive finite number", optimizer, s, r)
	}
	return nil
}

// scheduleName is s as it stands in an optimiser's name.
func scheduleName(s Schedule) string {
	if s == nil {
		return "no schedule"
	}
	return s.String()
}
