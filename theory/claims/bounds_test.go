package claims_test

import (
	"math"

	"adfd/theory/claims"
)

func boundCriteria() []criterion {
	nan := math.NaN()
	total := table([]string{"function", "smooth", "q", "p", "regime"}, []string{"n", "error/bound", "bound/error", "error/running", "running/error", "slope"})
	total.Add([]string{"tanh", "yes", "2", "4", "truncation"}, 30, 0.5, 900, 0.5, 900, nan)
	total.Add([]string{"tanh", "yes", "2", "8", "rounding"}, 30, 0.25, 900, 0.5, 900, nan)
	total.Add([]string{"cubed", "yes", "1", "2", "kink"}, 9, 0.5, 900, 0.5, 900, 2)
	total.Add([]string{"relu", "no", "2", "2", "kink"}, 9, 1e14, 0, 1e14, 0, 0.75)
	total.Add([]string{"all", "yes", "1..4", "<= 4", "truncation"}, 30, 0.5, 5, 0.5, 900, nan)
	total.Add([]string{"all", "yes", "1..4", "<= 4", "rounding"}, 30, 0.5, 50, 0.5, 900, nan)
	total.Add([]string{"all", "yes", "1..4", "> 4", "truncation"}, 30, 0.5, 50, 0.5, 900, nan)

	best := table([]string{"function", "q", "p", "bits"}, []string{"n", "best h", "h/formula", "best error", "error/formula", "step exponent", "accuracy exponent"})
	best.Add([]string{"sin", "1", "3", "24"}, 48, 1, 2, 1, 0.5, nan, nan)
	best.Add([]string{"sin", "1", "3", "53"}, 48, 1, 0.5, 1, 2, nan, nan)
	best.Add([]string{"sin", "1", "3", "24, 53, 106"}, 48, nan, nan, nan, nan, 0.25+0x1p-7, 0.75-0x1p-7)

	partial := table([]string{"operator", "dim", "depth"}, []string{"n", "error/bound", "bound/100u|rec|"})
	partial.Add([]string{"laplacian", "2", "1"}, 24, 0.5, 0.25)
	partial.Add([]string{"biharmonic", "3", "2"}, 24, 0.25, 0.25)

	sample := table([]string{"activation", "operator", "elsewhere"}, []string{"n", "batch differs", "AD changed", "FD unchanged"})
	sample.Add([]string{"tanh", "d(1)", "changed"}, 360, 0, 0, 0)
	sample.Add([]string{"tanh", "d(1)", "undefined"}, 360, 0, 0, 0)

	broken := table([]string{"bound"}, []string{"evaluations", "worst error/bound", "r/2 caught at", "power caught at", "input 1"})
	broken.Add([]string{"truncation"}, 1e4, 0.5, 20, 2, 7)
	broken.Add([]string{"argument"}, 1e4, 0.25, 5000, nan, 7)

	set := func(at, column string, value float64, want claims.Verdict) flip {
		return flip{nil, change{at, column, value, ""}, want}
	}
	return []criterion{
		{
			id: "F2", table: total, margin: 2,
			reads: []string{"function", "smooth", "p", "regime", "error/bound", "bound/error", "error/running", "slope"},
			flips: []flip{
				set("tanh", "error/bound", pastOne, fails), set("cubed", "error/bound", pastOne, fails),
				set("tanh", "error/running", pastOne, fails), set("tanh", "error/bound", nan, open),
				set("<= 4 truncation", "bound/error", 11, open), set("<= 4 truncation", "bound/error", 21, fails),
				set("rounding", "bound/error", 201, fails), set("> 4 truncation", "bound/error", 101, open),
				set("relu", "slope", 2, fails), set("relu", "slope", nan, open),
				{nil, change{"relu", "smooth", 0, "yes"}, fails},
				{nil, change{"relu", "p", 0, "1"}, fails},
				{nil, change{"8 rounding", "function", 0, "all"}, fails},
				{nil, change{"> 4 truncation", "p", 0, "<= 4"}, fails},
				{nil, change{"<= 4 rounding", "regime", 0, "truncation"}, fails},
			},
			indifferent: []change{{"relu", "error/bound", 1e20, ""}, {"tanh", "slope", 4, ""}, {"all", "error/bound", 2, ""}, {"tanh", "bound/error", 1e9, ""}},
		},
		{
			id: "F3", table: best, margin: 2,
			reads: []string{"bits", "q", "p", "h/formula", "error/formula", "step exponent", "accuracy exponent"},
			flips: []flip{
				set("24", "h/formula", 4.5, open), set("53", "h/formula", 0.24, open), set("53", "h/formula", 0.12, fails), set("53", "h/formula", 9, fails),
				set("24", "error/formula", 0.2, open), set("24", "error/formula", 9, fails), set("24", "error/formula", nan, open),
				set("106", "step exponent", 0.28, open), set("106", "step exponent", 0.2, fails),
				set("106", "accuracy exponent", 0.72, open), set("106", "accuracy exponent", 0.8, fails),
				{nil, change{"106", "q", 0, "2"}, fails},
				{nil, change{"106", "p", 0, "4"}, fails},
				{nil, change{"106", "bits", 0, "53"}, open},
			},
			indifferent: []change{{"24, 53, 106", "h/formula", 100, ""}, {"53", "step exponent", 3, ""}},
		},
		{
			id: "A3", table: partial, margin: 2,
			reads: []string{"error/bound", "bound/100u|rec|"},
			flips: []flip{
				set("biharmonic", "error/bound", pastOne, fails), set("laplacian", "error/bound", nan, open),
				set("laplacian", "bound/100u|rec|", pastOne, fails), set("biharmonic", "bound/100u|rec|", nan, open),
			},
		},
		{
			id: "A5", table: sample, margin: 1,
			reads: []string{"n", "batch differs", "AD changed", "FD unchanged"},
			flips: []flip{
				set("changed", "batch differs", 1, fails), set("undefined", "AD changed", 1, fails),
				set("changed", "FD unchanged", 1, fails), set("undefined", "n", 0, open),
			},
		},
		{
			id: "B1", table: broken, margin: 2,
			reads: []string{"worst error/bound", "r/2 caught at", "power caught at"},
			flips: []flip{
				set("argument", "worst error/bound", pastOne, fails), set("truncation", "worst error/bound", nan, open),
				set("argument", "r/2 caught at", math.Inf(1), open), set("truncation", "r/2 caught at", nan, open),
				set("truncation", "power caught at", 10_001, open),
			},
		},
	}
}
