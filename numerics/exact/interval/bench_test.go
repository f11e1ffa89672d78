package interval

import "testing"

// BenchmarkMaxDerivative measures a proved maximum, to 1e-3.
func BenchmarkMaxDerivative(b *testing.B) {
	for _, name := range []string{"tanh", "gelu"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := MaxDerivative(name, 8, -8, 8, 1e-3); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
