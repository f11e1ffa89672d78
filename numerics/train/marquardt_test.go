package train_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/train"
)

// linear is r = A theta - f.
func linear[T engine.Float](rows, params int, a, f []float64) problem[T] {
	return problem[T]{
		rows: rows, params: params,
		residuals: func(theta, r []float64) {
			for i := range r {
				r[i] = -f[i]
				for j, x := range theta {
					r[i] += a[i*params+j] * x
				}
			}
		},
		jacobian: func(_, jac []float64) { copy(jac, a) },
	}
}

// stepBound is the error allowed in a damped step d: QR in float64 is backward stable
// to order (m+n) n u, and a least-squares solution magnifies that by the condition of
// the matrix and, for what is left of the residual, by its square (Higham, Accuracy and
// Stability of Numerical Algorithms, 2nd edition, theorems 19.3 and 20.1). The factor
// is his small constant c.
func stepBound(m, n int, condition, size float64) float64 {
	const c = 10
	return c * float64((m+n)*max(m, n)) * 0x1p-53 * condition * condition * size
}

// Without damping a linear problem is solved in one step, whatever the residual that
// is left.
func TestMarquardtSolvesLinearProblemsInOneStep(t *testing.T) {
	// A (2, -1) = (2, 1, -1, 3) and (-1, 1, -1, 0) is orthogonal to both columns.
	a := []float64{1, 0, 1, 1, 0, 1, 1, -1}
	f := []float64{2 - 1, 1 + 1, -1 - 1, 3 + 0}
	// The columns have squared norms 3 and product 0: A^T A = 3 I, condition 1.
	s := train.NewState([]float64{5, 7})
	result, err := train.Run(t.Context(), linear[float64](4, 2, a, f), &train.LevenbergMarquardt[float64]{}, s, train.Config[float64]{Steps: 1})
	require.NoError(t, err)
	assert.InDeltaSlice(t, []float64{2, -1}, s.Theta, stepBound(4, 2, 1, 10))
	assert.InDelta(t, 3, result.Final.Loss, stepBound(4, 2, 1, 10))
	assert.InDelta(t, 0, result.Final.Gradient, 6*stepBound(4, 2, 1, 10), "2 A^T A times the error")
}

// One damped step is the solution of (J^T J + mu I) d = -J^T r in rational numbers, for
// tall and for wide J; the step was the one predicted, so mu falls by the factor 3.
func TestMarquardtStepIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, n := rapid.IntRange(1, 7).Draw(t, "rows"), rapid.IntRange(1, 7).Draw(t, "params")
		entry := rapid.Map(rapid.IntRange(-4, 4), func(i int) float64 { return float64(i) })
		a := rapid.SliceOfN(entry, m*n, m*n).Draw(t, "matrix")
		f := rapid.SliceOfN(entry, m, m).Draw(t, "right-hand side")
		tau := rapid.SampledFrom([]float64{1, 0x1p-4, 0x1p-10}).Draw(t, "tau")

		var largest float64
		for j := range n {
			var square float64
			for i := range m {
				square += a[i*n+j] * a[i*n+j]
			}
			largest = max(largest, square)
		}
		mu := tau * largest
		want, zero := normalEquations(m, n, a, f, mu)
		s := train.NewState(make([]float64, n))
		result, err := train.Run(t.Context(), linear[float64](m, n, a, f), &train.LevenbergMarquardt[float64]{Tau: tau}, s, train.Config[float64]{Steps: 1})
		require.NoError(t, err)
		if zero {
			require.IsType(t, train.Stalled{}, result.Stop)
			return
		}
		// |J|^2 <= n largest, and the least singular value of the damped matrix
		// is sqrt(mu) or more. |d| <= |f| / (2 sqrt(mu)).
		condition := math.Sqrt(1 + float64(n)/tau)
		var size float64
		for _, v := range f {
			size += v * v
		}
		size = math.Sqrt(size / mu)
		require.InDeltaSlice(t, want, s.Theta, stepBound(m, n, condition, size))
		require.Equal(t, []float64{mu * (1. / 3), 2}, s.Memory.Numbers)
	})
}

// normalEquations solves (A^T A + mu I) x = A^T f by elimination over the rationals,
// and reports whether A^T f is 0.
func normalEquations(m, n int, a, f []float64, mu float64) (x []float64, zero bool) {
	rat := func(v float64) *big.Rat { return new(big.Rat).SetFloat64(v) }
	zero = true
	k := make([][]*big.Rat, n)
	for i := range k {
		k[i] = make([]*big.Rat, n+1)
		for j := range k[i] {
			k[i][j] = new(big.Rat)
			for r := range m {
				right := f[r]
				if j < n {
					right = a[r*n+j]
				}
				k[i][j].Add(k[i][j], rat(a[r*n+i]*right))
			}
		}
		zero = zero && k[i][n].Sign() == 0
		k[i][i].Add(k[i][i], rat(mu))
	}
	if mu == 0 || zero {
		return nil, zero
	}
	// Positive definite: no pivot is 0.
	for p := range n {
		for i := range n {
			if i == p {
				continue
			}
			factor := new(big.Rat).Quo(k[i][p], k[p][p])
			for j := p; j <= n; j++ {
				k[i][j].Sub(k[i][j], new(big.Rat).Mul(factor, k[p][j]))
			}
		}
	}
	x = make([]float64, n)
	for i := range x {
		x[i], _ = new(big.Rat).Quo(k[i][n], k[i][i]).Float64()
	}
	return x, false
}

// Undamped, the method is Newton's on a square system. For r = (x^2 + y - 11,
// x + y^2 - 7), zero at (3, 2), the error obeys J(x_k) e_(k+1) = (e_x^2, e_y^2) exactly:
// convergence is quadratic with a known constant.
func TestMarquardtConvergesQuadratically(t *testing.T) {
	jacobian := func(t, j []float64) { copy(j, []float64{2 * t[0], 1, 1, 2 * t[1]}) }
	o := problem[float64]{
		rows: 2, params: 2,
		residuals: func(t, r []float64) { r[0], r[1] = t[0]*t[0]+t[1]-11, t[0]+t[1]*t[1]-7 },
		jacobian:  jacobian,
	}
	s := train.NewState([]float64{3.5, 2.5})
	for step := 1; step <= 4; step++ {
		ex, ey := s.Theta[0]-3, s.Theta[1]-2
		var j [4]float64
		jacobian(s.Theta, j[:])
		det := j[0]*j[3] - j[1]*j[2]
		wantX, wantY := (j[3]*ex*ex-j[1]*ey*ey)/det, (j[0]*ey*ey-j[2]*ex*ex)/det

		_, err := train.Run(t.Context(), o, &train.LevenbergMarquardt[float64]{}, s, train.Config[float64]{Steps: step})
		require.NoError(t, err)
		// The residual has a few roundings of numbers up to 13, against singular
		// values of J of 3 or more, and the condition of J is below 3.
		tol := 4*13*0x1p-53/3 + stepBound(2, 2, 3, math.Hypot(ex, ey))
		assert.InDelta(t, wantX, s.Theta[0]-3, tol, "step %d", step)
		assert.InDelta(t, wantY, s.Theta[1]-2, tol, "step %d", step)
	}
}

// On Rosenbrock's function damping is needed, the loss never rises, and the end is
// faster than any linear rate: mu falls by 3 at every step, and with it the ratio
// of one error to the last.
func TestMarquardtOnRosenbrock(t *testing.T) {
	t.Run("float32", marquardtOnRosenbrock[float32])
	t.Run("float64", marquardtOnRosenbrock[float64])
}

func marquardtOnRosenbrock[T engine.Float](t *testing.T) {
	s := train.NewState([]T{-1.2, 1})
	result, err := train.Run(t.Context(), rosenbrock[T](), &train.LevenbergMarquardt[T]{Tau: 1e-3}, s, train.Config[T]{Steps: 60})
	require.NoError(t, err)
	require.IsType(t, train.Stalled{}, result.Stop, "the end of a convergent method")
	// r is off by the rounding of theta through J, |J| <= 20 + 10.
	u := unit[T]()
	assert.LessOrEqual(t, math.Sqrt(result.Final.Loss), 30*u)
	// From r, theta - 1 = (r_2, (r_1/10 + ...)): J^-1 is below 3 at (1, 1).
	assert.InDeltaSlice(t, []float64{1, 1}, widen(s.Theta), 3*30*u)

	// Losses are squares of |r|. From |r| of a tenth of its scale 1 on the linear model
	// is good to a tenth, and mu governs; |r| is off by 30u, and from 100u on its last
	// ratios would be rounding's. mu falls by 3 at every step and |r| with it, so that the
	// third ratio of losses is below 1/9^2, and below a hundredth once more.
	const near, hundredth = 0.1 * 0.1, 0.01
	rounding := 100 * u * (100 * u)
	losses := s.History.Losses
	rejected, last := 0, 1.
	for k := range losses[1:] {
		require.LessOrEqual(t, losses[k+1], losses[k])
		if losses[k+1] == losses[k] {
			rejected++
		}
		// Above rounding, the last three ratios fall.
		if losses[k] < near && losses[k+1] > rounding {
			ratio := losses[k+1] / losses[k]
			assert.Less(t, ratio, last, "step %d", k)
			last = ratio
		}
	}
	assert.Positive(t, rejected)
	assert.Less(t, last, hundredth)
}

// Every step on Rosenbrock's function is that of algorithm 3.16 of Madsen, Nielsen and
// Tingleff, done over from the state before: d by Cramer's rule, the predicted fall as
// |r|^2 - |r + J d|^2.
func TestMarquardtFollowsTheAlgorithm(t *testing.T) {
	const steps = 12 // while the falls are far above rounding
	o := rosenbrock[float64]()
	s := train.NewState([]float64{-1.2, 1})
	lm := func() *train.LevenbergMarquardt[float64] { return &train.LevenbergMarquardt[float64]{Tau: 1e-3} }
	mu, nu := 1e-3*(24*24+1), 2. // the first column of J is (24, -1)
	accepted, rejected := 0, 0
	for step := 1; step <= steps; step++ {
		x := append([]float64(nil), s.Theta...)
		var r, trial [2]float64
		var j [4]float64
		o.residuals(x, r[:])
		o.jacobian(x, j[:])
		k11, k12, k22 := j[0]*j[0]+j[2]*j[2]+mu, j[0]*j[1]+j[2]*j[3], j[1]*j[1]+j[3]*j[3]+mu
		g1, g2 := j[0]*r[0]+j[2]*r[1], j[1]*r[0]+j[3]*r[1]
		det := k11*k22 - k12*k12
		d1, d2 := (k12*g2-k22*g1)/det, (k12*g1-k11*g2)/det
		o.residuals([]float64{x[0] + d1, x[1] + d2}, trial[:])
		square := func(a, b float64) float64 { return a*a + b*b }
		loss := square(r[0], r[1])
		fall := loss - square(r[0]+j[0]*d1+j[1]*d2, r[1]+j[2]*d1+j[3]*d2)
		rho := (loss - square(trial[0], trial[1])) / fall

		result, err := train.Run(t.Context(), o, lm(), s, train.Config[float64]{Steps: step})
		require.NoError(t, err)
		if rho > 0 {
			accepted++
			x[0], x[1] = x[0]+d1, x[1]+d2
			mu, nu = mu*math.Max(1./3, 1-math.Pow(2*rho-1, 3)), 2
		} else {
			rejected++
			mu, nu = mu*nu, 2*nu
		}
		// J^T J has eigenvalues below 2^10, and their product is (det J)^2 = 100, so
		// its condition number is below 2^14; the loss stays above 2^-20 of the
		// first, and a fall is known to u times the loss: tol is u times both.
		const tol = 0x1p-53 * 0x1p14 * 0x1p20
		require.InDeltaSlice(t, x, s.Theta, tol, "step %d", step)
		require.InEpsilonSlice(t, []float64{mu, nu}, s.Memory.Numbers, tol, "step %d", step)
		mu = s.Memory.Numbers[0]

		grad := make([]float64, 2)
		_, err = o.LossGrad(s.Theta, grad)
		require.NoError(t, err)
		require.InEpsilon(t, math.Hypot(grad[0], grad[1]), result.Final.Gradient, tol)
	}
	assert.Positive(t, accepted)
	assert.Positive(t, rejected)
}

// A rejected step leaves theta and doubles the growth of the damping, which without
// Tau begins at u times the largest squared column norm.
func TestMarquardtRejects(t *testing.T) {
	// From 2 the Gauss-Newton step on atan goes to 2 - 5 atan 2 = -3.5.
	o := problem[float64]{
		rows: 1, params: 1,
		residuals: func(t, r []float64) { r[0] = math.Atan(t[0]) },
		jacobian:  func(t, j []float64) { j[0] = 1 / (1 + t[0]*t[0]) },
	}
	slope := 1. / (1 + 2*2)
	largest := slope * slope
	s := train.NewState([]float64{2})
	mu := 0x1p-53 * largest
	for step, nu := 1, 4.; step <= 3; step, nu = step+1, 2*nu {
		_, err := train.Run(t.Context(), o, &train.LevenbergMarquardt[float64]{}, s, train.Config[float64]{Steps: step})
		require.NoError(t, err)
		require.Equal(t, []float64{2}, s.Theta)
		require.Equal(t, []float64{mu, nu}, s.Memory.Numbers)
		mu *= nu
	}
	result, err := train.Run(t.Context(), o, &train.LevenbergMarquardt[float64]{}, s, train.Config[float64]{Steps: 60})
	require.NoError(t, err)
	assert.Zero(t, result.Final.Loss, "%v", result.Stop)
}

// Errors of the objective pass through, and leave the steps made.
func TestMarquardtErrors(t *testing.T) {
	bad := errors.New("residuals not to be had")
	o := failing{rosenbrock[float64](), 3, new(int), bad}
	s := train.NewState([]float64{-1.2, 1})
	_, err := train.Run(t.Context(), o, &train.LevenbergMarquardt[float64]{Tau: 1}, s, train.Config[float64]{Steps: 60})
	assert.ErrorIs(t, err, bad)
	assert.ErrorContains(t, err, "lm(1), step 1")
	assert.Equal(t, 1, s.Step)

	// A slope that is not finite where the loss is.
	root := problem[float64]{
		rows: 1, params: 1,
		residuals: func(t, r []float64) { r[0] = 1 + math.Sqrt(t[0]) },
		jacobian:  func(t, j []float64) { j[0] = 0.5 / math.Sqrt(t[0]) },
	}
	result, err := train.Run(t.Context(), root, &train.LevenbergMarquardt[float64]{Tau: 1}, train.NewState([]float64{0}), train.Config[float64]{Steps: 60})
	require.NoError(t, err)
	assert.ErrorContains(t, result.Stop.(train.Stalled).Cause, "squared norm +Inf")

	lm := &train.LevenbergMarquardt[float64]{Tau: 1}
	require.NoError(t, lm.Reset(1))
	assert.ErrorContains(t, lm.Restore(train.Memory[float64]{Numbers: []float64{1}}), "of another optimiser")
}

// failing has residuals for a number of calls.
type failing struct {
	problem[float64]
	good  int
	calls *int
	err   error
}

func (f failing) Residuals(theta, out []float64) error {
	if *f.calls++; *f.calls > f.good {
		return f.err
	}
	return f.problem.Residuals(theta, out)
}

// BenchmarkMarquardtStep is a run of one step, with the evaluations before and after it.
func BenchmarkMarquardtStep(b *testing.B) {
	for _, c := range []struct{ rows, params int }{{102, 151}, {102, 2701}, {302, 151}} {
		b.Run(fmt.Sprintf("%dx%d", c.rows, c.params), func(b *testing.B) {
			a, f := make([]float64, c.rows*c.params), make([]float64, c.rows)
			for i := range a {
				a[i] = math.Sin(float64(i * i))
			}
			for i := range f {
				f[i] = 1
			}
			o := linear[float64](c.rows, c.params, a, f)
			for b.Loop() {
				_, err := train.Run(b.Context(), o, &train.LevenbergMarquardt[float64]{Tau: 1e-3}, train.NewState(make([]float64, c.params)), train.Config[float64]{Steps: 1})
				require.NoError(b, err)
			}
			// QR of (rows + params) x min(rows, params) takes about
			// 2 (rows + params) min^2 operations.
			least := min(c.rows, c.params)
			operations := 2 * float64(c.rows+c.params) * float64(least*least)
			b.ReportMetric(operations*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
		})
	}
}
