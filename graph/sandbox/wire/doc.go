// Package wire is what the two services of the sandbox, Graph and the token service, have in common: answers and what
// faults leave of them, ids, whom they answer, and how they are served.
package wire
