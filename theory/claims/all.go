package claims

import (
	"fmt"
	"strings"
)

// All lists every claim, in the order in which the ledger prints them.
func All() []Claim {
	return []Claim{
		// Exactness of AD, errors of FD, and the bounds attacked.
		claimA1, claimA2, claimF1, claimA3, claimA5, claimF2, claimF3, claimB1,
		// Spectra.
		claimS1, claimS2, claimS4, claimE4, claimS3,
		// Entropy and residual.
		claimE1, claimE1w, claimE1p, claimE2a, claimE2b, claimE2c, claimE5,
		claimE3, claimE3w, claimE3f, claimP1,
		// Fixed features and precision.
		claimK1, claimP3, claimP3w,
		// Training of networks.
		claimT1, claimT1w, claimT1p, claimT2, claimT2w, claimT6, claimT7, claimT7f,
		claimT3, claimT4, claimT4w, claimT5, claimK3,
		// The entropy of networks.
		claimS3n, claimK4, claimK4w, claimK6, claimK5, claimK5r, claimK5b, claimK5c,
		// What networks rest on, and what they cost.
		claimA4, claimK2, claimP3n, claimP2,
	}
}

// Lookup finds a claim by its id, which is exact. The error names the id that
// differs in case alone, and lists the ids there are.
func Lookup(id string) (Claim, error) {
	var ids []string
	var meant string
	for _, c := range All() {
		if c.ID == id {
			return c, nil
		}
		if strings.EqualFold(c.ID, id) {
			meant = fmt.Sprintf(" (did you mean %q?)", c.ID)
		}
		ids = append(ids, c.ID)
	}
	return Claim{}, fmt.Errorf("claims: unknown claim %q%s, there are %s", id, meant, strings.Join(ids, ", "))
}
