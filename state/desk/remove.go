package desk

import (
	"context"

	"tapdesk/state/person"
	"tapdesk/state/text"
)

// Methods is what a desk asks of Graph about somebody's sign-in methods.
type Methods interface {
	// RemoveMethod returns the request-id of Graph's answer.
	RemoveMethod(ctx context.Context, clientRequestID string, id text.Key, m person.Method) (requestID string, err error)
	// MethodsOf lists the methods of somebody. A list lags behind what was removed.
	MethodsOf(ctx context.Context, id text.Key) ([]person.Method, error)
}
