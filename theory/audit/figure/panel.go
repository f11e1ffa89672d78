package figure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
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
		out.Add(trace{s, p.X, p.Y})
	}
	return out
}

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
	x, y Axis
}

// Plot draws intervals, the line, and the points.
func (t trace) Plot(c draw.Canvas, p *plot.Plot) {
	const capWidth = 4
	look := t.Role.look()
	toX, toY := p.Transforms(&c)
	points := make([]vg.Point, len(t.Points))
	for i, v := range t.Points {
		points[i] = vg.Point{X: toX(t.x.place(v.X)), Y: toY(t.y.place(v.Y))}
		if !v.bounded() {
			continue
		}
		bar := draw.LineStyle{Color: look.line.Color, Width: 0.8}
		lo, hi := toY(t.y.place(v.Lo)), toY(t.y.place(v.Hi))
		c.StrokeLine2(bar, points[i].X, lo, points[i].X, hi)
		for _, end := range []vg.Length{lo, hi} {
			c.StrokeLine2(bar, points[i].X-capWidth/2, end, points[i].X+capWidth/2, end)
		}
	}
	if !t.Scatter && len(points) > 1 {
		c.StrokeLines(look.line, points)
	}
	for _, at := range points {
		c.DrawGlyph(look.glyph, at)
	}
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
		corner := func(x, ratio float64) vg.Point { return vg.Point{X: toX(x), Y: toY(x + ratio)} }
		c.FillPolygon(shade, c.ClipPolygonXY([]vg.Point{
			corner(p.X.Min, lo), corner(p.X.Max, lo), corner(p.X.Max, hi), corner(p.X.Min, hi),
		}))
	}
}

// drawn reports whether the band has its ends: a limit may be NaN.
func (b Band) drawn() bool { return b.From <= b.To }
