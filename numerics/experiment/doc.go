// Package experiment holds the protocols that measure the claims: a claims.Setup
// goes in, a claims.Table comes out. Each protocol is one file, in the room of its
// subject: pointwise, attack, spectral or training. What they share is in lab, and
// catalog.go binds claims to protocols.
//
// Nothing here judges. A table holds what was measured, with the counts and
// intervals that a criterion needs, and the verdict is computed from it by the
// claim.
//
// Results depend on the setup alone: not on GOMAXPROCS, on which goroutine
// finished first, or on what ran before in the process.
package experiment
