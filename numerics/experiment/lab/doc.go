// Package lab holds what protocols share: the columns of their tables, the engines that a
// setup puts on the two sides, seeds, work on several processors, and tables that are
// measured once a process.
package lab
