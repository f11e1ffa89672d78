package claims

import "fmt"

// FeatureR is R: w and b of random features are uniform on [-R, R].
const FeatureR = 4.0

// featureModels are the models of the claims on entropy.
const featureModels = "random features (R = 4) on 1-D Poisson (q = 2) and biharmonic (q = 4), tanh and sin, float64, central differences of accuracy 2"

// featureSolutions are the models of the claims on residuals.
const featureSolutions = "random features (R = 4) on 1-D Poisson (q = 2) and biharmonic (q = 4), tanh and sin, float64; residual of the truncated-SVD solution at the same cut-off"

// cell names a row of a sweep.
func cell(t Table, r Row) string {
	s := fmt.Sprintf("%s %s h=%s", t.Key(r, "problem"), t.Key(r, "activation"), t.Key(r, "h"))
	if t.HasKey("nodes") {
		s += " " + t.Key(r, "nodes")
	}
	return s
}
