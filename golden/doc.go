// Package golden keeps the recorded tables of the claims and compares new ones
// with them.
//
// There is one file a claim and size, test/E1.txt and short/E1.txt. A file is
// text: a header that says where the table comes from, a line for each column
// with its tolerance and, if some rows have no number there, the reason; a heading line of names, the rows, separated by tabs, and a
// trailer with the number of rows and a checksum. Numbers are written with the fewest digits that read
// back to the same float64.
//
//	# suite: adfd 0.1.0
//	# go: go1.26.8
//	# goarch: amd64
//	# build: GOAMD64=v1
//	# seed: 20240514
//	# size: test
//	# claim: E1
//	# keys: problem	activation	h
//	# column: wins	abs 2	rel 0	nan: no pair of seeds
//	# column: step	exact
//	# column: error/bound	factor 4
//	# column: seconds	free: time of this machine
//	problem	activation	h	wins	step	error/bound	seconds
//	poisson	tanh	1e-2	20	0.01	0.5	1.25
//	# end: 1 rows, crc64 6c1b0f3f8d1a2e47
//
// A tolerance is one of four. exact: the same number. abs 2, rel 0.5: |got - want| <= 2 + 0.5 |want|.
// factor 4: within a factor of 4 of the recorded number, with its sign; from 0.125 to 2 for 0.5. A
// 0 stands for 0 alone. free: recorded and not compared. rel is below 1: with 1, a number could fall
// to 0 unseen.
//
// figures/E1.svg is drawn from test/E1.txt; T1 and T2 are drawn from full, which has more steps.
// An exhibit shows what a claim is about and needs numbers that the claim's table does not
// have: figures/S3-spectrum.svg is drawn from figures/S3-spectrum.txt beside it, and
// figures/E2a-cells.svg from the tables of several claims.
//
// Only numbers live here. Expected verdicts live in package claims, so that
// rewriting a file cannot change one.
package golden

// Suite names the suite and its version in recorded tables and reports.
const Suite = "adfd 0.1.0"
