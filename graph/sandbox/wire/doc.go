// Package wire holds what the sandbox's two services, Graph and the token service, share: answers and the effects of
// faults on them, ids, the check of where a request comes from, and serving.
package wire
