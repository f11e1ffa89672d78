package engines

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"

	"adfd/numerics/engine"
	"adfd/properties"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
)

// planRoundings is the assumption about a plan's own arithmetic: that a component of what
// Activate and ActivateT return errs by no more than so many roundings of numbers as large as
// the largest of the bundle, or 1. The case of a law keeps to |z| <= 1, where the powers
// in a composed series are no larger. An activation that is good to a few units and the
// sums of five channels need about half of it.
const planRoundings = 64

// ReadTranspose: ReadT is the transpose of Read, <Read y, g> = <y, ReadT g>, for a bundle y,
// [C][points], and g, [rows][points], of as many rows as the plan's operator. Both
// overwrite buffers that hold NaN.
//
// Allowed: Read is a matrix R of rows x C numbers at every point, found by reading the unit
// vectors, each rounded at most twice. A sum of C products errs by (C+1)u of its terms'
// absolute values, one of rows products by (rows+1)u, and the scale of a row adds u to
// either. Together
//
//	(C + rows + 6) u sum |g_r| |R_rc| |y_c|,
//
// a term u more than these for what is of second order.
func ReadTranspose[T engine.Float](impl engine.Plan[T], y, g []T) error {
	c, err := compareRead(impl, y, g)
	return properties.Judge("ReadTranspose", repeat.Call("engines.ReadTranspose", y, g), c, err)
}

func compareRead[T engine.Float](impl engine.Plan[T], y, g []T) ([]properties.Comparison, error) {
	channels, points, err := bundle(impl, y)
	if err != nil {
		return nil, err
	}
	rows := len(g) / points
	if rows == 0 || len(g) != rows*points {
		return nil, fmt.Errorf("%d seeds at %d points, want a number for each row of the operator and each point", len(g), points)
	}
	if err := cmp.Or(number.Check("g", g, math.MaxFloat64), number.Check("y", y, math.MaxFloat64)); err != nil {
		return nil, err
	}
	d, gy := number.Blank[T](len(g)), number.Blank[T](len(y))
	impl.Read(slices.Clone(y), d)
	impl.ReadT(slices.Clone(g), gy)

	size := 0.0
	for c, column := range readColumns(impl, rows) {
		for r, v := range column {
			for i := range points {
				size += math.Abs(float64(g[r*points+i])) * math.Abs(float64(v)) * math.Abs(float64(y[c*points+i]))
			}
		}
	}
	what := fmt.Sprintf("<Read y, g> and <y, ReadT g>, %d channels at %d points, %d rows", channels, points, rows)
	allowed := float64(channels+rows+6) * number.Roundoff[T]() * size
	return []properties.Comparison{properties.AtMost(what, number.Distance(inner(d, g), inner(y, gy)), allowed)}, nil
}

// readColumns is the matrix of Read by columns, [C][rows].
func readColumns[T engine.Float](impl engine.Plan[T], rows int) [][]T {
	columns := make([][]T, impl.Channels())
	for c := range columns {
		unit := make([]T, len(columns))
		unit[c] = 1
		columns[c] = number.Blank[T](rows)
		impl.Read(unit, columns[c])
	}
	return columns
}

// ActivateTranspose: ActivateT is the transpose of the derivative of Activate at z. For
// F(z) = <gy, Activate z> and gz = ActivateT gy this is the rate of Taylor's remainder,
//
//	|F(z + t v) - F(z) - t <gz, v>| = O(t^2),
//
// on a ladder of t from u^(1/4) down to u^(1/2); anything wrong in gz leaves a part that
// falls as t only. All are [C][points], |z| <= 1 and |v| <= 1; a buffer holds NaN before it
// is overwritten.
//
// Allowed: with q_i the second derivative of component i along v, its remainder is
// t^2 q_i(xi)/2 for a xi between 0 and t, and its second differences around 0 and
// around t, of Activate alone, are t^2 q_i(0) and t^2 q_i(t) where q_i is linear. One
// of them is at least as large as t^2 |q_i(xi)|, near an inflection too. So the sum of
// |gy_i| times the larger has a factor 2 in hand for what is not linear. To it comes the
// rounding of the evaluations, planRoundings u max(1, |y|) sum |gy_i| for each, and of gz. Those
// of the remainder are two, those of a second difference four. The displacements are
// those that rounding z + t v leaves.
//
// impl is a whole plan: of one that engine.Selective selects all channels are read, those that it leaves
// alone and that stay NaN too. SelectionAgrees compares it with the whole one.
//
// An error below u^(1/2) of the whole is hidden by rounding at every t, in float64 one of
// 1e-9; the tests show that a factor of 1.001 is not.
func ActivateTranspose[T engine.Float](impl engine.Plan[T], s engine.Activation[T], z, v, gy []T) error {
	c, err := compareActivate(impl, s, z, v, gy)
	return properties.Judge("ActivateTranspose", repeat.Call("engines.ActivateTranspose", repeat.Verbatim("s"), z, v, gy), c, err)
}

func compareActivate[T engine.Float](impl engine.Plan[T], s engine.Activation[T], z, v, gy []T) ([]properties.Comparison, error) {
	if err := activationCase(impl, s, z, gy, 1); err != nil {
		return nil, err
	}
	if len(v) != len(z) {
		return nil, fmt.Errorf("a direction of %d components for a bundle of %d", len(v), len(z))
	}
	if err := number.Check("v", v, 1); err != nil {
		return nil, err
	}
	y := activated(impl, s, z)
	gz := number.Blank[T](len(z))
	impl.ActivateT(s, slices.Clone(z), slices.Clone(y), slices.Clone(gy), gz)

	weight := 0.0 // sum |gy_i|
	for _, g := range gy {
		weight += math.Abs(float64(g))
	}
	u := number.Roundoff[T]()
	noise := (2 + 4) * planRoundings * u * weight * math.Max(1, largest(y))
	var all []properties.Comparison
	for t := math.Sqrt(math.Sqrt(u)); t >= math.Sqrt(u); t /= 4 {
		there, moved := shifted(z, v, t), make([]T, len(z))
		length := 0.0
		for i := range z {
			moved[i] = there[i] - z[i]
			length += math.Abs(float64(moved[i]))
		}
		yThere, yBack, yBeyond := activated(impl, s, there), activated(impl, s, shifted(z, v, -t)), activated(impl, s, shifted(z, v, 2*t))
		curved := 0.0
		for i, g := range gy {
			around := second(yBack[i], y[i], yThere[i])
			beyond := second(y[i], yThere[i], yBeyond[i])
			curved += math.Abs(float64(g)) * math.Max(around, beyond)
		}
		linear := sum(inner(gz, moved), inner(gy, y))
		what := fmt.Sprintf("remainder of <gy, %s> along v at t = %v, %d channels", s.Name(), t, impl.Channels())
		allowed := curved + noise + planRoundings*u*length*math.Max(1, largest(gz))
		all = append(all, properties.AtMost(what, number.Distance(inner(gy, yThere), linear), allowed))
	}
	return all, nil
}

// TapeAgrees: the sweeps with a tape give the bits of those without, ActivateTape those of
// Activate and ActivateTapeT those of ActivateT, on buffers that hold NaN. z and gy
// are [C][points], |z| <= 1. Allowed: no component that differs. Plans without a tape need not
// be checked. impl is a whole plan, as for ActivateTranspose.
func TapeAgrees[T engine.Float](impl engine.Taped[T], s engine.Activation[T], z, gy []T) error {
	c, err := compareTape(impl, s, z, gy)
	return properties.Judge("TapeAgrees", repeat.Call("engines.TapeAgrees", repeat.Verbatim("s"), z, gy), c, err)
}

func compareTape[T engine.Float](impl engine.Taped[T], s engine.Activation[T], z, gy []T) ([]properties.Comparison, error) {
	if err := activationCase(impl, s, z, gy, 1); err != nil {
		return nil, err
	}
	want := activated(impl, s, z)
	wantT := number.Blank[T](len(z))
	impl.ActivateT(s, slices.Clone(z), slices.Clone(want), slices.Clone(gy), wantT)

	y, gz, tape := number.Blank[T](len(z)), number.Blank[T](len(z)), number.Blank[T](impl.TapeLen(len(z)/impl.Channels()))
	impl.ActivateTape(s, slices.Clone(z), y, tape)
	impl.ActivateTapeT(slices.Clone(z), slices.Clone(y), tape, slices.Clone(gy), gz)
	return []properties.Comparison{
		properties.AtMost("components of ActivateTape of "+s.Name()+" that are not those of Activate", differing(y, want), 0),
		properties.AtMost("components of ActivateTapeT of "+s.Name()+" that are not those of ActivateT", differing(gz, wantT), 0),
	}, nil
}

// activationCase reports a case that the laws of Activate are not meant for.
func activationCase[T engine.Float](impl engine.Plan[T], s engine.Activation[T], z, gy []T, limit float64) error {
	_, _, err := bundle(impl, z)
	switch {
	case err != nil:
		return err
	case s == nil:
		return fmt.Errorf("no activation")
	case len(gy) != len(z):
		return fmt.Errorf("%d seeds for a bundle of %d", len(gy), len(z))
	}
	return cmp.Or(number.Check("gy", gy, math.MaxFloat64), number.Check("z", z, limit))
}

// bundle is the shape of b.
func bundle[T engine.Float](impl engine.Plan[T], b []T) (channels, points int, err error) {
	if impl == nil {
		return 0, 0, fmt.Errorf("no plan")
	}
	channels = impl.Channels()
	if n := len(impl.Bias()); channels < 1 || n != channels {
		return 0, 0, fmt.Errorf("a plan of %d channels and %d biases, want as many of both, 1 or more", channels, n)
	}
	if len(b) == 0 || len(b)%channels != 0 {
		return 0, 0, fmt.Errorf("a bundle of %d numbers, want a positive multiple of the %d channels", len(b), channels)
	}
	return channels, len(b) / channels, nil
}

func activated[T engine.Float](impl engine.Plan[T], s engine.Activation[T], z []T) []T {
	y := number.Blank[T](len(z))
	impl.Activate(s, slices.Clone(z), y)
	return y
}

func shifted[T engine.Float](z, v []T, t float64) []T {
	x := make([]T, len(z))
	for i := range z {
		x[i] = z[i] + T(T(t)*v[i])
	}
	return x
}

func largest[T engine.Float](x []T) float64 {
	m := 0.0
	for _, v := range x {
		m = math.Max(m, math.Abs(float64(v)))
	}
	return m
}

// inner is <a, b> to 512 bits, nil if a component is not finite.
func inner[T engine.Float](a, b []T) *big.Float {
	total := number.New()
	for i, v := range a {
		if !engine.Finite(v) || !engine.Finite(b[i]) {
			return nil
		}
		total.Add(total, number.New().Mul(number.New().SetFloat64(float64(v)), number.New().SetFloat64(float64(b[i]))))
	}
	return total
}

// second is the absolute value of a second difference.
func second[T engine.Float](a, b, c T) float64 {
	return math.Abs(float64(a) - 2*float64(b) + float64(c))
}

// sum is a + b, nil if one of them is missing.
func sum(a, b *big.Float) *big.Float {
	if a == nil || b == nil {
		return nil
	}
	return number.New().Add(a, b)
}

// differing counts the components of a that are not those of b, bit for bit.
func differing[T engine.Float](a, b []T) float64 {
	n := 0.0
	for i, v := range a {
		if math.Float64bits(float64(v)) != math.Float64bits(float64(b[i])) || v != v {
			n++
		}
	}
	return n
}
