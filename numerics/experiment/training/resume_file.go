package training

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"os"

	"adfd/numerics/atomicfile"
	"adfd/numerics/engine"
)

// A file of a finished run: four lines of text and the run as encoding/gob.
//
//	adfd training run 2
//	sha256: of all that follows this line
//	suite: the program
//	key: the run
const (
	runMagic = "adfd training run 2\n"
	headSum  = "sha256: "
	headFrom = "suite: "
	headKey  = "key: "
)

// savedCourse is a course with names that gob can see. What the run ended with is a slice: gob
// keeps every bit of a slice's numbers, but leaves out a field that is -0 and reads 0.
type savedCourse[T engine.Float] struct {
	Theta  []T
	Losses []float64
	Ends   []float64 // the final loss and the solution error
}

// writeCourse writes a finished run.
func writeCourse[T engine.Float](path, suite, key string, c *course[T]) error {
	data, err := encodeCourse(suite, key, c)
	if err != nil {
		return fmt.Errorf("experiment: %s: %w", path, err)
	}
	if err := atomicfile.ReplaceBytes(path, data); err != nil {
		return fmt.Errorf("experiment: store: %w", err)
	}
	return nil
}

func encodeCourse[T engine.Float](suite, key string, c *course[T]) ([]byte, error) {
	var body bytes.Buffer
	fmt.Fprintf(&body, "%s%s\n%s%s\n", headFrom, suite, headKey, key)
	if err := gob.NewEncoder(&body).Encode(savedCourse[T]{c.theta, c.losses, []float64{c.final, c.error}}); err != nil {
		return nil, err
	}
	return sealedCourse(body.Bytes()), nil
}

// sealedCourse is the file with all that follows its second line.
func sealedCourse(body []byte) []byte {
	return append(fmt.Appendf(nil, "%s%s%x\n", runMagic, headSum, sha256.Sum256(body)), body...)
}

// readCourse reads the finished run of a key. The error of a file that is damaged, or
// of another program or run, says which it is and what to do.
func readCourse[T engine.Float](path, suite, key string) (*course[T], error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("experiment: store: %w", err)
	}
	c, err := decodeCourse[T](data, suite, key)
	if err != nil {
		return nil, fmt.Errorf("experiment: %s: %w", path, err)
	}
	return c, nil
}

func decodeCourse[T engine.Float](data []byte, suite, key string) (*course[T], error) {
	fail := func(format string, args ...any) (*course[T], error) { return nil, fmt.Errorf(format, args...) }
	const remedy = "delete the file, and the run is made again"
	body, found := bytes.CutPrefix(data, []byte(runMagic))
	if !found {
		return fail("does not begin with %q: no training run, or damaged; %s", runMagic, remedy)
	}
	stated, body, _ := bytes.Cut(body, []byte("\n"))
	if sum := fmt.Sprintf("%s%x", headSum, sha256.Sum256(body)); string(stated) != sum {
		return fail("%q in line 2, but the %d bytes that follow have %q: damaged; %s", stated, len(body), sum, remedy)
	}
	from, body, _ := bytes.Cut(body, []byte("\n"))
	if string(from) != headFrom+suite {
		return fail("%q in line 3, want %q; take another directory, or go on with that program", from, headFrom+suite)
	}
	of, body, _ := bytes.Cut(body, []byte("\n"))
	if string(of) != headKey+key {
		return fail("%q in line 4, want %q: another run's file under this name; %s", of, headKey+key, remedy)
	}
	var c savedCourse[T]
	rest := bytes.NewReader(body)
	if err := gob.NewDecoder(rest).Decode(&c); err != nil {
		return fail("%v; %s", err, remedy)
	}
	if rest.Len() > 0 {
		return fail("%d bytes more than the run has; %s", rest.Len(), remedy)
	}
	if len(c.Ends) != 2 {
		return fail("%d numbers that the run ended with, want the loss and the error; %s", len(c.Ends), remedy)
	}
	return &course[T]{theta: c.Theta, losses: c.Losses, final: c.Ends[0], error: c.Ends[1]}, nil
}
