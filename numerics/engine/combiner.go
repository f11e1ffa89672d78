package engine

// Combiner is an Engine that evaluates some linear combinations of derivatives as a whole,
// at less cost than one by one. It is optional: whoever needs a combination alone uses it where it
// is there, and adds up the derivatives of a Plan where it is not.
type Combiner[T Float] interface {
	Engine[T]

	// Combine prepares sum_r coef[r] d^op[r] in dim variables, as a plan whose Read gives
	// one row. It is false for a combination that is not gained by, or not valid.
	Combine(op Operator, coef []T, dim int) (plan Plan[T], ok bool)
}
