package figure

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Role says what a series stands for, and with that its look: the same in every
// figure, and told apart without colours by glyph and dashes.
type Role int

// AD and FD are the measured sides; FD's further series are other precisions or
// quantities. The rest is predicted, or helps to read.
const (
	AD Role = iota
	FD
	FDSecond
	FDThird
	Prediction
	Rounding   // a predicted floor u/h^q
	Truncation // a predicted floor h^p
	Reference  // where both sides are equal
	Mark       // a ring about points that another series draws
	Hollow     // a white point over one that another series draws
	Coarse     // FD's steps in four classes, from large ones
	Medium     // to
	Fine       // small
	Finest     // ones
)

// The colours are of the palette of Okabe and Ito, which colour-blind readers can
// tell apart.
var (
	blue      = color.RGBA{R: 0x00, G: 0x72, B: 0xB2, A: 0xFF}
	vermilion = color.RGBA{R: 0xD5, G: 0x5E, B: 0x00, A: 0xFF}
	black     = color.RGBA{A: 0xFF}
	orange    = color.RGBA{R: 0xE6, G: 0x9F, B: 0x00, A: 0xFF}
	brown     = color.RGBA{R: 0x8A, G: 0x2B, B: 0x00, A: 0xFF}
	dark      = color.RGBA{R: 0x3A, G: 0x12, B: 0x00, A: 0xFF}
	grey      = color.RGBA{R: 0x80, G: 0x80, B: 0x80, A: 0xFF}
	shade     = color.RGBA{R: 0xE9, G: 0xE9, B: 0xE9, A: 0xFF} // of bands
)

// look is what a role looks like. A line of width 0 and a glyph without shape are not drawn.
type look struct {
	line  draw.LineStyle
	glyph draw.GlyphStyle
}

func (r Role) look() look {
	line := func(c color.Color, width vg.Length, dashes ...vg.Length) draw.LineStyle {
		return draw.LineStyle{Color: c, Width: width, Dashes: dashes}
	}
	glyph := func(c color.Color, radius vg.Length, shape draw.GlyphDrawer) draw.GlyphStyle {
		return draw.GlyphStyle{Color: c, Radius: radius, Shape: shape}
	}
	switch r {
	case AD:
		return look{line(blue, 1.2), glyph(blue, 2.4, draw.CircleGlyph{})}
	case FD:
		return look{line(vermilion, 1.2), glyph(vermilion, 2.6, draw.BoxGlyph{})}
	case FDSecond:
		return look{line(vermilion, 1, 4, 2), glyph(vermilion, 2.4, draw.PyramidGlyph{})}
	case FDThird:
		return look{line(vermilion, 1, 1, 2), glyph(vermilion, 2.8, draw.RingGlyph{})}
	case Rounding:
		return look{line: line(black, 0.9, 5, 2)}
	case Truncation:
		return look{line: line(black, 1.1, 1, 2)}
	case Reference:
		return look{line: line(grey, 0.8)}
	case Hollow:
		return look{glyph: glyph(vermilion, 2.2, hollow{})}
	case Coarse:
		return look{glyph: glyph(orange, 2.6, draw.CircleGlyph{})}
	case Medium:
		return look{glyph: glyph(vermilion, 2.4, draw.BoxGlyph{})}
	case Fine:
		return look{glyph: glyph(brown, 2.8, draw.PyramidGlyph{})}
	case Finest:
		return look{glyph: glyph(dark, 2.8, draw.CrossGlyph{})}
	case Mark:
		return look{glyph: glyph(black, 5, draw.RingGlyph{})}
	}
	return look{line: line(black, 0.8)}
}

// hollow is a white square with an edge.
type hollow struct{}

// DrawGlyph covers what is below.
func (hollow) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	c.SetColor(color.White)
	draw.BoxGlyph{}.DrawGlyph(c, s, at)
	draw.SquareGlyph{}.DrawGlyph(c, s, at)
}

// strip is the colour of the ribbon about a line: its own on white, at a quarter.
func (l look) strip() color.Color {
	const share = 4
	r, g, b, _ := l.line.Color.RGBA()
	mix := func(v uint32) uint8 { return uint8((v>>8 + (share-1)*0xFF) / share) }
	return color.RGBA{R: mix(r), G: mix(g), B: mix(b), A: 0xFF}
}

// measuredByStep reports a role whose values between measured steps nobody knows. AD has
// no step, and what is predicted is so everywhere.
func (r Role) measuredByStep() bool { return r == FD || r == FDSecond || r == FDThird }

// bounds is the line at either end of a BandY; the other bands are shaded.
var bounds = draw.LineStyle{Color: grey, Width: 0.8, Dashes: []vg.Length{2, 2}}

// textStyle is that of all text, which hangs below its point and begins there.
func textStyle(size vg.Length) text.Style {
	return text.Style{
		Color: black, Font: font.Font{Typeface: "Liberation", Variant: "Sans", Size: size},
		XAlign: text.XLeft, YAlign: text.YTop, Handler: plot.DefaultTextHandler,
	}
}
