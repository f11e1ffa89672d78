package experiment

import (
	"testing"

	"adfd/numerics/experiment/lab/labtest"
)

func TestMain(m *testing.M) { labtest.Main(m) }
