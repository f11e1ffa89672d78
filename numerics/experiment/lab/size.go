package lab

import "adfd/theory/claims"

// At is what a protocol takes at a size: that of the short run, of the tests, or of the
// audit and beyond.
func At[V any](size claims.Size, short, test, audit V) V {
	switch size {
	case claims.Short:
		return short
	case claims.Test:
		return test
	}
	return audit
}
