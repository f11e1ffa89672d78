package engines

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"adfd/numerics/engine"
	"adfd/properties"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
)

// The network of CombinationAgrees: its layers have combinationWidth units and drawn weights
// of [1/2, 1] in absolute value, so that no input is without effect.
const (
	combinationLayers        = 2
	combinationWidth         = 3
	combinationSeed   uint64 = 1
)

// Streams of combinationSeed.
const (
	seedStream uint64 = iota + 2 // of what is read back
	layerStream
)

// CombinationAgrees: what a plan of Combine(op, coef, dim) reads is
//
//	d = sum_r coef[r] d_r,
//
// d_r what a plan of Plan(op, dim) reads, at the points x, [n][dim], |x| <= 1, in every unit of
// both hidden layers of a small network with the activation s, which is smooth. Its weights are
// drawn, the same in every run. And ReadT, ActivateT and the tape, if there is one, of the combined
// plan pass ReadTranspose, ActivateTranspose and TapeAgrees in both layers. All of this once more
// for -2 coef, unless Combine refuses it, for a plan that takes no notice of coef. The plan of the
// operator counts as right: differences that are combined on a stencil of their own, with a
// truncation error of its own, are not for this check.
//
// Allowed: in a layer of fan inputs, z = W y + b, errs where y errs by e by
//
//	dz = |W| e + (fan + 2) u (|W| |y| + |b|).
//
// Layers are scaled by a power of two such that |z| <= 1 for both plans, which is where planRoundings is
// assumed. With J the derivative of Activate in the C channels of a unit, which ActivateT gives,
//
//	e = |J| (dz + planRoundings u |z|) + planRoundings u max(1, max |y|),
//
// for roundings relative to the terms that z enters, which may be larger than their sum, and for those of
// numbers like y. Lift begins with e = u |y|. Read is a matrix R, found as for ReadTranspose; its C
// products, weights and sums add (C+2) u |y|, so that d_r errs by e_r = |R_r| (e + (C+2) u |y|),
// and d by as much in its own plan, e_0. The sum on the right is exact, and each coefficient may be rounded
// where the plan is made. Together
//
//	e_0 + sum_r |coef[r]| (e_r + u |d_r|).
//
// The error is of an op, dim or coef that make no operator, and of a combination that Combine refuses: it
// may, and there is nothing to check.
func CombinationAgrees[T engine.Float](
	impl engine.Combiner[T], op engine.Operator, coef []T, dim int, s engine.Activation[T], x []T,
) error {
	c, err := compareCombination(impl, op, coef, dim, s, x)
	call := repeat.Call("engines.CombinationAgrees", op, coef, dim, repeat.Verbatim("s"), repeat.Argument("x", x))
	return properties.Judge("CombinationAgrees", call, c, err)
}

func compareCombination[T engine.Float](
	impl engine.Combiner[T], op engine.Operator, coef []T, dim int, s engine.Activation[T], x []T,
) ([]properties.Comparison, error) {
	switch {
	case impl == nil:
		return nil, fmt.Errorf("no engine")
	case s == nil:
		return nil, fmt.Errorf("no activation")
	}
	if err := op.Validate(dim); err != nil {
		return nil, err
	}
	switch {
	case len(coef) != len(op):
		return nil, fmt.Errorf("%d coefficients for an operator of %d derivatives", len(coef), len(op))
	case len(x) == 0 || len(x)%dim != 0:
		return nil, fmt.Errorf("points of %d coordinates in dimension %d", len(x), dim)
	}
	if err := cmp.Or(number.Check("coef", coef, math.MaxFloat64), number.Check("x", x, 1)); err != nil {
		return nil, err
	}
	whole, err := impl.Plan(op, dim)
	if err != nil {
		return nil, err
	}
	var all []properties.Comparison
	for _, factor := range []T{1, -2} {
		k := slices.Clone(coef)
		for r := range k {
			k[r] *= factor
		}
		plan, ok := impl.Combine(slices.Clone(op), slices.Clone(k), dim)
		switch {
		case !ok && factor == 1:
			return nil, fmt.Errorf("no plan from Combine for %v of %v in dimension %d: there is nothing to check", coef, op, dim)
		case !ok:
			continue
		}
		c, err := compareCombined(plan, whole, k, dim, s, x)
		if err != nil {
			return nil, fmt.Errorf("coef = %v: %w", k, err)
		}
		all = append(all, c...)
	}
	return all, nil
}

// compareCombined carries x through the network with both plans.
func compareCombined[T engine.Float](
	plan, whole engine.Plan[T], coef []T, dim int, s engine.Activation[T], x []T,
) ([]properties.Comparison, error) {
	combined, err := newCarrier("combined plan", plan, 1, x)
	if err != nil {
		return nil, err
	}
	apart, err := newCarrier("plan of the operator", whole, len(coef), x)
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(combinationSeed, layerStream))
	points := len(x) / dim
	var values, transposes []properties.Comparison
	for l := range combinationLayers {
		fan := combinationWidth
		if l == 0 {
			fan = dim
		}
		w, b := weights[T](rng, combinationWidth*fan), weights[T](rng, combinationWidth)
		size := math.Max(combined.layer(w, b, points), apart.layer(w, b, points))
		if math.IsNaN(size) || math.IsInf(size, 0) {
			return nil, fmt.Errorf("bundles behind hidden layer %d that are not finite", l)
		}
		if _, e := math.Frexp(size); e > 0 {
			for _, v := range [][]T{w, b} {
				for i := range v {
					v[i] = T(math.Ldexp(float64(v[i]), -e)) // exact, as is what follows for z
				}
			}
			combined.layer(w, b, points)
			apart.layer(w, b, points)
		}
		combined.activate(s)
		apart.activate(s)

		values = append(values, readings(combined, apart, coef, fmt.Sprintf("hidden layer %d of %s", l, s.Name()), x, dim)...)
		c, err := combined.transposes(s, points*combinationWidth)
		if err != nil {
			return nil, err
		}
		for _, c := range c {
			c.Case = fmt.Sprintf("combined plan for coef = %v in hidden layer %d: %s", coef, l, c.Case)
			transposes = append(transposes, c)
		}
	}
	return append(values, transposes...), nil
}

// readings compares what both plans read in each unit of a layer.
func readings[T engine.Float](combined, apart *carrier[T], coef []T, layer string, x []T, dim int) (all []properties.Comparison) {
	got, gotError := combined.read()
	terms, termErrors := apart.read()
	n := len(got)
	for i := range n {
		d, allowed, total := make([]T, len(coef)), gotError[i], 0.0
		for r, k := range coef {
			d[r] = terms[r*n+i]
			size := math.Abs(float64(k))
			allowed += size * (termErrors[r*n+i] + number.Roundoff[T]()*math.Abs(float64(d[r])))
			total += float64(k) * float64(d[r])
		}
		p := i / combinationWidth
		what := fmt.Sprintf("unit %d of %s at point %d, x = %v: the combined plan for coef = %v reads %v, that of the operator %v, whose sum is %v",
			i%combinationWidth, layer, p, x[p*dim:(p+1)*dim], coef, got[i], d, total)
		all = append(all, properties.AtMost(what, number.Distance(inner(got[i:i+1], []T{1}), inner(coef, d)), allowed))
	}
	return all
}

// weights are of [1/2, 1] in absolute value.
func weights[T engine.Float](rng *rand.Rand, n int) []T {
	w := make([]T, n)
	for i := range w {
		w[i] = T(1+rng.Float64()) / 2
		if rng.IntN(2) == 0 {
			w[i] = -w[i]
		}
	}
	return w
}

// carrier is a bundle on its way through a network, with a bound of its error.
type carrier[T engine.Float] struct {
	engine.Plan[T]
	rows int
	z, y []T
	dz   []float64 // bounds the error of z
	e    []float64 // bounds that of y
}

func newCarrier[T engine.Float](name string, p engine.Plan[T], rows int, x []T) (*carrier[T], error) {
	if p == nil {
		return nil, fmt.Errorf("%s: no plan", name)
	}
	y := number.Blank[T](p.Channels() * len(x))
	if _, _, err := bundle(p, y); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := p.Lift(slices.Clone(x), y); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c := &carrier[T]{Plan: p, rows: rows, y: y, e: make([]float64, len(y))}
	for i, v := range y {
		c.e[i] = number.Roundoff[T]() * math.Abs(float64(v))
	}
	return c, nil
}

// layer sets z = W y + b, and returns its largest absolute value.
func (c *carrier[T]) layer(w, b []T, points int) float64 {
	width, channels, u := len(b), c.Channels(), number.Roundoff[T]()
	fan := len(w) / width
	c.z, c.dz = make([]T, channels*points*width), make([]float64, channels*points*width)
	for at := range channels * points {
		bias := c.Bias()[at/points]
		for j := range width {
			z := b[j] * bias
			size, carried := math.Abs(float64(z)), 0.0
			for k := range fan {
				weight, y := w[j*fan+k], c.y[at*fan+k]
				z += T(weight * y)
				size += math.Abs(float64(weight)) * math.Abs(float64(y))
				carried += math.Abs(float64(weight)) * c.e[at*fan+k]
			}
			c.z[at*width+j], c.dz[at*width+j] = z, carried+float64(fan+2)*u*size
		}
	}
	return largest(c.z)
}

// activate sets y = s(z).
func (c *carrier[T]) activate(s engine.Activation[T]) {
	c.y = activated(c.Plan, s, c.z)
	roundings := planRoundings * number.Roundoff[T]()
	channels, n := c.Channels(), len(c.z)/c.Channels()
	c.e = slices.Repeat([]float64{roundings * math.Max(1, largest(c.y))}, len(c.y))
	for out := range channels {
		gy, row := make([]T, len(c.z)), number.Blank[T](len(c.z)) // row out of J, of all units
		for i := range n {
			gy[out*n+i] = 1
		}
		c.ActivateT(s, slices.Clone(c.z), slices.Clone(c.y), gy, row)
		for at, j := range row {
			c.e[out*n+at%n] += math.Abs(float64(j)) * (c.dz[at] + roundings*math.Abs(float64(c.z[at])))
		}
	}
}

// read is what Read forms of y, with bounds of its errors.
func (c *carrier[T]) read() (d []T, bounds []float64) {
	channels, n := c.Channels(), len(c.y)/c.Channels()
	d, bounds = number.Blank[T](c.rows*n), make([]float64, c.rows*n)
	c.Read(slices.Clone(c.y), d)
	for k, column := range readColumns(c.Plan, c.rows) {
		for r, v := range column {
			for i := range n {
				y := math.Abs(float64(c.y[k*n+i]))
				bounds[r*n+i] += math.Abs(float64(v)) * (c.e[k*n+i] + float64(channels+2)*number.Roundoff[T]()*y)
			}
		}
	}
	return d, bounds
}

// transposes are the checks of a whole plan at z, for n values per channel.
func (c *carrier[T]) transposes(s engine.Activation[T], n int) ([]properties.Comparison, error) {
	rng := rand.New(rand.NewPCG(combinationSeed, seedStream))
	all, err := compareRead(c.Plan, c.y, weights[T](rng, c.rows*n))
	if err != nil {
		return nil, err
	}
	v, gy := weights[T](rng, len(c.z)), weights[T](rng, len(c.z))
	more, err := compareActivate(c.Plan, s, c.z, v, gy)
	if err != nil {
		return nil, err
	}
	all = append(all, more...)
	if taped, ok := c.Plan.(engine.Taped[T]); ok {
		more, err = compareTape(taped, s, c.z, gy)
		all = append(all, more...)
	}
	return all, err
}
