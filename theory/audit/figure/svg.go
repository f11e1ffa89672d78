package figure

import (
	"bytes"
	"image/color"
	"io"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Sizes of the layout, in points.
const (
	margin     = 8
	panelWide  = 170
	panelHigh  = 148
	leastWide  = 440 // of a figure, so that its heading has room
	sampleWide = 22  // a legend's sample of a line
	titleHigh  = 24  // of the room for a panel's title and the line below it
	gap        = 6
)

// WriteSVG writes the figure. The same figure gives the same bytes on one architecture;
// on others the last of the five digits of a coordinate may differ, as floating-point
// sums do.
func (f Figure) WriteSVG(w io.Writer) error {
	columns := 0
	for _, row := range f.Rows {
		columns = max(columns, len(row))
	}
	width := max(vg.Length(columns*panelWide), leastWide)
	heading, notes := textStyle(10), textStyle(7.5)
	above := slices.Concat(block(heading, f.Heading, width), f.legend(width))
	var below []line
	for _, n := range f.Notes {
		below = append(below, block(notes, n, width)...)
	}
	panels := vg.Length(len(f.Rows) * panelHigh)

	canvas := vgsvg.New(width+2*margin, height(above)+gap+panels+gap+height(below)+2*margin)
	c := draw.New(canvas)
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	c = draw.Crop(c, margin, -margin, margin, -margin)
	f.plots(draw.Crop(c, 0, 0, height(below)+gap, -height(above)-gap), columns)
	place(c, c.Max.Y, above)
	place(c, c.Min.Y+height(below), below)

	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return err
	}
	// Where the font is missing another without serifs takes its place.
	_, err := io.WriteString(w, strings.ReplaceAll(out.String(), "font-family:Liberation Sans;", "font-family:'Liberation Sans',Arial,Helvetica,sans-serif;"))
	return err
}

// plots draws the panels, aligned.
func (f Figure) plots(c draw.Canvas, columns int) {
	var x span
	for _, row := range f.Rows {
		for _, p := range row {
			p.addX(&x)
		}
	}
	grid := make([][]*plot.Plot, len(f.Rows))
	for i, row := range f.Rows {
		grid[i] = make([]*plot.Plot, columns)
		var y span
		for _, p := range row {
			p.addY(&y)
		}
		first := slices.IndexFunc(row, func(p Panel) bool { return len(p.Series) > 0 })
		for k, p := range row {
			if len(p.Series) == 0 {
				continue
			}
			if f.Apart {
				x, y = span{}, span{}
				p.addX(&x)
				p.addY(&y)
			}
			grid[i][k] = p.plot(x, y, f.Apart || f.lowest(i, k), f.Apart || k == first)
		}
	}
	title, subtitle := textStyle(8), textStyle(6.5)
	for _, s := range []*text.Style{&title, &subtitle} {
		s.XAlign, s.YAlign = draw.XCenter, draw.YBottom
	}
	tiles := draw.Tiles{Rows: len(grid), Cols: columns, PadX: gap, PadY: titleHigh, PadTop: titleHigh}
	for i, row := range plot.Align(grid, tiles, c) {
		for k, tile := range row {
			if grid[i][k] == nil {
				continue
			}
			grid[i][k].Draw(tile)
			data := grid[i][k].DataCanvas(tile)
			foot := data.Max.Y + titleHigh/6
			if p := f.Rows[i][k]; p.Subtitle != "" {
				c.FillText(subtitle, vg.Point{X: data.Center().X, Y: foot}, p.Subtitle)
				foot += titleHigh / 3
			}
			c.FillText(title, vg.Point{X: data.Center().X, Y: foot}, f.Rows[i][k].Title)
		}
	}
}

// lowest reports whether there is no panel below.
func (f Figure) lowest(row, column int) bool {
	for _, below := range f.Rows[row+1:] {
		if column < len(below) && len(below[column].Series) > 0 {
			return false
		}
	}
	return true
}

// line is one line of text or of the legend.
type line struct {
	high vg.Length
	draw func(c draw.Canvas, top vg.Length)
}

func height(lines []line) vg.Length {
	var h vg.Length
	for _, l := range lines {
		h += l.high
	}
	return h
}

func place(c draw.Canvas, top vg.Length, lines []line) {
	for _, l := range lines {
		l.draw(c, top)
		top -= l.high
	}
}

// block breaks a text at spaces into lines of a width; a longer word has its own.
func block(s text.Style, words string, width vg.Length) []line {
	var rows []string
	for _, word := range strings.Fields(words) {
		if n := len(rows) - 1; n >= 0 && wide(s, rows[n]+" "+word) <= width {
			rows[n] += " " + word
			continue
		}
		rows = append(rows, word)
	}
	var out []line
	for _, row := range rows {
		out = append(out, line{s.Font.Size * 1.25, func(c draw.Canvas, top vg.Length) {
			c.FillText(s, vg.Point{X: c.Min.X, Y: top}, row)
		}})
	}
	return out
}

// substitute is how much wider a text may be than in the font that its place was made for:
// DejaVu Sans, which many systems take where Liberation Sans, Arial and Helvetica are
// missing, is wider by a sixth.
const substitute = 1.18

// wide is the room for a text in any of those fonts.
func wide(s text.Style, words string) vg.Length { return substitute * s.Width(words) }

// entry is one name of the legend with the drawing of its sample, which is sampleWide
// and has its middle at the point.
type entry struct {
	name   string
	sample func(c draw.Canvas, left vg.Point)
}

// entries are the names of the series and bands, each once.
func (f Figure) entries() []entry {
	var out []entry
	add := func(name string, sample func(draw.Canvas, vg.Point)) {
		if !slices.ContainsFunc(out, func(e entry) bool { return e.name == name }) {
			out = append(out, entry{name, sample})
		}
	}
	f.each(func(p Panel) {
		for _, s := range p.Series {
			add(s.Name, func(c draw.Canvas, at vg.Point) {
				look := s.Role.look()
				if s.Ribbon {
					c.FillPolygon(look.strip(), swatch(at))
				}
				if !s.Scatter {
					c.StrokeLine2(look.line, at.X, at.Y, at.X+sampleWide, at.Y)
				}
				c.DrawGlyphNoClip(look.glyph, vg.Point{X: at.X + sampleWide/2, Y: at.Y})
			})
		}
	})
	f.each(func(p Panel) {
		for _, b := range p.Bands {
			if b.drawn() {
				add(b.Name, b.sample)
			}
		}
	})
	return out
}

// each visits the panels that are no gaps.
func (f Figure) each(visit func(Panel)) {
	for _, row := range f.Rows {
		for _, p := range row {
			if len(p.Series) > 0 {
				visit(p)
			}
		}
	}
}

func (b Band) sample(c draw.Canvas, at vg.Point) {
	if b.Kind != BandY {
		c.FillPolygon(shade, swatch(at))
		return
	}
	ends := []vg.Length{at.Y - 2, at.Y + 2}
	if b.From <= 0 || math.IsInf(b.To, 1) {
		ends = []vg.Length{at.Y} // a limit on one side
	}
	for _, y := range ends {
		c.StrokeLine2(bounds, at.X, y, at.X+sampleWide, y)
	}
}

// swatch is the outline of a sample of a region.
func swatch(at vg.Point) []vg.Point {
	const half = 4
	return []vg.Point{
		{X: at.X, Y: at.Y - half}, {X: at.X + sampleWide, Y: at.Y - half},
		{X: at.X + sampleWide, Y: at.Y + half}, {X: at.X, Y: at.Y + half},
	}
}

// legend lays the entries out from left to right, in as many lines as they need.
func (f Figure) legend(width vg.Length) []line {
	const (
		high   = 14
		middle = 8.5 // of the letters, from the top
	)
	s := textStyle(8)
	var out []line
	var row []entry
	var used vg.Length
	flush := func() {
		if len(row) == 0 {
			return
		}
		entries := row
		out = append(out, line{high, func(c draw.Canvas, top vg.Length) {
			x := c.Min.X
			for _, e := range entries {
				e.sample(c, vg.Point{X: x, Y: top - middle})
				x += sampleWide + gap
				c.FillText(s, vg.Point{X: x, Y: top - vg.Length((high-s.Font.Size)/2)}, e.name)
				x += wide(s, e.name) + 2*gap
			}
		}})
		row, used = nil, 0
	}
	for _, e := range f.entries() {
		needs := sampleWide + gap + vg.Length(wide(s, e.name)) + 2*gap
		if used+needs > width {
			flush()
		}
		row, used = append(row, e), used+needs
	}
	flush()
	return out
}
