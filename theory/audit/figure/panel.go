package figure

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"adfd/theory/claims"
)

// plot makes gonum's plot of the panel; its title stands elsewhere. Labels of an axis
// stand where they are asked for. Both scales are linear: what is logarithmic is given
// by its logarithm, since gonum puts the label of a logarithmic axis in the wrong place.
func (p Panel) plot(x, y span, labelX, labelY bool) *plot.Plot {
	out := plot.New()
	out.BackgroundColor = nil
	for _, a := range []struct {
		axis  *plot.Axis
		of    Axis
		in    span
		label bool
	}{{&out.X, p.X, x, labelX}, {&out.Y, p.Y, y, labelY}} {
		a.axis.Min, a.axis.Max = a.in.padded()
		a.axis.Padding = 0
		a.axis.Tick.Length = 4
		a.axis.Tick.Label.Font, a.axis.Label.TextStyle.Font = textStyle(7).Font, textStyle(8).Font
		a.axis.Tick.Marker = even{}
		if a.of.Log {
			a.axis.Tick.Marker = decades{}
		}
		if a.label {
			a.axis.Label.Text = a.of.Label
		} else {
			a.axis.Tick.Marker = unlabelled{a.axis.Tick.Marker}
		}
	}
	for _, b := range p.Bands {
		out.Add(shape{b, p.X, p.Y})
	}
	for _, s := range p.Series {
		out.Add(trace{s, p.X, p.Y, p.edges()})
	}
	return out
}

// edges are the places on the x axis where a shaded region begins or ends.
func (p Panel) edges() []float64 {
	var out []float64
	for _, b := range p.Bands {
		if b.Kind == BandX {
			for _, end := range []float64{b.From, b.To} {
				if p.X.shows(end) {
					out = append(out, p.X.place(end))
				}
			}
		}
	}
	return out
}

// missingSteps is how many times the usual distance of neighbours a line may cross: in a
// gap of twice that distance one step is missing, in a larger one at least two would have
// room, and the line would say what nobody has looked at.
const missingSteps = 2

// runs cuts a line through ascending places into the stretches over which it is drawn,
// as [from, to). It crosses no gap of more than missingSteps times the median one and no
// edge, where another behaviour is predicted to begin. Fewer than three places have no
// usual distance, and no line.
func runs(places, edges []float64) [][2]int {
	if len(places) < 3 {
		return nil
	}
	gaps := make([]float64, len(places)-1)
	for i := range gaps {
		gaps[i] = places[i+1] - places[i]
	}
	widest := missingSteps * claims.Median(gaps).Estimate * (1 + gapRounding)
	var out [][2]int
	from := 0
	for i, gap := range gaps {
		crosses := slices.ContainsFunc(edges, func(e float64) bool { return places[i] < e && e < places[i+1] })
		if gap > widest || crosses {
			out = append(out, [2]int{from, i + 1})
			from = i + 1
		}
	}
	return append(out, [2]int{from, len(places)})
}

// gapRounding is for gaps between logarithms, of some twenty units of their last digit.
const gapRounding = 1e-14

// place is where v stands on the axis.
func (a Axis) place(v float64) float64 {
	if a.Log {
		return math.Log10(v)
	}
	return v
}

// trace is a series on its axes, a plot.Plotter.
type trace struct {
	Series
	x, y  Axis
	edges []float64
}

// Plot draws intervals, the line, and the points.
func (t trace) Plot(c draw.Canvas, p *plot.Plot) {
	const capWidth = 4
	look := t.Role.look()
	toX, toY := p.Transforms(&c)
	points, places := make([]vg.Point, len(t.Points)), make([]float64, len(t.Points))
	for i, v := range t.Points {
		places[i] = t.x.place(v.X)
		points[i] = vg.Point{X: toX(places[i]), Y: toY(t.y.place(v.Y))}
	}
	if t.Ribbon {
		c.FillPolygon(look.strip(), t.outline(toX, toY))
	}
	for i, v := range t.Points {
		if t.Ribbon || !v.bounded() {
			continue
		}
		bar := draw.LineStyle{Color: look.line.Color, Width: 0.8}
		lo, hi := toY(t.y.place(v.Lo)), toY(t.y.place(v.Hi))
		c.StrokeLine2(bar, points[i].X, lo, points[i].X, hi)
		for _, end := range []vg.Length{lo, hi} {
			c.StrokeLine2(bar, points[i].X-capWidth/2, end, points[i].X+capWidth/2, end)
		}
	}
	if stretches := [][2]int{{0, len(points)}}; !t.Scatter {
		if t.Role.measuredByStep() {
			stretches = runs(places, t.edges)
		}
		for _, s := range stretches {
			if s[1]-s[0] > 1 {
				c.StrokeLines(look.line, points[s[0]:s[1]])
			}
		}
	}
	for _, at := range points {
		c.DrawGlyph(look.glyph, at)
	}
}

// outline goes along the upper ends of the intervals and back along the lower ones.
func (t trace) outline(toX, toY func(float64) vg.Length) []vg.Point {
	var up, down []vg.Point
	for _, v := range t.Points {
		if v.bounded() {
			x := toX(t.x.place(v.X))
			up, down = append(up, vg.Point{X: x, Y: toY(t.y.place(v.Hi))}), append(down, vg.Point{X: x, Y: toY(t.y.place(v.Lo))})
		}
	}
	slices.Reverse(down)
	return append(up, down...)
}

// shape is a band on its axes, a plot.Plotter.
type shape struct {
	Band
	x, y Axis
}

// Plot draws the band as far as the axes reach, the lines of a BandY where they have a
// place.
func (s shape) Plot(c draw.Canvas, p *plot.Plot) {
	if !s.drawn() {
		return
	}
	toX, toY := p.Transforms(&c)
	switch s.Kind {
	case BandX:
		clamp := func(v float64) vg.Length { return toX(math.Min(math.Max(s.x.place(v), p.X.Min), p.X.Max)) }
		if lo, hi := clamp(s.From), clamp(s.To); lo < hi {
			c.FillPolygon(shade, []vg.Point{{X: lo, Y: c.Min.Y}, {X: hi, Y: c.Min.Y}, {X: hi, Y: c.Max.Y}, {X: lo, Y: c.Max.Y}})
		}
	case BandY:
		for _, end := range []float64{s.y.place(s.From), s.y.place(s.To)} {
			if p.Y.Min <= end && end <= p.Y.Max {
				c.StrokeLine2(bounds, c.Min.X, toY(end), c.Max.X, toY(end))
			}
		}
	case BandRatio:
		lo, hi := math.Log10(s.From), math.Log10(s.To)
		corner := func(x, ratio float64) vg.Point { return vg.Point{X: toX(x), Y: toY(x + float64(ratio))} }
		c.FillPolygon(shade, c.ClipPolygonXY([]vg.Point{
			corner(p.X.Min, lo), corner(p.X.Max, lo), corner(p.X.Max, hi), corner(p.X.Min, hi),
		}))
	}
}

// drawn reports whether the band has its ends: a limit may be NaN.
func (b Band) drawn() bool { return b.From <= b.To }
