package scheme

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"sync"

	"adfd/numerics/exact"
	"adfd/numerics/exact/interval"
	"adfd/properties"
	"adfd/properties/catalog"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
	"adfd/theory"
)

// Differentiate is a numerical differentiator under test: from values of f it
// approximates a derivative at x with the step h > 0.
type Differentiate func(f func(float64) float64, x, h float64) float64

// Differentiator: impl approximates the derivative of order q by a formula of
// accuracy p on points of [x - reach h, x + reach h]. The formula must be linear in
// f and have the same offsets at every x and h, as methods that choose their own
// step don't; what they are is found here. q >= 1.
//
//   - Points: impl asks for f nowhere else, but for the rounding of x + s h.
//   - Weights: at x = 0, impl of the function that is 1 at one of the points and 0
//     elsewhere is that point's weight over h^q. These weights obey Formula, at
//     h = 1, 2^4, 2^10 and 2^-6.
//   - Total error: on every elementary function of the catalogue, at four points across
//     the core, and of the sine at +-20 and +-1000, for h halved from the size of the core
//     down to 2^-32 of it,
//     |impl - f^(q)(x)| <= C h^p max |f^(p+q)| + rounding.
//   - Order: between h and h/2 the error falls by 2^p, wherever the bounds show that
//     the leading error c h^p f^(p+q)(x) is all of it but an eighth, at both. The
//     quotient is then 2^p (1 +- 1/8)/(1 -+ 1/8), so the rate is within log2(9/7)
//     of p.
//
// Allowed: a weight that is found carries its own rounding, of its product with f,
// of q factors of h and a quotient, and n sums for n points, where it is itself
// computed from others: n + q + 4 in all. C = sum of |w_j| |s_j|^(p+q) / (p+q)!
// follows from Taylor's theorem at each point; what follows the leading error has
// the same constant with p+1. The rounding is theory.Difference's, with
// 2 (n + q + 4) operations for weights and sum; f is passed rounded once. Maxima
// over the formula's reach are proved by interval arithmetic, exact.MaxDerivative,
// within a factor 2.
//
// For p + q above about 7 float64 leaves no steps for the last law, and the first
// three decide. impl may call f from several goroutines.
func Differentiator(impl Differentiate, q, p int, reach float64) error {
	c, err := compareDifferentiator(impl, q, p, reach)
	return properties.Judge("Differentiator", repeat.Call("scheme.Differentiator", q, p, reach), c, err)
}

const (
	differenceSteps = 33 // h halved 32 times
	maximumSlack    = 1  // of exact.MaxDerivative: within a factor 2
	leadingShare    = 0.125
)

// Of the probes, all powers of two; shares of the core; and beyond every core, where no
// derivative of the sine is below 0.4.
var (
	probeSteps = []float64{1, 0x1p4, 0x1p10, 0x1p-6}
	coreShares = [][]float64{{0.3, 0.62}, {0.05, 0.95}} // the inner ones of all functions first
	farPoints  = []float64{-20, 20, -1000, 1000}
)

func compareDifferentiator(impl Differentiate, q, p int, reach float64) ([]properties.Comparison, error) {
	if q < 1 || p < 1 || p+q > maxFormulaOrder {
		return nil, fmt.Errorf("differentiator of order %d and accuracy %d, want at least 1 and a sum of at most %d", q, p, maxFormulaOrder)
	}
	if !(reach > 0) || math.IsInf(reach, 1) {
		return nil, fmt.Errorf("reach %v, want a positive number", reach)
	}
	var all []properties.Comparison
	var formula probed
	for _, h := range probeSteps {
		var c []properties.Comparison
		var err error
		formula, c, err = probe(impl, q, p, reach, h)
		all = append(all, c...)
		if err != nil || failed(c) {
			return all, err
		}
	}
	sweep := func(f catalog.Function, x float64) error {
		c, err := formula.sweep(impl, f, x)
		all = append(all, c...)
		return err
	}
	for _, shares := range coreShares {
		for _, name := range exact.Names() {
			f, err := catalog.ByName(name)
			if err != nil {
				return all, err
			}
			for _, share := range shares {
				if err := sweep(f, f.Core.Lo*(1-share)+f.Core.Hi*share); err != nil || failed(all) {
					return all, err
				}
			}
		}
	}
	sine, err := catalog.ByName("sin")
	if err != nil {
		return all, err
	}
	for _, x := range farPoints {
		if err := sweep(sine, x); err != nil || failed(all) {
			return all, err
		}
	}
	return all, nil
}

// maxFormulaOrder keeps the factorials and powers below far from overflow.
const maxFormulaOrder = 24

func failed(c []properties.Comparison) bool { return properties.Judge("", "", c, nil) != nil }

// recorder passes the values of f on and keeps the points.
type recorder struct {
	f      func(float64) float64
	mu     sync.Mutex
	points []float64
}

func (r *recorder) value(t float64) float64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.points = append(r.points, t)
	return r.f(t)
}

// remembered is f, evaluated once at each point. One goroutine may use it at a time.
func remembered(f func(float64) float64) func(float64) float64 {
	known := map[float64]float64{}
	return func(x float64) float64 {
		y, ok := known[x]
		if !ok {
			y = f(x)
			known[x] = y
		}
		return y
	}
}

// within compares the farthest point with the reach. The point is allowed two
// roundings of s h and one of the sum.
func (r *recorder) within(what string, x, h, reach float64) properties.Comparison {
	far := 0.0
	for _, t := range r.points {
		if d := math.Abs(t - x); !(d <= far) {
			far = d
		}
	}
	limit := reach*h + theory.Difference{Reach: reach}.ArgumentError(x, h, number.UnitRoundoff)
	return properties.AtMost(fmt.Sprintf("%s: distance from x of the farthest point asked for", what), far, limit*(1+4*number.UnitRoundoff))
}

// probed is a formula as found.
type probed struct {
	q, p             int
	reach            float64
	offsets, weights []float64
}

// roundings is the allowance for one weight, and half of that for the sum.
func (d probed) roundings() int { return len(d.offsets) + d.q + 4 }

// probe finds the formula at x = 0, where points are not rounded to neighbours of x,
// with h a power of two.
func probe(impl Differentiate, q, p int, reach, h float64) (d probed, c []properties.Comparison, err error) {
	r := recorder{f: func(float64) float64 { return 1 }}
	impl(r.value, 0, h)
	where := fmt.Sprintf("at x = 0, h = %v", h)
	if c = append(c, r.within(where, 0, h, reach)); failed(c) {
		return d, c, nil
	}
	points := slices.Clone(r.points)
	slices.Sort(points)
	points = slices.Compact(points)
	if len(points) > maxProbes {
		return d, c, fmt.Errorf("%s: %d points, want at most %d", where, len(points), maxProbes)
	}
	d = probed{q: q, p: p, reach: reach}
	scale := 1.0
	for range q {
		scale *= h
	}
	for _, at := range points {
		w := impl(func(t float64) float64 {
			if t == at {
				return 1
			}
			return 0
		}, 0, h)
		d.offsets, d.weights = append(d.offsets, at/h), append(d.weights, w*scale)
	}
	if len(points) == 0 {
		return d, c, fmt.Errorf("%s: no value of f was asked for", where)
	}
	f, err := compareFormula(d.offsets, d.weights, q, p, d.roundings())
	for i := range f {
		f[i].Case = fmt.Sprintf("%s, offsets %v and weights %v: %s", where, d.offsets, d.weights, f[i].Case)
	}
	return d, append(c, f...), err
}

const maxProbes = 1 << 10

// sweep judges total error and order on one function at one point.
func (d probed) sweep(impl Differentiate, f catalog.Function, x float64) ([]properties.Comparison, error) {
	n := d.p + d.q
	bound, err := d.difference(n)
	if err != nil {
		return nil, err
	}
	next, err := d.difference(n + 1)
	if err != nil {
		return nil, err
	}
	jet, err := f.Exact(new(big.Float).SetFloat64(x), n)
	if err != nil {
		return nil, err
	}
	derivative := jet.Derivative(d.q)
	leading := exact.Float64(jet.Derivative(n)) * d.constant(n, false)

	var c []properties.Comparison
	h := 0.75 / d.reach
	if f.Core.Contains(x) {
		h *= min(x-f.Core.Lo, f.Core.Hi-x)
	}
	value := remembered(f.Float64) // x is asked for at every h, and 2h at h and 2h
	before, clear := 0.0, false
	for range differenceSteps {
		lo, hi := d.interval(x, h)
		on, err := sizes(f.Name, n, lo, hi)
		if err != nil {
			return c, err
		}
		remainder, _, err := interval.MaxDerivative(f.Name, n+1, lo, hi, maximumSlack)
		if err != nil {
			return c, err
		}
		r := recorder{f: value}
		got := impl(r.value, x, h)
		where := fmt.Sprintf("derivative of order %d of %s at x = %v, h = %v", d.q, f.Name, x, h)
		c = append(c, r.within(where, x, h, d.reach))
		if failed(c[len(c)-1:]) {
			return c, nil
		}
		off, _ := exact.Error64(got, derivative)
		c = append(c, properties.AtMost(where+": total error", off, bound.Total(x, h, on, number.UnitRoundoff)))

		// Where the leading term is all of the error but an eighth.
		term := math.Abs(leading) * math.Pow(h, float64(d.p))
		rest := next.Truncation(h, remainder) + bound.Rounding(x, h, on, number.UnitRoundoff)
		shows := rest <= leadingShare*term
		if shows && clear {
			rate := math.Log2(before / off)
			c = append(c, properties.AtMost(
				fmt.Sprintf("%s: the error falls by the order %.3f from 2h to h, accuracy %d claimed", where, rate, d.p),
				math.Abs(rate-float64(d.p)), math.Log2((1+leadingShare)/(1-leadingShare))*(1+8*number.UnitRoundoff),
			))
		}
		before, clear = off, shows
		h /= 2
	}
	return c, nil
}

// difference is what theory needs for bounds with the derivative of order n. The
// sum's roundings count twice: those of the weights found, and of the operations.
func (d probed) difference(n int) (theory.Difference, error) {
	b := theory.Difference{
		Order: d.q, Accuracy: n - d.q, Points: 2 * d.roundings(), Reach: d.reach, Constant: d.constant(n, true),
	}
	for _, w := range d.weights {
		b.AbsWeights += math.Abs(w)
	}
	b.AbsWeights *= 1 + float64(2*len(d.weights))*number.UnitRoundoff
	if math.IsInf(b.AbsWeights, 1) || math.IsInf(b.Constant, 1) {
		return b, fmt.Errorf("weights %v overflow", d.weights)
	}
	return b, nil
}

// constant is sum over j of w_j s_j^n / n!, of absolute values and rounded up if
// abs: each term has n + 1 roundings, the sum one for each point, the quotient two.
func (d probed) constant(n int, abs bool) float64 {
	offsets, weights := d.offsets, d.weights
	if abs {
		offsets, weights = absolute(offsets), absolute(weights)
	}
	sum, _ := moment(offsets, weights, n, 0)
	c, _ := sum.Quo(sum, factorial(n)).Float64()
	if abs {
		// The weights may be too small by their own roundings.
		c *= 1 + float64(2*d.roundings())*number.UnitRoundoff
	}
	return c
}

func absolute(x []float64) []float64 {
	a := make([]float64, len(x))
	for i, v := range x {
		a[i] = math.Abs(v)
	}
	return a
}

// interval is the reach about x, widened by the rounding of its points.
func (d probed) interval(x, h float64) (lo, hi float64) {
	r := d.reach*h + theory.Difference{Reach: d.reach}.ArgumentError(x, h, number.UnitRoundoff)
	return math.Nextafter(x-r, math.Inf(-1)), math.Nextafter(x+r, math.Inf(1))
}

// sizes bounds |f|, |f'| and |f^(n)| on [lo, hi], for values rounded once.
func sizes(name string, n int, lo, hi float64) (theory.Sizes, error) {
	var m [3]float64
	for i, k := range []int{0, 1, n} {
		var err error
		if m[i], _, err = interval.MaxDerivative(name, k, lo, hi, maximumSlack); err != nil {
			return theory.Sizes{}, err
		}
	}
	return theory.Sizes{Value: m[0], Slope: m[1], Derivative: m[2], ValueError: number.UnitRoundoff*m[0] + number.Smallest}, nil
}
