// Package network is the oracle of networks. [Network] evaluates residuals of
// differential equations for a fully connected network, exact derivatives or finite
// differences of it, with their Jacobian and the gradient of the loss: in forward mode,
// dual numbers over Taylor series, one parameter at a time, with 106 or 256 bits. The code
// it judges uses a reverse sweep.
package network
