// Package auth signs the operator in and hands out tokens for Graph. It is the only package that may import MSAL. So far it
// knows one authority, the sandbox, which gives its token to whoever asks on this machine; the real one stands beside it
// behind the same interface, graph.Tokens.
package auth
