// Package jet is Taylor-mode automatic differentiation.
//
// A jet holds the Taylor coefficients c[k] = f^(k)(t)/k! of a function of one
// variable, k = 0 … order. Arithmetic on jets is arithmetic on truncated power
// series, and an elementary function is applied to a jet by the recurrence that
// its differential equation gives. If y = s(x) and y' = g x', where g is a
// series already known to order k-1, then
//
//	k y[k] = sum_{j=1..k} j x[j] g[k-j].
//
// The table names g for each function; a second series closes the recurrence
// where g is not y itself. Package series has these recurrences, for jets, for certified
// jets and for intervals.
//
//	exp       y' =  y x'
//	sin, cos  s' =  c x',      c' = -s x'
//	sinh, cosh s' = c x',      c' =  s x'
//	tan       y' =  w x',      w  = 1 + y^2
//	tanh      t' =  d x',      d' = -2 t d x',     d = sech^2
//	sigmoid   g  =  (1 + tanh(x/2))/2
//	softplus  y' =  g x',      g  = sigmoid
//	gaussian  y' = -y q',      q  = x^2
//	erf       y' =  e x',      e  = 2/sqrt(pi) exp(-x^2)
//	gelu      y  =  x P,       P' = phi x',        phi = exp(-x^2/2)/sqrt(2 pi)
//	silu      y  =  x g
//	log       x y' = x';   recip  x y = 1;   sqrt  y^2 = x;   x^r  x y' = r y x'
//
// These are the textbook recurrences (Griewank and Walther, Evaluating
// Derivatives, chapter 13), with one change: no derivative is formed by a
// subtraction that cancels. Sech^2 is carried as a series of its own that starts
// from 4e/(1+e)^2, e = exp(-2|z|), and not as 1 - t^2, which has no correct digit
// once tanh is close to 1.
//
// # Precision
//
// Everything is generic over float32 and float64. In float32 an elementary
// function of a number is computed in float64 and rounded once, and all else is
// rounded to float32 after each operation. Conversions T(a*b) keep the compiler
// from fusing a product into a sum, so results do not depend on the machine
// except through package math.
//
// # Plans
//
// [Plan] evaluates partial derivatives by jets along lines. The Laplacian and the
// biharmonic operator as a whole ([Engine.Combine]) take fewer channels: of the highest
// derivatives only their sum is carried.
//
// All these plans can leave channels out ([engine.Selective]). In a first layer a jet is a straight
// line, y_k = c_k z_1^k, and where of the last layer only y_q is read, with a gradient g,
//
//	gz_j = d_(q-j) g,   d(t) = s'(z(t)),
//
// so that the one layer of a network needs no more than y_q = c_q z_1^q, d_q and d_(q-1).
//
// # Beside this package
//
// Package activation has the activation functions of networks, package certified jets with
// rigorous error bounds.
package jet
