package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"adfd/theory"
	"adfd/theory/claims"
)

// exhibit is a figure about a claim that is drawn from other tables than that claim's.
type exhibit struct {
	name    string // the claim's id, and what is shown
	heading string
	reads   []reading
	draw    func(claims.Setup, map[string]claims.Table) Figure
}

// reading is a table, by the name under which it is recorded, with what is read in it.
type reading struct {
	table         string
	keys, columns []string
}

func exhibits() []exhibit { return []exhibit{spectra(), cells(), curves()} }

// Exhibits lists the exhibits, each with the names of the tables that it is drawn from.
func Exhibits() (names []string, tables map[string][]string) {
	tables = map[string][]string{}
	for _, e := range exhibits() {
		names = append(names, e.name)
		for _, r := range e.reads {
			tables[e.name] = append(tables[e.name], r.table)
		}
	}
	return names, tables
}

// DrawExhibit makes an exhibit from its tables, by their names, and the setup under which they
// were measured. Errors are those of Draw.
func DrawExhibit(name string, s claims.Setup, tables map[string]claims.Table) (Figure, error) {
	all := exhibits()
	i := slices.IndexFunc(all, func(e exhibit) bool { return e.name == name })
	if i < 0 {
		names, _ := Exhibits()
		return Figure{}, fmt.Errorf("figure: no exhibit %q, there are %s", name, strings.Join(names, ", "))
	}
	for _, r := range all[i].reads {
		if err := check(tables[r.table], r.keys, r.columns); err != nil {
			return Figure{}, fmt.Errorf("figure: %s: %s: %w", name, r.table, err)
		}
	}
	first := tables[all[i].reads[0].table]
	f := all[i].draw(s, tables)
	f.ID, f.Heading = name, all[i].heading
	f.Notes = append(f.Notes, drawnFrom(s, first, false))
	return f.finished(first)
}

// spectra draws the singular values of both sides over their index, with the spread of those
// that the noise law predicts.
func spectra() exhibit {
	const table = "S3-spectrum"
	return exhibit{
		name:    table,
		heading: "S3: the large singular values of A_FD are those of A_AD; the small ones are rounding noise of the predicted size",
		reads: []reading{{table, append([]string{"h"}, setting...),
			[]string{"k", "a", "N", "M", claims.ColCount, "AD", "AD lo", "AD hi", "FD", "FD lo", "FD hi", "model", "model lo", "model hi"}}},
		draw: func(_ claims.Setup, tables map[string]claims.Table) Figure {
			t := tables[table]
			k := column(t, "k")
			side := func(t claims.Table, name string) []Point {
				return between(t, k, column(t, name), column(t, name+" lo"), column(t, name+" hi"))
			}
			floor := Band{"10 u sigma_1: smaller values are drawn there", BandY, 10 * theory.UnitRoundoff64, math.Inf(1)}
			return Figure{Rows: wrap(3, panels(t, func(t claims.Table) Panel {
				return Panel{
					Title: title(t, "problem", "activation") + ", h = " + title(t, "h"), Subtitle: sized(t),
					X: Axis{Label: "index k of the singular value"}, Y: Axis{Label: "sigma_k / sigma_1", Log: true}, Bands: []Band{floor},
					Series: []Series{
						{Name: "cut-off a: the entropy H is of the values above", Role: Truncation, Points: along(t, k, column(t, "a"))},
						{Name: "AD", Role: AD, Points: side(t, "AD"), Scatter: true},
						{Name: "FD", Role: FDThird, Points: side(t, "FD"), Scatter: true},
						{Name: "predicted for FD: A_AD with noise of predicted size", Role: Prediction, Points: side(t, "model"), Ribbon: true},
					},
				}
			}, append([]string{"h"}, setting...)...)), Notes: []string{
				"Medians over seeds; bars, and the strip about the prediction, span all seeds. Every fourth index. " + sizesInWords,
				"The noise is Gaussian, of the size that the noise law predicts from the features alone.",
			}}
		},
	}
}

// cells draws residuals over entropies, a point a cell of E1 and E3.
func cells() exhibit {
	keys := append([]string{claims.CutoffKey, "h"}, setting...)
	return exhibit{
		name:    "E2a-cells",
		heading: "E2: whether higher entropy goes with lower residual depends on which steps are put together",
		reads: []reading{
			{"E1", keys, append([]string{"median H_AD", "median H_FD"}, sweepColumns...)},
			{"E3", keys, []string{colResidualAD, colResidualFD}},
			{"E2a", []string{claims.CutoffKey, "problem", "activation"}, []string{claims.ColSpearman, claims.ColLo, claims.ColHi}},
		},
		draw: func(_ claims.Setup, tables map[string]claims.Table) Figure {
			t, losses := atDefaultCutoff(tables["E1"]), tables["E3"]
			residual := func(side string) func(claims.Row) float64 {
				return func(r claims.Row) float64 {
					same := losses.Where(func(o claims.Row) bool { return slices.Equal(values(losses, o, keys), values(t, r, keys)) })
					if len(same.Rows) != 1 {
						return math.NaN()
					}
					return losses.Value(same.Rows[0], side)
				}
			}
			return Figure{Rows: wrap(4, panels(t, func(t claims.Table) Panel {
				p := Panel{
					Title: title(t, "problem", "activation"), Subtitle: sized(t),
					X: Axis{Label: "truncated entropy H"}, Y: Axis{Label: "residual |A a - f| / |f|", Log: true},
				}
				for _, c := range []struct {
					name     string
					role     Role
					from, to float64
				}{
					{"FD, h >= 1e-2", Coarse, 1e-2, math.Inf(1)}, {"FD, 1e-4 <= h < 1e-2", Medium, 1e-4, 1e-2},
					{"FD, 1e-6 <= h < 1e-4", Fine, 1e-6, 1e-4}, {"FD, h < 1e-6", Finest, 0, 1e-6},
				} {
					in := t.Where(func(r claims.Row) bool { h := t.Value(r, claims.ColStep); return c.from <= h && h < c.to })
					p.Series = append(p.Series, Series{Name: c.name, Role: c.role, Scatter: true,
						Points: along(in, column(t, "median H_FD"), residual(colResidualFD))})
				}
				in := t.Where(func(r claims.Row) bool {
					return theory.InRegime(t.Value(r, claims.ColStep), t.Value(r, claims.ColLower), t.Value(r, claims.ColUpper))
				})
				p.Series = append(p.Series,
					Series{Name: "FD inside the predicted regime of h", Role: Mark, Scatter: true,
						Points: along(in, column(t, "median H_FD"), residual(colResidualFD))},
					Series{Name: "AD, which has no step", Role: AD, Scatter: true,
						Points: along(t, column(t, "median H_AD"), residual(colResidualAD))})
				return p
			}, setting...)), Notes: []string{
				"A point is a cell, the medians over seeds of E1 and E3, which have intervals of paired comparisons alone. " + sizesInWords,
				coefficients(atDefaultCutoff(tables["E2a"])),
			}}
		},
	}
}

// coefficients are those of E2a in words.
func coefficients(t claims.Table) string {
	var out []string
	for _, r := range t.Rows {
		out = append(out, fmt.Sprintf("%s with %s %.2f (%.2f to %.2f)", inWords(t.Key(r, "problem")), t.Key(r, "activation"),
			t.Value(r, claims.ColSpearman), t.Value(r, claims.ColLo), t.Value(r, claims.ColHi)))
	}
	return "Spearman's coefficient of H with -log residual over the steps of E2a, [h_c/30, 6 h_c] on ordinary nodes, AD among them: " +
		strings.Join(out, "; ") + "."
}

// curves draws losses over the steps of the optimiser.
func curves() exhibit {
	const table = "T1-curves"
	return exhibit{
		name:    table,
		heading: "T1: as h falls FD's predicted rounding floor rises, and FD's loss follows AD's no longer",
		reads: []reading{{table, append([]string{"precision", "h"}, cell...),
			[]string{"t", "nodes", claims.ColCount, "log floor", "log AD", "log AD lo", "log AD hi", "log FD", "log FD lo", "log FD hi"}}},
		draw: func(_ claims.Setup, tables map[string]claims.Table) Figure {
			t := tables[table]
			after := column(t, "t")
			side := func(t claims.Table, name string) []Point {
				return between(t, after, expOf(t, "log "+name), expOf(t, "log "+name+" lo"), expOf(t, "log "+name+" hi"))
			}
			return Figure{Rows: wrap(3, panels(t, func(t claims.Table) Panel {
				ad := side(t, "AD")
				level := claims.FloorFactor * ad[len(ad)-1].Y
				return Panel{
					Title:    title(t, "problem", "optimiser") + ", h = " + title(t, "h"),
					Subtitle: fmt.Sprintf("network %s, %g nodes, %s", title(t, "network"), t.Value(t.Rows[0], "nodes"), title(t, "precision")),
					X:        Axis{Label: "steps of the optimiser", Log: true}, Y: Axis{Label: "loss", Log: true},
					Bands: []Band{{fmt.Sprintf("%d times AD's last: T1 counts steps to it", claims.FloorFactor), BandY, level, math.Inf(1)}},
					Series: []Series{
						{Name: "AD", Role: AD, Points: ad, Ribbon: true},
						{Name: "FD", Role: FD, Points: side(t, "FD"), Ribbon: true},
						{Name: "FD's predicted rounding floor at AD's solution", Role: Rounding, Points: along(t, after, expOf(t, "log floor"))},
					},
				}
			}, "problem", "network", "optimiser", "precision", "h")), Notes: []string{
				"Medians over seeds of the loss, each the median of the last tenth of the steps so far; strips are 95% intervals. " + equispaced,
				"FD may end below the floor: training flattens the output, and a flatter one has less rounding noise.",
			}}
		},
	}
}
