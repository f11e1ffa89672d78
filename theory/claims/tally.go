package claims

// tally counts by name, in the order in which the names were seen: a claim about a
// regime must not hold because nothing was looked at.
type tally struct {
	order []string
	count map[string]float64
}

func (c *tally) see(name string) {
	if _, seen := c.count[name]; !seen {
		c.order = append(c.order, name)
		c.count[name] = 0
	}
}

func (c *tally) add(name string) {
	c.see(name)
	c.count[name]++
}

// require adds a clause that is not met for every name that was counted too rarely.
func (c *tally) require(j *Judgement, what string, least float64) {
	for _, name := range c.order {
		if c.count[name] < least {
			j.AtLeast(what, name, c.count[name], least)
		}
	}
}

func newTally() *tally { return &tally{count: map[string]float64{}} }
