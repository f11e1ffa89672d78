// Package attack holds B1: a search for inputs that break the bounds of package theory,
// under which no violation may be found.
//
//	Adversary  B1  the worst error over its bound, for every bound
package attack
