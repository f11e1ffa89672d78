package properties

import (
	"fmt"
	"math"
	"math/big"

	"adfd/numerics/engine"
)

// planRoundings is the assumption about a plan's own arithmetic: that a component of what
// Activate and ActivateT return errs by no more than so many roundings of numbers as large as
// the largest of the bundle, or 1. The case of a law keeps to |z| <= 1, where the powers
// in a composed series are no larger. An activation that is good to a few units and the
// sums of five channels need about half of it.
const planRoundings = 64

// roundoff is the unit roundoff of T.
func roundoff[T engine.Float]() float64 {
	if _, single := any(T(0)).(float32); single {
		return 0x1p-24
	}
	return unitRoundoff
}

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
	return judge("ReadTranspose", repeat("ReadTranspose", y, g), c, err)
}

func compareRead[T engine.Float](impl engine.Plan[T], y, g []T) ([]Comparison, error) {
	channels, points, err := bundle(impl, y)
	if err != nil {
		return nil, err
	}
	rows := len(g) / points
	if rows == 0 || len(g) != rows*points {
		return nil, fmt.Errorf("%d seeds at %d points, want a number for each row of the operator and each point", len(g), points)
	}
	if err := numbers("g", g, math.MaxFloat64); err != nil {
		return nil, err
	}
	if err := numbers("y", y, math.MaxFloat64); err != nil {
		return nil, err
	}
	d, gy := dirty[T](len(g)), dirty[T](len(y))
	impl.Read(copied(y), d)
	impl.ReadT(copied(g), gy)

	size := 0.0
	for c, column := range readColumns(impl, rows) {
		for r, v := range column {
			for i := range points {
				size += math.Abs(float64(g[r*points+i])) * math.Abs(float64(v)) * math.Abs(float64(y[c*points+i]))
			}
		}
	}
	what := fmt.Sprintf("<Read y, g> and <y, ReadT g>, %d channels at %d points, %d rows", channels, points, rows)
	return []Comparison{{what, distance(inner(d, g), inner(y, gy)), float64(channels+rows+6) * roundoff[T]() * size}}, nil
}

// readColumns is the matrix of Read by columns, [C][rows].
func readColumns[T engine.Float](impl engine.Plan[T], rows int) [][]T {
	columns := make([][]T, impl.Channels())
	for c := range columns {
		unit := make([]T, len(columns))
		unit[c] = 1
		columns[c] = dirty[T](rows)
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
	return judge("ActivateTranspose", repeat("ActivateTranspose", verbatim("s"), z, v, gy), c, err)
}

func compareActivate[T engine.Float](impl engine.Plan[T], s engine.Activation[T], z, v, gy []T) ([]Comparison, error) {
	if err := activationCase(impl, s, z, gy); err != nil {
		return nil, err
	}
	if len(v) != len(z) {
		return nil, fmt.Errorf("a direction of %d components for a bundle of %d", len(v), len(z))
	}
	if err := numbers("v", v, 1); err != nil {
		return nil, err
	}
	y := activated(impl, s, z)
	gz := dirty[T](len(z))
	impl.ActivateT(s, copied(z), copied(y), copied(gy), gz)

	weight := 0.0 // sum |gy_i|
	for _, g := range gy {
		weight += math.Abs(float64(g))
	}
	u := roundoff[T]()
	noise := (2 + 4) * planRoundings * u * weight * math.Max(1, largest(y))
	var all []Comparison
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
		all = append(all, Comparison{what, distance(inner(gy, yThere), linear), allowed})
	}
	return all, nil
}

// TapeAgrees: the sweeps with a tape give the bits of those without, ActivateTape those of
// Activate and ActivateTapeT those of ActivateT, on buffers that hold NaN. z and gy
// are [C][points], |z| <= 1. Allowed: no component that differs. Plans without a tape need not
// be checked. impl is a whole plan, as for ActivateTranspose.
func TapeAgrees[T engine.Float](impl engine.Taped[T], s engine.Activation[T], z, gy []T) error {
	c, err := compareTape(impl, s, z, gy)
	return judge("TapeAgrees", repeat("TapeAgrees", verbatim("s"), z, gy), c, err)
}

func compareTape[T engine.Float](impl engine.Taped[T], s engine.Activation[T], z, gy []T) ([]Comparison, error) {
	if err := activationCase(impl, s, z, gy); err != nil {
		return nil, err
	}
	want := activated(impl, s, z)
	wantT := dirty[T](len(z))
	impl.ActivateT(s, copied(z), copied(want), copied(gy), wantT)

	y, gz, tape := dirty[T](len(z)), dirty[T](len(z)), dirty[T](impl.TapeLen(len(z)/impl.Channels()))
	impl.ActivateTape(s, copied(z), y, tape)
	impl.ActivateTapeT(copied(z), copied(y), tape, copied(gy), gz)
	return []Comparison{
		{"components of ActivateTape of " + s.Name() + " that are not those of Activate", differing(y, want), 0},
		{"components of ActivateTapeT of " + s.Name() + " that are not those of ActivateT", differing(gz, wantT), 0},
	}, nil
}

// activationCase reports a case that the laws of Activate are not meant for.
func activationCase[T engine.Float](impl engine.Plan[T], s engine.Activation[T], z, gy []T) error {
	if _, _, err := bundle(impl, z); err != nil {
		return err
	}
	if s == nil {
		return fmt.Errorf("no activation")
	}
	if len(gy) != len(z) {
		return fmt.Errorf("%d seeds for a bundle of %d", len(gy), len(z))
	}
	if err := numbers("gy", gy, math.MaxFloat64); err != nil {
		return err
	}
	return numbers("z", z, 1)
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

// numbers reports one beyond the limit, NaN included.
func numbers[T engine.Float](name string, x []T, limit float64) error {
	for i, v := range x {
		if !(math.Abs(float64(v)) <= limit) {
			return fmt.Errorf("%s[%d] is %v, want at most %v in absolute value", name, i, v, limit)
		}
	}
	return nil
}

// dirty is a buffer whose content must not matter.
func dirty[T engine.Float](n int) []T {
	b := make([]T, n)
	for i := range b {
		b[i] = T(math.NaN())
	}
	return b
}

// copied keeps the case from an implementation that writes to its arguments.
func copied[T engine.Float](x []T) []T { return append([]T(nil), x...) }

func activated[T engine.Float](impl engine.Plan[T], s engine.Activation[T], z []T) []T {
	y := dirty[T](len(z))
	impl.Activate(s, copied(z), y)
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
	total := newMid()
	for i, v := range a {
		if d := v - v + (b[i] - b[i]); d != 0 { // NaN for NaN and infinities
			return nil
		}
		total.Add(total, newMid().Mul(newMid().SetFloat64(float64(v)), newMid().SetFloat64(float64(b[i]))))
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
	return newMid().Add(a, b)
}

// distance is |a - b|, NaN if one of them is missing.
func distance(a, b *big.Float) float64 {
	if a == nil || b == nil {
		return math.NaN()
	}
	d, _ := newMid().Sub(a, b).Float64()
	return math.Abs(d)
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

// verbatim is an argument that repeats under its own name.
type verbatim string

func (v verbatim) GoString() string { return string(v) }
