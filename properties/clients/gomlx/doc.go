// Package gomlx has no code of its own: its tests check the gradients of GoMLX, on
// its backend in Go alone, with the checks of package properties.
package gomlx
