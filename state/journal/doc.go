// Package journal keeps what an operator did: an append-only file of JSON lines, each chained to the one before.
package journal
