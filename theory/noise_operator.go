package theory

// Quotient is one difference quotient of an operator, as a plan of stencils takes it:
//
//	sum_k Weights[k] v[Points[k]] / Scale,   summed in this order,
//
// of values v that all quotients of the operator share.
type Quotient struct {
	Coef    float64 // of the quotient in the operator
	Points  []int   // which values it reads
	Weights []float64
	Scale   float64 // h^|alpha|
}

// OperatorNoise is the variance of sum_r c_r D_r, where D_r are quotients of shared
// values near value, each of them with the given variance:
//
//	variance sum_p W_p^2 + sum_r (c_r/S_r)^2 L_r,   W_p = sum_r c_r w_rp / S_r.
//
// An error of the value at a point p enters every quotient that reads it, so that the
// weights are added point by point before they are squared: those of the stencil of
// the whole operator. The rounding L_r of products and partial sums (SumVariance) is each
// quotient's own. For one quotient this is DifferenceNoise times c^2. Hypotheses as for
// NoiseEntry.
//
// A product of derivatives enters by its linear part: a quotient for each factor, its
// coefficient times the values of the other factors. What it leaves out, roundings of
// the quotients once divided and of their combination, is u times their size without
// a power of 1/h.
func OperatorNoise(quotients []Quotient, value, variance, u float64) float64 {
	var combined []float64 // W, by point
	var sums float64
	for _, q := range quotients {
		c := q.Coef / q.Scale
		for k, p := range q.Points {
			for p >= len(combined) {
				combined = append(combined, 0)
			}
			combined[p] += float64(c * q.Weights[k])
		}
		sums += float64(square(c) * NoiseEntry{Value: value}.SumVariance(q.Weights, u))
	}
	var squares float64
	for _, w := range combined {
		squares += square(w)
	}
	return float64(squares*variance) + sums
}
