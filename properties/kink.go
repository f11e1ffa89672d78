package properties

import "fmt"

// Kink says that f has no derivative where one is claimed: those from the right
// and from the left differ.
type Kink struct {
	Law         string
	Case        string  // where and in which direction
	Order       int     // of the derivative
	Right, Left float64 // what the differences on either side converge to
	Uncertainty float64 // of the two, together
	Claimed     float64
	Repeat      string

	claimed int // order of the claimed derivative, Order or more
}

func (k *Kink) Error() string {
	if k.claimed > k.Order {
		return fmt.Sprintf("properties: %s: %s: a kink: the derivative of order %d is %v from the right and %v from the left, +- %.2g; "+
			"there is none of order %d, claimed %v\n\ttest at another point\n\trepeat: %s",
			k.Law, k.Case, k.Order, k.Right, k.Left, k.Uncertainty, k.claimed, k.Claimed, k.Repeat)
	}
	between := "between them"
	switch k.Claimed {
	case k.Left:
		between = "the one from the left"
	case k.Right:
		between = "the one from the right"
	default:
		if !k.between() {
			between = "not between them either"
		}
	}
	return fmt.Sprintf("properties: %s: %s: a kink: the derivative of order %d is %v from the right and %v from the left, +- %.2g; claimed %v, %s\n"+
		"\ttest at another point, or accept every value between the two with Settings.AtKink\n\trepeat: %s",
		k.Law, k.Case, k.Order, k.Right, k.Left, k.Uncertainty, k.Claimed, between, k.Repeat)
}

// between reports whether the claimed value is one that AtKink accepts.
func (k *Kink) between() bool {
	return min(k.Right, k.Left)-k.Uncertainty <= k.Claimed && k.Claimed <= max(k.Right, k.Left)+k.Uncertainty
}
