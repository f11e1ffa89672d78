package training

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"adfd/numerics/engine"
	"adfd/numerics/exact/dd"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/fd"
	"adfd/theory"
	"adfd/theory/claims"
)

// jacobianControls is the number of seeds that are also computed in 106 bits.
const jacobianControls = 1

// noiseSettings has the settings of S3n: the narrow network, at the audit's size the others too, which
// have no control in 106 bits.
func noiseSettings(size claims.Size) []jacobianSetting {
	var sets []jacobianSetting
	for _, set := range jacobianGrid(size) {
		if size == claims.Audit || size == claims.Full || set.depth == 1 {
			sets = append(sets, set)
		}
	}
	return sets
}

func (s jacobianSetting) controlled() bool { return s.depth == 1 && s.width == 20 }

// lifted is one seed at one step: measured over modelled, NaN where there is no control.
type lifted struct{ median, norm, exactTail float64 }

// JacobianNoise is the table of S3n: the tail of the singular values of FD's Jacobian against
// those of AD's with Gaussian noise of the predicted deviations.
func JacobianNoise(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	sets := noiseSettings(s.Size)
	seeds := s.Size.MedianSeeds()
	runs, err := regimeRuns(ctx, s, sets, seeds, lab.At(s.Size, 2, 2, 4), lab.Part(p, 0, 2))
	if err != nil {
		return claims.Table{}, err
	}
	results, err := lab.Sweep(ctx, s, runs, seeds, lab.Part(p, 1, 2), func(ctx context.Context, r jacobianRun, seed int) ([]lifted, error) {
		return lab.In(r.under(s).precision, measureLifted[float32], measureLifted[float64])(ctx, s, r, seed)
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable(append(jacobianKeys, "h"))
	for i, r := range runs {
		for k, step := range r.steps {
			lab.Add(&t, append(r.key(), step.Name), r.liftedFields(step, lab.Nth(results[i], k)))
		}
	}
	return t, nil
}

func (r jacobianRun) liftedFields(step lab.Step, seeds []lifted) lab.Fields {
	const without = "no control in 106 bits for this network"
	ratio := claims.Tolerance{Rel: 0.25} // medians over seeds of medians of rounding noise
	at := r.edge(ofJacobian, 1)
	controlled := seeds[:min(jacobianControls, len(seeds))]
	return lab.Fields{
		lab.Of(claims.ColOrder, lab.Exactly, r.seeds[0].order), lab.Of(claims.ColStep, lab.TolEdge, step.H),
		lab.Of(claims.ColLower, lab.TolEdge, at.lower), lab.Of(claims.ColUpper, lab.TolEdge, at.upper),
		lab.Of(claims.ColTruncation, lab.TolEdge, theory.TruncationShare(step.H, r.seeds[0].order)), lab.Of(claims.ColCount, lab.Exactly, len(seeds)),
		lab.Of(claims.ColTailMedian, ratio, lab.MedianBy(seeds, func(l lifted) float64 { return l.median })),
		lab.Of(claims.ColNoiseNorm, ratio, lab.MedianBy(controlled, func(l lifted) float64 { return l.norm })).OrNaN(without),
		lab.Of(claims.ColExactTail, claims.Tolerance{Abs: 0.1}, lab.MedianBy(controlled, func(l lifted) float64 { return l.exactTail })).OrNaN(without),
	}
}

func measureLifted[T engine.Float](ctx context.Context, s claims.Setup, r jacobianRun, seed int) ([]lifted, error) {
	t, err := newJacobianTrial[T](ctx, s, r.jacobianSetting, seed)
	if err != nil {
		return nil, err
	}
	ad, err := t.jacobian(claims.EngineAD, 0, t.theta)
	if err != nil {
		return nil, err
	}
	_, variances, err := t.kappa()
	if err != nil {
		return nil, err
	}
	kept := ofJacobian.kept(r.seeds[seed].roots, ofJacobian.cutoff(t.shape(), 1))
	control := seed < jacobianControls && r.controlled()
	var exactAD []float64
	if control {
		if exactAD, _, err = t.exactSpectrum(claims.EngineAD, 0); err != nil {
			return nil, err
		}
	}
	out := make([]lifted, len(r.steps))
	for k, step := range r.steps {
		out[k] = lifted{math.NaN(), math.NaN(), math.NaN()}
		fd, err := t.jacobian(s.FD, step.H, t.theta)
		if err != nil {
			return nil, err
		}
		noise := t.drawnNoise(variances, step.H)
		if control {
			common, err := t.commonRoundings(step.H)
			if err != nil {
				return nil, err
			}
			noise.Add(noise, common)
		}
		if out[k].median, err = t.tailRatio(ad, fd, noise, kept); err != nil {
			return nil, fmt.Errorf("h = %v: %w", step.H, err)
		}
		if control {
			if out[k].norm, out[k].exactTail, err = t.exactControl(fd, noise, exactAD, kept, step.H); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// drawnNoise is a matrix like J whose interior rows are normal with the predicted column
// variances, and whose boundary rows are 0.
func (t jacobianTrial[T]) drawnNoise(variances []float64, h float64) *mat.Dense {
	// A stream of its own for every step, so that no draw depends on the grid.
	rng := rand.New(rand.NewPCG(lab.SeedOf(t.setup.Seed, t.seed), math.Float64bits(h)))
	s := t.shape()
	scale := math.Pow(h, -float64(t.problem.Order)) * math.Sqrt(float64(s.rows)/float64(len(t.nodes))) // the variances are means over all rows
	noise := mat.NewDense(s.rows, s.cols, nil)
	for i := range t.nodes {
		for k, v := range variances {
			noise.Set(i, k, scale*math.Sqrt(v)*rng.NormFloat64())
		}
	}
	return noise
}

// commonRoundings is what rounding does to all interior rows alike in a network of one hidden layer: the
// reverse sweep multiplies the weights of the stencil by the row's scale, and then by the last weights of the
// network, once for all points. Where two weights of the stencil are a power of two apart, so
// are their products; where they are not, as 6 and 1, the products are rounded apart, by numbers
// that follow from the arithmetic alone. With d_k the sum over the stencil of what the products with a_k are
// off by, beside multiples of the first, the row of x has d_k/a_k times the derivatives of the value
// in the parameters of neuron k. It is as large in an entry as the noise, and much larger in
// norm: it is the same in all rows. It has as many directions as large singular values, and
// leaves the tail alone.
func (t jacobianTrial[T]) commonRoundings(h float64) (*mat.Dense, error) {
	eng, err := lab.NewEngine[T](claims.EngineFD, claims.Setup{Placement: claims.PlacementCentral, Accuracy: 2}, h)
	if err != nil {
		return nil, err
	}
	plan, err := eng.Plan(t.problem.Derivatives(), t.problem.Dim)
	if err != nil {
		return nil, err
	}
	_, weights, scale := plan.(*fd.Plan[T]).Row(0)
	seed := T(T(math.Sqrt(1/float64(len(t.nodes))))*T(t.problem.Operator[0].Coef)) / scale
	first := T(weights[0] * seed)
	off := func(a T) float64 { // of the products with a; exactly, in 106 bits
		var sum dd.DD
		for _, w := range weights {
			multiple := dd.FromFloat64(float64(w / weights[0])).Mul(dd.FromFloat64(float64(T(first * a))))
			sum = sum.Add(dd.FromFloat64(float64(T(T(w*seed) * a))).Sub(multiple))
		}
		return sum.Float64()
	}
	law, err := t.noiseLaw()
	if err != nil {
		return nil, err
	}
	width, s := t.set.width, t.shape()
	theta, gradient, variance := promoted(t.theta), make([]float64, s.cols), make([]float64, s.cols)
	common := mat.NewDense(s.rows, s.cols, nil)
	for i := range t.nodes {
		law.Gradient(theta, t.nodes[i:i+1], gradient, variance)
		for k := range width {
			at := 2*width + k // of the last weight of neuron k, behind its w and b
			a := t.theta[at]
			common.Set(i, k, off(a)/float64(a)*gradient[k])
			common.Set(i, width+k, off(a)/float64(a)*gradient[width+k])
			common.Set(i, at, off(1)*gradient[at])
		}
		common.Set(i, 3*width, off(1))
	}
	return common, nil
}

// tailRatio is the median of FD's singular values beyond AD's kept ones, without the smallest,
// over that of AD's Jacobian with the noise.
func (t jacobianTrial[T]) tailRatio(ad, fd, noise *mat.Dense, kept int) (float64, error) {
	measured, err := t.svd.Values(fd)
	if err != nil {
		return 0, err
	}
	if kept >= len(measured)-1 {
		return 0, fmt.Errorf("AD keeps %d of %d singular values: there is no tail", kept, len(measured))
	}
	var sum mat.Dense
	sum.Add(ad, noise)
	modelled, err := t.svd.Values(&sum)
	if err != nil {
		return 0, err
	}
	last := len(measured) - 1
	return lab.MedianOf(measured[kept:last]) / lab.MedianOf(modelled[kept:last]), nil
}

// exactSpectrum is one side's Jacobian in 106 bits, with its singular values, rounded.
func (t jacobianTrial[T]) exactSpectrum(side claims.Engine, h float64) (sigma []float64, jac [][]dd.DD, err error) {
	rows, err := t.equations(side, h)
	if err != nil {
		return nil, nil, err
	}
	if _, jac, err = t.oracleNetwork().DDJacobian(promoted(t.theta), rows); err != nil {
		return nil, nil, err
	}
	a := dd.NewMatrix(len(jac), len(jac[0]))
	for i, row := range jac {
		for k, v := range row {
			a.Set(i, k, v)
		}
	}
	values, err := dd.SingularValues(a)
	return lab.Each(values, dd.DD.Float64), jac, err
}

// exactControl is the norm of what the precision adds to the interior rows of FD's Jacobian, over
// that of the model, and the median quotient of FD's and AD's tails in 106 bits, as far down as the
// noise of 106 bits leaves them.
func (t jacobianTrial[T]) exactControl(fd, noise *mat.Dense, exactAD []float64, kept int, h float64) (norm, tail float64, err error) {
	exactFD, jac, err := t.exactSpectrum(claims.EngineFD, h)
	if err != nil {
		return 0, 0, err
	}
	s := t.shape()
	e := mat.NewDense(s.rows, s.cols, nil)
	for i := range t.nodes {
		for k := range s.cols {
			d := dd.FromFloat64(fd.At(i, k)).Sub(jac[i][k])
			e.Set(i, k, d.Float64())
		}
	}
	measured, err := t.svd.Values(e)
	if err != nil {
		return 0, 0, err
	}
	modelled, err := t.svd.Values(noise)
	if err != nil {
		return 0, 0, err
	}
	// 106 bits leave noise of their own, u_dd = 2^-106 in the place of u; a hundred times its norm
	// is far enough above it.
	const far, narrow = 100, 0x1p-106
	floor := far * modelled[0] * narrow / s.u
	var quotients []float64
	for k := kept; k < len(exactAD)-1 && exactAD[k] > floor; k++ {
		quotients = append(quotients, exactFD[k]/exactAD[k])
	}
	return measured[0] / modelled[0], lab.MedianOf(quotients), nil
}
