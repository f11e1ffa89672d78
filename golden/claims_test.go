package golden

import "testing"

// One line a claim. Each replays the claim under its id: go test ./golden -run
// 'TestClaim_E1$'.

func TestClaim_A1(t *testing.T)  { replay(t, "A1") }
func TestClaim_A2(t *testing.T)  { replay(t, "A2") }
func TestClaim_A3(t *testing.T)  { replay(t, "A3") }
func TestClaim_A5(t *testing.T)  { replay(t, "A5") }
func TestClaim_F1(t *testing.T)  { replay(t, "F1") }
func TestClaim_F2(t *testing.T)  { replay(t, "F2") }
func TestClaim_F3(t *testing.T)  { replay(t, "F3") }
func TestClaim_B1(t *testing.T)  { replay(t, "B1") }
func TestClaim_S1(t *testing.T)  { replay(t, "S1") }
func TestClaim_S2(t *testing.T)  { replay(t, "S2") }
func TestClaim_S3(t *testing.T)  { replay(t, "S3") }
func TestClaim_S4(t *testing.T)  { replay(t, "S4") }
func TestClaim_E1(t *testing.T)  { replay(t, "E1") }
func TestClaim_E1w(t *testing.T) { replay(t, "E1w") }
func TestClaim_E1p(t *testing.T) { replay(t, "E1p") }
func TestClaim_E2a(t *testing.T) { replay(t, "E2a") }
func TestClaim_E2b(t *testing.T) { replay(t, "E2b") }
func TestClaim_E2c(t *testing.T) { replay(t, "E2c") }
func TestClaim_E5(t *testing.T)  { replay(t, "E5") }
func TestClaim_E3(t *testing.T)  { replay(t, "E3") }
func TestClaim_E3w(t *testing.T) { replay(t, "E3w") }
func TestClaim_E3f(t *testing.T) { replay(t, "E3f") }
func TestClaim_P1(t *testing.T)  { replay(t, "P1") }
func TestClaim_E4(t *testing.T)  { replay(t, "E4") }
func TestClaim_K1(t *testing.T)  { replay(t, "K1") }
func TestClaim_P3(t *testing.T)  { replay(t, "P3") }
func TestClaim_P3w(t *testing.T) { replay(t, "P3w") }
func TestClaim_A4(t *testing.T)  { replay(t, "A4") }
func TestClaim_K2(t *testing.T)  { replay(t, "K2") }
func TestClaim_K3(t *testing.T)  { replay(t, "K3") }
func TestClaim_T1(t *testing.T)  { replay(t, "T1") }
func TestClaim_T1w(t *testing.T) { replay(t, "T1w") }
func TestClaim_T1p(t *testing.T) { replay(t, "T1p") }
func TestClaim_T2(t *testing.T)  { replay(t, "T2") }
func TestClaim_T2w(t *testing.T) { replay(t, "T2w") }
func TestClaim_T3(t *testing.T)  { replay(t, "T3") }
func TestClaim_T4(t *testing.T)  { replay(t, "T4") }
func TestClaim_T4w(t *testing.T) { replay(t, "T4w") }
func TestClaim_T5(t *testing.T)  { replay(t, "T5") }
func TestClaim_T6(t *testing.T)  { replay(t, "T6") }
func TestClaim_T7(t *testing.T)  { replay(t, "T7") }
func TestClaim_T7f(t *testing.T) { replay(t, "T7f") }
func TestClaim_P2(t *testing.T)  { replay(t, "P2") }
func TestClaim_P3n(t *testing.T) { replay(t, "P3n") }
