// Package interval gives bounds instead of values: its results contain all that their
// operands can give. The elementary functions are those of package dd, widened by their
// error bounds, so the bounds are proved without trust in a library's last bits.
//
// Series of intervals use the recurrences of Taylor mode, since there an error can only
// show as a value outside, which the closed forms of package exact detect. [MaxDerivative]
// bounds a derivative over a whole interval by branch and bound.
package interval
