package claims

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// SignTest is the one-sided sign test: the probability of at least wins
// successes in n fair trials, P(X >= wins) = I_{1/2}(wins, n-wins+1) with the
// regularised incomplete beta function. It is 1 for wins <= 0 and NaN if the
// counts are not such.
func SignTest(wins, n float64) float64 {
	if !(n >= wins) || n < 1 || math.IsInf(n, 0) {
		return math.NaN()
	}
	if wins <= 0 {
		return 1
	}
	return mathext.RegIncBeta(wins, n-wins+1, 0.5)
}

// Spearman is the rank correlation of x and y with mean ranks for ties. It is
// NaN if either does not vary or holds a NaN, which has no rank. It panics if
// the lengths differ.
func Spearman(x, y []float64) float64 {
	if len(x) != len(y) {
		panic(fmt.Sprintf("claims: rank correlation of %d and %d values", len(x), len(y)))
	}
	if len(x) < 2 || floats.HasNaN(x) || floats.HasNaN(y) {
		return math.NaN()
	}
	return stat.Correlation(ranks(x), ranks(y), nil)
}

// ranks gives tied values the mean of their ranks.
func ranks(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case x[a] < x[b]:
			return -1
		case x[a] > x[b]:
			return 1
		}
		return 0
	})
	r := make([]float64, len(x))
	for lo := 0; lo < len(order); {
		hi := lo + 1
		for hi < len(order) && x[order[hi]] == x[order[lo]] {
			hi++
		}
		for _, i := range order[lo:hi] {
			r[i] = float64(lo+hi-1) / 2
		}
		lo = hi
	}
	return r
}

// Interval is an estimate with the limits of an interval.
type Interval struct{ Estimate, Lo, Hi float64 }

// ErrorRate95 is the one-sided error rate of a limit of a 95% interval.
const ErrorRate95 = 0.025

// JackknifeSeeds leaves out whole seeds, one at a time, since the cells of one
// seed share its features. statistic is evaluated on a list of seed indices below
// n. With theta on all seeds and theta_i without seed i, the pseudo-values
// n theta - (n-1) theta_i have the variance v, and the interval is
//
//	theta +- t_{n-1,1-rate} sqrt(v/n),
//
// where rate is the one-sided error rate of each limit.
//
// A bootstrap would resample seeds with replacement; but a seed drawn k times
// puts k equal cells beside each other in the ranking, which weighs the trend
// within a seed k times as much as that between seeds, and rank correlations were
// seen to leave their own percentile interval. The interval is NaN below two seeds
// or where the statistic is NaN.
//
// Source: Tukey's jackknife; Efron and Tibshirani, An Introduction to the
// Bootstrap, chapter 11.
func JackknifeSeeds(n int, rate float64, statistic func(seeds []int) float64) Interval {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	theta := statistic(all)
	if n < 2 {
		return Interval{theta, math.NaN(), math.NaN()}
	}
	pseudo := make([]float64, n)
	for i := range n {
		without := slices.Delete(slices.Clone(all), i, i+1)
		pseudo[i] = float64(float64(n)*theta) - float64(float64(n-1)*statistic(without))
	}
	t := distuv.StudentsT{Sigma: 1, Nu: float64(n - 1)}.Quantile(1 - rate)
	half := float64(t * stat.StdErr(stat.StdDev(pseudo, nil), float64(n)))
	return Interval{Estimate: theta, Lo: theta - half, Hi: theta + half}
}

// Median is the median with its distribution-free interval: the order
// statistics x_(k), x_(n+1-k) for the largest k with P(X < k) <= 2.5% for X
// binomial(n, 1/2). Below six values no such k exists and the interval is the
// range. A NaN among the values makes it NaN. It panics on an empty slice.
func Median(x []float64) Interval {
	if len(x) == 0 {
		panic("claims: median of no values")
	}
	if floats.HasNaN(x) {
		return Interval{math.NaN(), math.NaN(), math.NaN()}
	}
	s := slices.Sorted(slices.Values(x))
	n := len(s)
	k := 1
	for k+1 <= n/2 && 1-SignTest(float64(k+1), float64(n)) <= ErrorRate95 {
		k++
	}
	return Interval{Estimate: (s[(n-1)/2] + s[n/2]) / 2, Lo: s[k-1], Hi: s[n-k]}
}

// LogSlope fits log y = c + slope log x by least squares. It is NaN below two
// points.
func LogSlope(x, y []float64) (slope, constant float64) {
	if len(x) < 2 {
		return math.NaN(), math.NaN()
	}
	lx, ly := make([]float64, len(x)), make([]float64, len(y))
	for i := range x {
		lx[i], ly[i] = math.Log(x[i]), math.Log(y[i])
	}
	c, slope := stat.LinearRegression(lx, ly, nil, false)
	return slope, math.Exp(c)
}
