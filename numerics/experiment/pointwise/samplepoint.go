package pointwise

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/jet/activation"
	"adfd/theory/claims"
)

// local is an activation that is another function, or none, at a distance of more
// than radius from center.
type local struct {
	engine.Activation[float64]
	center, radius float64
	undefined      bool
}

// outside is what stands in the place of a value or a coefficient v at z. A changed
// function changes on one side only, since a first difference would not see a
// constant on both.
func (s local) outside(z, v float64) float64 {
	switch {
	case math.Abs(z-s.center) <= s.radius:
		return v
	case s.undefined:
		return math.NaN()
	case z > s.center:
		return v + 1
	}
	return v
}

func (s local) Values(z, y []float64) {
	s.Activation.Values(z, y)
	for i := range y {
		y[i] = s.outside(z[i], y[i])
	}
}

func (s local) Coefficients(order int, z, c []float64) {
	s.Activation.Coefficients(order, z, c)
	for i := range c {
		c[i] = s.outside(z[i%len(z)], c[i])
	}
}

const (
	localStep  = 0x1p-7 // h of finite differences
	localShare = 0.5    // d/h: the function is kept for |t - x| <= d
)

// localSamples is the number of points and features of a row of A5, for each seed.
func localSamples(size claims.Size) (points, features int) {
	return lab.At(size, 2, 3, 9), lab.At(size, 3, 7, 31)
}

// localCase is one row of A5: an activation and derivatives of one order.
type localCase struct {
	activation string
	dim        int
	op         engine.Operator
	name       string
}

func localCases() []localCase {
	var out []localCase
	for _, activation := range activation.Names() {
		for q := 1; q <= 4; q++ {
			op := engine.Operator{{q}}
			out = append(out, localCase{activation, 1, op, op[0].String()})
		}
		out = append(out, localCase{activation, 2, engine.Operator{{2, 0}, {0, 2}}, "laplacian"})
	}
	return out
}

func (c localCase) String() string { return c.activation + " " + c.name }

// SamplePoint is the table of A5: features s(w.x + b) evaluated one at a time, with s
// as it is and with s changed away from the argument of the sample; and a batch of
// them against the same one at a time. All comparisons are of bits.
func SamplePoint(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "sample point", s, func() (claims.Table, error) {
		cases := localCases()
		results, err := lab.Over(ctx, s, cases, p, func(ctx context.Context, i int, c localCase) (localCounts, error) {
			counts := newLocalCounts()
			for seed := range s.Size.FewSeeds() {
				if err := ctx.Err(); err != nil {
					return nil, err
				}
				rng := rand.New(rand.NewPCG(lab.SeedOf(s.Seed, seed), uint64(i)))
				if err := c.measure(s, rng, counts); err != nil {
					return nil, fmt.Errorf("seed %d: %w", seed, err)
				}
			}
			return counts, nil
		})
		if err != nil {
			return claims.Table{}, err
		}
		return localTable(cases, results), nil
	})
}

// localTable has a row for each case and each of what the function is elsewhere.
func localTable(cases []localCase, results []localCounts) claims.Table {
	t := claims.NewTable([]string{"activation", "operator", "elsewhere"})
	for i, c := range cases {
		for _, elsewhere := range []string{elsewhereChanged, elsewhereUndefined} {
			n := results[i][elsewhere]
			lab.Add(&t, []string{c.activation, c.name, elsewhere}, lab.Fields{
				lab.Of(claims.ColCount, lab.Exactly, n.samples), lab.Of(claims.ColBatch, lab.Exactly, n.batch),
				lab.Of(claims.ColADChanged, lab.Exactly, n.adChanged), lab.Of(claims.ColFDUnchanged, lab.Exactly, n.fdUnchanged),
			})
		}
	}
	return t
}

// What the function is away from the sample.
const (
	elsewhereChanged   = "changed"
	elsewhereUndefined = "undefined"
)

// localCount is a row of A5.
type localCount struct{ samples, batch, adChanged, fdUnchanged int }

// localCounts are the rows of a case, by what the function is elsewhere.
type localCounts map[string]*localCount

func newLocalCounts() localCounts { return localCounts{elsewhereChanged: {}, elsewhereUndefined: {}} }

// measure adds the samples of one seed.
func (c localCase) measure(s claims.Setup, rng *rand.Rand, counts localCounts) error {
	ad, err := c.plan(s.AD, s)
	if err != nil {
		return err
	}
	fd, err := c.plan(s.FD, s)
	if err != nil {
		return err
	}
	points, features := localSamples(s.Size)
	return c.compare(ad, fd, points, features, rng, counts)
}

// compare adds the samples of one draw, evaluated by the plans of both sides.
func (c localCase) compare(ad, fd engine.Plan[float64], points, features int, rng *rand.Rand, counts localCounts) error {
	act, err := activation.ByName[float64](c.activation)
	if err != nil {
		return err
	}
	x := make([]float64, points*c.dim)
	for i := range x {
		x[i] = within(-1, 1, rng)
	}
	all := drawStage(features, c.dim, rng)
	batch, err := c.evaluate(ad, act, all, x)
	if err != nil {
		return err
	}
	for i := range points {
		at := x[i*c.dim : (i+1)*c.dim]
		for j := range features {
			one := stage{W: all.W[j : j+1], B: all.B[j : j+1]}
			both := func(act engine.Activation[float64]) (onAD, onFD []float64, err error) {
				if onAD, err = c.evaluate(ad, act, one, at); err != nil {
					return nil, nil, err
				}
				onFD, err = c.evaluate(fd, act, one, at)
				return onAD, onFD, err
			}
			plainAD, plainFD, err := both(act)
			if err != nil {
				return err
			}
			inBatch := make([]float64, len(c.op))
			for r := range inBatch {
				inBatch[r] = batch[(r*points+i)*features+j]
			}
			for elsewhere, n := range counts {
				newAD, newFD, err := both(one.around(at, act, elsewhere == elsewhereUndefined))
				if err != nil {
					return err
				}
				n.samples++
				if !sameBits(plainAD, inBatch) {
					n.batch++
				}
				if !sameBits(plainAD, newAD) {
					n.adChanged++
				}
				if sameBits(plainFD, newFD) {
					n.fdUnchanged++
				}
			}
		}
	}
	return nil
}

// plan prepares the operator by the method of a side.
func (c localCase) plan(side claims.Engine, s claims.Setup) (engine.Plan[float64], error) {
	eng, err := lab.NewEngine[float64](side, s, localStep)
	if err != nil {
		return nil, err
	}
	return eng.Plan(c.op, c.dim)
}

// drawStage draws features with weights and biases uniform on [-R, R].
func drawStage(features, dim int, rng *rand.Rand) stage {
	s := stage{B: make([]float64, features)}
	for j := range features {
		row := make([]float64, dim)
		for d := range row {
			row[d] = claims.FeatureR * (float64(2*float64(rng.Float64())) - 1)
		}
		s.W, s.B[j] = append(s.W, row), claims.FeatureR*(float64(2*float64(rng.Float64()))-1)
	}
	return s
}

// around keeps act within |w_d| localShare h of the argument at x, for the smallest
// |w_d|: every point of a stencil but its centre leaves that.
func (s stage) around(x []float64, act engine.Activation[float64], undefined bool) local {
	center, radius := affine(s.B[0], s.W[0], x), math.Inf(1)
	for _, w := range s.W[0] {
		radius = min(radius, math.Abs(w)*localShare*localStep)
	}
	return local{Activation: act, center: center, radius: radius, undefined: undefined}
}

// evaluate gives the operator's rows, [len(op)][points][features].
func (c localCase) evaluate(plan engine.Plan[float64], act engine.Activation[float64], layer stage, x []float64) ([]float64, error) {
	lifted := make([]float64, plan.Channels()*len(x))
	if err := plan.Lift(x, lifted); err != nil {
		return nil, err
	}
	n := len(x) / c.dim
	dst := make([]float64, len(c.op)*n*len(layer.W))
	plan.Read(layer.forward(plan, act, lifted, n), dst)
	return dst, nil
}

// affine is b + w.x, summed in order.
func affine(b float64, w, x []float64) float64 {
	for d, v := range w {
		b += float64(v * x[d])
	}
	return b
}

// sameBits reports whether a and b are equal bit for bit.
func sameBits(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) })
}
