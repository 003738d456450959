package odata

import (
	"net/http"
	"time"
)

// Record gives the queryable properties of one directory object. Names are Graph's, matched exactly (case-sensitive).
// A property that the object does not know is answered as null, never by a panic.
type Record interface {
	// String is a single string property as it is stored; ok is false when it is null or absent.
	String(property string) (value string, ok bool)
	// Strings is a collection: businessPhones, otherMails, proxyAddresses. Absent is an empty collection.
	Strings(property string) []string
	// Bool is a boolean property; ok is false when it is null or absent.
	Bool(property string) (value, ok bool)
	// Time is an instant in any zone; ok is false when it is null or absent. Besides plain names it is asked for
	// "signInActivity/lastSignInDateTime" and "signInActivity/lastNonInteractiveSignInDateTime".
	Time(property string) (value time.Time, ok bool)
	// Tokens is what Tokenize made of the property when the object was loaded. It is asked for displayName only.
	Tokens(property string) []string
}

// Codes of Graph's error object, as the query engine uses them.
const (
	// CodeUnsupportedQuery is the code of a well-formed query which the directory cannot or will not answer. [D]
	CodeUnsupportedQuery = "Request_UnsupportedQuery"
	// CodeBadRequest is the code of a query which cannot be understood. [R microsoft-graph-docs #3044]
	CodeBadRequest = "BadRequest"
)

// Error is a refusal in Graph's own terms: HTTP status, and code and message of the error object.
type Error struct {
	Status        int
	Code, Message string
}

// Error gives code and message in one line.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

func unsupported(message string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: CodeUnsupportedQuery, Message: message}
}

func badRequest(message string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: CodeBadRequest, Message: message}
}

// operatorReason is Graph's text for an operator which needs the advanced parameters. Documented for endsWith; that ne
// and not are answered by the same sentence is (invented). [D aad-advanced-queries]
func operatorReason(operator string) string {
	return "Operator '" + operator + "' is not supported because the required parameters might be missing. " +
		"Try adding $count=true query parameter and ConsistencyLevel:eventual header. " +
		"Refer to https://aka.ms/graph-docs/advanced-queries for more information"
}
