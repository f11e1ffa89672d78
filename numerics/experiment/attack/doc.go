// Package attack holds the protocol that searches for the worst case of every stated bound
// (B1).
package attack
