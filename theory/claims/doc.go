// Package claims holds the statements of the suite. A Claim says what is claimed,
// by whom, in which regime, and which criterion and counter-criterion judge it. A
// Table is what a protocol measured, and Claim.Judge turns it into an Outcome: a
// verdict, its margin, and the clauses behind both.
//
// All lists the claims in the order of the ledger; Lookup finds one by its id.
// Nothing here measures anything: what a criterion reads comes in as a Table.
package claims
