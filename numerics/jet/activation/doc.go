// Package activation holds the activation functions of networks and random features:
// their values and Taylor coefficients c[k] = s^(k)(z)/k!, for a slice of arguments at a
// time. [ByName] finds one.
//
// The functions work on tiles, pieces of a slice that fit the cache. Each evaluates the
// exponential, or sine and cosine, once for a tile and derives every coefficient from it.
package activation
