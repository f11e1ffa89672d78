package lab

import (
	"context"

	"adfd/theory/claims"
)

// Protocol measures one table.
type Protocol func(ctx context.Context, s claims.Setup, p Progress) (claims.Table, error)

// Once measures the table of a protocol once a process for each setup. The name is the
// protocol's own: claims that share a protocol share its table.
func Once(ctx context.Context, protocol string, s claims.Setup, measure func() (claims.Table, error)) (claims.Table, error) {
	return tables.Get(ctx, tableKey{protocol, s}, measure)
}

// Kept reports whether the table of a protocol is kept, or being measured.
func Kept(protocol string, s claims.Setup) bool { return tables.Has(tableKey{protocol, s}) }

type tableKey struct {
	protocol string
	setup    claims.Setup
}

var tables Memo[tableKey, claims.Table]
