package pointwise

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"adfd/numerics/exact"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/numerics/jet/certified"
	"adfd/theory"
	"adfd/theory/claims"
)

// smoothActivations are those that have a recurrence to be compared with.
func smoothActivations() []string {
	known := jet.Names()
	return slices.DeleteFunc(activation.Names(), func(name string) bool { return !slices.Contains(known, name) })
}

// activationAccuracy is the part of A1 that concerns the activations of random features
// and networks, by activation and order: the error of their coefficients in units of
// claims.ActivationUlps u times the absolute-value recurrence.
func activationAccuracy(ctx context.Context, s claims.Setup) ([][]accuracy, error) {
	points, _ := jetCounts(s.Size)
	return lab.Over(ctx, s, smoothActivations(), nil, func(_ context.Context, i int, name string) ([]accuracy, error) {
		f, rng := mustElementary(name), rand.New(rand.NewPCG(s.Seed, uint64(3000+i)))
		lo, hi := f.Domain()
		z := make([]float64, points)
		for k := range z {
			z[k] = pointOf(lo, hi, k, points, rng)
		}
		return measureActivation(s, name, z)
	})
}

// measureActivation compares an activation at all points at once, by order. Its
// values, which finite differences use, count as order 0 beside coefficient 0.
func measureActivation(s claims.Setup, name string, z []float64) ([]accuracy, error) {
	c, values, err := activationCoefficients(s, name, z)
	if err != nil {
		return nil, err
	}
	n, worst := len(z), make([]accuracy, MaxOrder+1)
	for i, x := range z {
		want, err := exact.Coefficients(name, exact.New(x), MaxOrder)
		if err != nil {
			return nil, fmt.Errorf("x = %v, 256 bits: %w", x, err)
		}
		recurrence, err := certified.Apply(name, certified.Variable(x, MaxOrder))
		if err != nil {
			return nil, fmt.Errorf("x = %v: %w", x, err)
		}
		for k := range worst {
			worst[k].merge(compareActivation(c[k*n+i], recurrence.Magnitude[k], want, k))
		}
		worst[0].merge(compareActivation(values[i], recurrence.Magnitude[0], want, 0))
	}
	return worst, nil
}

// compareActivation judges coefficient k of an activation.
func compareActivation(got, magnitude float64, want exact.Jet, k int) accuracy {
	abs, ulps := exact.Error64(got, want[k])
	return accuracy{n: 1, ulps: ulps, error: lab.Share(abs, claims.ActivationUlps*theory.UnitRoundoff64*magnitude)}
}

// activationCoefficients is what a setup puts in the place of an activation's
// coefficients, [maxOrder+1][len(z)], and its values.
func activationCoefficients(s claims.Setup, name string, z []float64) (c, values []float64, err error) {
	a, err := activation.ByName[float64](name)
	if err != nil {
		return nil, nil, err
	}
	n := len(z)
	c, values = make([]float64, (MaxOrder+1)*n), make([]float64, n)
	a.Coefficients(MaxOrder, z, c)
	a.Values(z, values)
	if s.AD == claims.EngineFD {
		for i, x := range z {
			b, err := byDifferences(mustElementary(name), x, MaxOrder)
			if err != nil {
				return nil, nil, err
			}
			for k, v := range b.Value {
				c[k*n+i] = v
			}
		}
	}
	return c, values, nil
}
