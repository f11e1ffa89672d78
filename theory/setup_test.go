package theory_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory"
)

// With replaces each field that the change sets and no other. Going through the
// fields by reflection leaves none out that is added later.
func TestSetupWith(t *testing.T) {
	base := theory.DefaultSetup(theory.Test, 1)
	base.Activation = "sin"
	fields := reflect.TypeFor[theory.Setup]()
	for i := range fields.NumField() {
		var change theory.Setup
		want := base
		for _, s := range []*theory.Setup{&change, &want} {
			switch v := reflect.ValueOf(s).Elem().Field(i); v.Kind() {
			case reflect.String:
				v.SetString("changed")
			case reflect.Uint64:
				v.SetUint(99)
			case reflect.Int:
				v.SetInt(99)
			case reflect.Float64:
				v.SetFloat(99)
			default:
				require.Fail(t, "field of an unknown kind", fields.Field(i).Name)
			}
		}
		assert.Equal(t, want, base.With(change), "field %s", fields.Field(i).Name)
		assert.Equal(t, change, theory.Setup{}.With(change), "field %s of an empty setup", fields.Field(i).Name)
	}
	assert.Equal(t, base, base.With(theory.Setup{}))
}

func TestDefaultSetup(t *testing.T) {
	assert.Equal(t, theory.Setup{
		Size: theory.Audit, Seed: 7, AD: theory.EngineAD, FD: theory.EngineFD,
		Placement: theory.PlacementCentral, Accuracy: 2,
		Cutoff: 1, Entropy: theory.EntropyDefault, Pairing: theory.PairSame,
	}, theory.DefaultSetup(theory.Audit, 7))
}

func TestParseSize(t *testing.T) {
	for _, z := range []theory.Size{theory.Short, theory.Test, theory.Audit, theory.Full} {
		got, err := theory.ParseSize(string(z))
		require.NoError(t, err)
		assert.Equal(t, z, got)
	}
	for _, bad := range []string{"", "huge", "Audit", "audit ", "FULL", "fully"} {
		_, err := theory.ParseSize(bad)
		assert.ErrorContains(t, err, `"`+bad+`"`)
		assert.ErrorContains(t, err, "short, test, audit or full")
	}
}

// Every size must be able to settle a sign test.
func TestSeeds(t *testing.T) {
	assert.Equal(t, 20, theory.Short.Seeds())
	assert.Equal(t, 20, theory.Test.Seeds())
	assert.Equal(t, 30, theory.Audit.Seeds())
	assert.Equal(t, 30, theory.Full.Seeds())
	for _, z := range []theory.Size{theory.Test, theory.Audit} {
		assert.Equal(t, z.Seeds(), z.FewSeeds(), string(z))
		assert.Equal(t, z.Seeds(), z.TrainingSeeds(), string(z))
	}
	assert.Equal(t, theory.Full.Seeds(), theory.Full.FewSeeds())
	for z, seeds := range map[theory.Size]int{theory.Short: 10, theory.Test: 10, theory.Audit: 30, theory.Full: 30} {
		assert.Equal(t, seeds, z.MedianSeeds(), string(z))
	}

	// One seed fewer could win every pair and settle nothing.
	const level = 1e-3
	n := float64(theory.Full.TrainingSeeds())
	assert.Equal(t, 10.0, n)
	assert.Equal(t, 10, theory.Short.TrainingSeeds())
	assert.Equal(t, 10, theory.Short.FewSeeds())
	assert.Less(t, theory.SignTest(n, n), level)
	assert.Greater(t, theory.SignTest(n-1, n-1), level)
}
