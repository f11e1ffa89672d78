package noise

import "adfd/theory"

// sensitivity is how a layer's z, y and delta change with one rounding, to first order.
type sensitivity struct{ z, y, delta []float64 }

func newSensitivity(n int) sensitivity {
	return sensitivity{make([]float64, n), make([]float64, n), make([]float64, n)}
}

func (s sensitivity) clear() {
	clear(s.z)
	clear(s.y)
	clear(s.delta)
}

// Gradient sets gradient to the derivatives of the network's value at x in the parameters, and
// variance to the variances of their rounding errors, all [Params]. It takes a forward and a
// reverse sweep for each neuron's z, y and delta. It panics as Value does.
func (n *Law) Gradient(theta, x, gradient, variance []float64) {
	n.forward(theta, x)
	n.backward()
	n.products(x, gradient, variance)
	for k := range n.hidden() {
		l := &n.layers[k]
		for j := range l.out {
			n.clear()
			l.change.z[j], l.change.y[j] = 1, l.slope[j]
			n.spread(k+1, x, l.zNoise[j], variance)

			n.clear()
			l.change.y[j] = 1
			n.spread(k+1, x, l.yNoise[j], variance)

			n.clear()
			l.change.delta[j] = 1
			n.add(k, x, l.deltaNoise[j], variance)
		}
	}
}

// products sets the gradient, delta_j y_i for a weight and delta_j for a bias, and the variance
// to that of rounding the product: that of the output's delta too, which is 1 here and in
// package nn the weight of the row.
func (n *Law) products(x, gradient, variance []float64) {
	y := x
	for k := range n.layers {
		l := &n.layers[k]
		at := l.first
		for _, d := range l.delta {
			for _, v := range y {
				gradient[at] = float64(d * v)
				variance[at] = theory.RoundingVariance(gradient[at], n.u)
				at++
			}
		}
		for _, d := range l.delta {
			gradient[at], variance[at] = d, 0
			at++
		}
		y = l.y
	}
}

func (n *Law) clear() {
	for k := range n.layers {
		n.layers[k].change.clear()
	}
}

// spread carries a change of values below layer from through the layers above, and back.
func (n *Law) spread(from int, x []float64, noise float64, variance []float64) {
	top := len(n.layers) - 1
	for k := from; k < top; k++ {
		l, below := &n.layers[k], &n.layers[k-1]
		for j := range l.z {
			var sum float64
			for i, v := range below.change.y {
				sum += float64(l.w[j*l.in+i] * v)
			}
			l.change.z[j], l.change.y[j] = sum, float64(l.slope[j]*sum)
		}
	}
	n.add(top-1, x, noise, variance)
}

// add carries the change back from hidden layer from to the first, on top of what the layers'
// delta have, and adds the squared changes of the gradient times the variance of the rounding.
func (n *Law) add(from int, x []float64, noise float64, variance []float64) {
	for k := from; k >= 0; k-- {
		l, above := &n.layers[k], &n.layers[k+1]
		for i := range l.z {
			var alpha float64
			for j, d := range above.change.delta {
				alpha += float64(d * above.w[j*above.in+i])
			}
			l.change.delta[i] += float64(l.slope[i]*alpha) + float64(l.alpha[i]*l.bend[i]*l.change.z[i])
		}
	}
	var below []float64 // the change of the values below the layer; the point's is 0
	y := x
	for k := range n.layers {
		l := &n.layers[k]
		at := l.first
		for j, change := range l.change.delta {
			for i, v := range y {
				d := float64(change * v)
				if k > 0 {
					d += float64(l.delta[j] * below[i])
				}
				variance[at] += float64(d * d * noise)
				at++
			}
		}
		for _, d := range l.change.delta {
			variance[at] += float64(d * d * noise)
			at++
		}
		y, below = l.y, l.change.y
	}
}
