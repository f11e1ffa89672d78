// Package training holds the protocols on training: gradient descent on fixed features, the
// optimisers on networks, the kernel of gradient descent, the price of a step, and the
// accuracy of a network's loss and gradient (T, K, A4, P2, P3n).
package training
