package scalar

// Magnitude is |n|, also for the smallest int.
func Magnitude(n int) uint {
	if n < 0 {
		return -uint(n)
	}
	return uint(n)
}

// ExactFactorial is the largest k for which k! is a float64.
const ExactFactorial = 22

// Factorial is k! as a float64: exact to k = 22, rounded above, +Inf above 170.
func Factorial(k int) float64 {
	f := 1.0
	for i := 2; i <= k; i++ {
		f *= float64(i)
	}
	return f
}
