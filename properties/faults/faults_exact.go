package main

// Slips in the oracles: a wrong oracle must not agree with the code it judges.
var exactFaults = []fault{
	{"double-double product of single length", "numerics/exact/dd/dd.go", "return p, math.FMA(a, b, -p)", "return p, 0",
		"106 bits that are 53", in("numerics/exact/dd")},
	{"exponential's series three terms short", "numerics/exact/dd/exp.go", "for k := 13; k >= 8; k-- {", "for k := 10; k >= 8; k-- {",
		"a series cut too early for its precision", in("numerics/exact/dd")},
	{"square root's series", "numerics/exact/dd/series.go", "float64(3 - 2*k)", "float64(1 - 2*k)",
		"an index off by one in a recurrence", in("numerics/exact/dd")},
	{"interval product not rounded outward", "numerics/exact/interval/round.go", "return nextBelow(p, (a < 0) == (b < 0))", "return p",
		"an enclosure that rounds to nearest", in("numerics/exact/interval")},
	{"interval cosine with the wrong sign", "numerics/exact/interval/series.go", "{ return x.Neg() }", "{ return x }",
		"the sign of a recurrence", in("numerics/exact/interval")},
	{"rational weights without their factorial", "numerics/exact/stencil.go", "w.Mul(w, f)", "w.Mul(w, f.SetInt64(1))",
		"a missing factorial", in("numerics/exact")},
	{"big product one term short", "numerics/exact/jet.go", "for i := 0; i <= k; i++ {", "for i := 1; i <= k; i++ {",
		"an index off by one in a convolution", in("numerics/exact")},
	{"logarithm's series with one sign", "numerics/exact/series.go",
		"q := number.NewFloat(w).Quo(number.NewInt(-1, 2), x)", "q := number.NewFloat(w).Quo(number.NewInt(1, 2), x)",
		"signs that do not alternate", in("numerics/exact")},
	{"maximum of a derivative without its factorial", "numerics/exact/interval/derivative.go",
		"upper, lower = mulUp(upper, float64(i)), mulDown(lower, float64(i))", "upper, lower = mulUp(upper, 1), mulDown(lower, 1)",
		"a missing factorial", in("numerics/exact/interval")},
	{"reflection with the wrong sign", "numerics/exact/dd/qr.go", "Axpy(Dot(v, x).Div(b).Neg(), v, x)", "Axpy(Dot(v, x).Div(b), v, x)",
		"a transformation that is not orthogonal", in("numerics/exact/dd")},
}
