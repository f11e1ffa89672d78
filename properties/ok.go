package properties

// TB is the part of testing.TB that OK needs; *rapid.T has it too.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
}

// OK fails the test with the error of a check, if there is one:
//
//	properties.OK(t, properties.Gradient(f, grad, x, nil))
func OK(t TB, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%v", err)
	}
}
