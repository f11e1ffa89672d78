package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
)

// span is the range of an axis in its data. The zero span is empty.
type span struct {
	lo, hi float64
	any    bool
}

func (s *span) add(v float64) {
	if !s.any {
		s.lo, s.hi, s.any = v, v, true
		return
	}
	s.lo, s.hi = math.Min(s.lo, v), math.Max(s.hi, v)
}

// addX and addY are the ranges that a panel needs, as places on its axes. A BandX or
// BandRatio is cut where the data end.
func (p Panel) addX(s *span) {
	for _, series := range p.Series {
		for _, v := range series.Points {
			s.add(p.X.place(v.X))
		}
	}
}

func (p Panel) addY(s *span) {
	if len(p.Series) == 0 {
		return
	}
	for _, series := range p.Series {
		for _, v := range series.Points {
			s.add(p.Y.place(v.Y))
			if v.bounded() {
				s.add(p.Y.place(v.Lo))
				s.add(p.Y.place(v.Hi))
			}
		}
	}
	for _, b := range p.Bands {
		for _, end := range []float64{b.From, b.To} {
			if b.Kind == BandY && p.Y.shows(end) {
				s.add(p.Y.place(end))
			}
		}
	}
}

// padded leaves room about the data, a share of their range on either side, or of their
// size where they have none.
func (s span) padded() (lo, hi float64) {
	const (
		room  = 0.06
		alone = 0.5
	)
	pad := room * (s.hi - s.lo)
	if s.hi == s.lo {
		pad = alone * math.Max(1, math.Abs(s.hi))
	}
	return s.lo - pad, s.hi + pad
}

// decades marks the powers of ten of which the places are logarithms, some six of them
// with a label; where there are fewer than two, 2 and 5 times each as well, and where
// that gives fewer than two, evenly spaced values.
type decades struct{}

func (decades) Ticks(lo, hi float64) []plot.Tick {
	from, to := int(math.Ceil(lo)), int(math.Floor(hi))
	if from < to {
		every := (to-from)/labelled + 1
		var ticks []plot.Tick
		for k := from; k <= to; k++ {
			tick := plot.Tick{Value: float64(k)}
			switch {
			case k == 0:
				tick.Label = "1"
			case k%every == 0:
				tick.Label = fmt.Sprintf("1e%d", k)
			}
			ticks = append(ticks, tick)
		}
		return ticks
	}
	var values []float64
	for k := from - 1; k <= to+1; k++ {
		for _, m := range []float64{1, 2, 5} {
			if v := m * math.Pow10(k); lo <= math.Log10(v) && math.Log10(v) <= hi {
				values = append(values, v)
			}
		}
	}
	if len(values) < 2 {
		values = evenly(math.Pow(10, lo), math.Pow(10, hi))
	}
	var ticks []plot.Tick
	for _, v := range values {
		ticks = append(ticks, plot.Tick{Value: math.Log10(v), Label: written(v)})
	}
	return ticks
}

// even marks evenly spaced values.
type even struct{}

func (even) Ticks(lo, hi float64) []plot.Tick {
	var ticks []plot.Tick
	for _, v := range evenly(lo, hi) {
		ticks = append(ticks, plot.Tick{Value: v, Label: written(v)})
	}
	return ticks
}

// labelled is about how many labels an axis has room for.
const labelled = 6

// evenly are the multiples, between lo and hi, of the least of 1, 2 and 5 times a power
// of ten of which there are at most labelled.
func evenly(lo, hi float64) []float64 {
	for k := int(math.Floor(math.Log10(hi-lo))) - 1; ; k++ {
		for _, m := range []float64{1, 2, 5} {
			step := m * math.Pow10(k)
			from, to := math.Ceil(lo/step), math.Floor(hi/step)
			if to-from >= labelled {
				continue
			}
			var values []float64
			for i := from; i <= to; i++ {
				values = append(values, float64(i*step)+0) // -0 becomes 0
			}
			return values
		}
	}
}

// written is a label without the digits that a product of a step has too many.
func written(v float64) string { return fmt.Sprintf("%.4g", v) }

// unlabelled are the labelled marks of a ticker, without their labels.
type unlabelled struct{ plot.Ticker }

func (u unlabelled) Ticks(lo, hi float64) []plot.Tick {
	var ticks []plot.Tick
	for _, t := range u.Ticker.Ticks(lo, hi) {
		if !t.IsMinor() {
			ticks = append(ticks, plot.Tick{Value: t.Value})
		}
	}
	return ticks
}
