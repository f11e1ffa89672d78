package claims_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory"
	"adfd/theory/claims"
)

// With replaces each field that the change sets and no other. Going through the
// fields by reflection leaves none out that is added later.
func TestSetupWith(t *testing.T) {
	base := claims.DefaultSetup(claims.Test, 1)
	base.Activation = "sin"
	fields := reflect.TypeFor[claims.Setup]()
	for i := range fields.NumField() {
		var change claims.Setup
		want := base
		for _, s := range []*claims.Setup{&change, &want} {
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
		assert.Equal(t, change, claims.Setup{}.With(change), "field %s of an empty setup", fields.Field(i).Name)
	}
	assert.Equal(t, base, base.With(claims.Setup{}))
}

func TestDefaultSetup(t *testing.T) {
	assert.Equal(t, claims.Setup{
		Size: claims.Audit, Seed: 7, AD: claims.EngineAD, FD: claims.EngineFD,
		Placement: claims.PlacementCentral, Accuracy: 2,
		Cutoff: 1, Entropy: theory.EntropyDefault, Pairing: claims.PairSame,
	}, claims.DefaultSetup(claims.Audit, 7))
}

func TestParseSize(t *testing.T) {
	for _, z := range []claims.Size{claims.Short, claims.Test, claims.Audit, claims.Full} {
		got, err := claims.ParseSize(string(z))
		require.NoError(t, err)
		assert.Equal(t, z, got)
	}
	for _, bad := range []string{"", "huge", "Audit", "audit ", "FULL", "fully"} {
		_, err := claims.ParseSize(bad)
		assert.ErrorContains(t, err, `"`+bad+`"`)
		assert.ErrorContains(t, err, "short, test, audit or full")
	}
}

// Every size must be able to settle a sign test.
func TestSeeds(t *testing.T) {
	assert.Equal(t, 20, claims.Short.Seeds())
	assert.Equal(t, 20, claims.Test.Seeds())
	assert.Equal(t, 30, claims.Audit.Seeds())
	assert.Equal(t, 30, claims.Full.Seeds())
	for _, z := range []claims.Size{claims.Test, claims.Audit} {
		assert.Equal(t, z.Seeds(), z.FewSeeds(), string(z))
		assert.Equal(t, z.Seeds(), z.TrainingSeeds(), string(z))
	}
	assert.Equal(t, claims.Full.Seeds(), claims.Full.FewSeeds())
	for z, seeds := range map[claims.Size]int{claims.Short: 10, claims.Test: 10, claims.Audit: 30, claims.Full: 30} {
		assert.Equal(t, seeds, z.MedianSeeds(), string(z))
	}

	// One seed fewer could win every pair and settle nothing.
	const level = 1e-3
	n := float64(claims.Full.TrainingSeeds())
	assert.Equal(t, 10.0, n)
	assert.Equal(t, 10, claims.Short.TrainingSeeds())
	assert.Equal(t, 10, claims.Short.FewSeeds())
	assert.Less(t, claims.SignTest(n, n), level)
	assert.Greater(t, claims.SignTest(n-1, n-1), level)
}
