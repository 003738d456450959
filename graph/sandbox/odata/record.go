package odata

import (
	"net/http"
	"time"
)

// Record returns the queryable properties of one object. Names are Graph's and case-sensitive. An unknown property is
// null, never a panic.
type Record interface {
	// String returns a single string property as stored; ok is false when it is null or absent.
	String(property string) (value string, ok bool)
	// Strings returns a collection: businessPhones, otherMails, proxyAddresses. If absent, it is empty.
	Strings(property string) []string
	// Bool returns a boolean property; ok is false when it is null or absent.
	Bool(property string) (value, ok bool)
	// Time returns an instant in any zone; ok is false when it is null or absent. Besides plain names it is asked for
	// "signInActivity/lastSignInDateTime" and "signInActivity/lastNonInteractiveSignInDateTime".
	Time(property string) (value time.Time, ok bool)
	// Tokens returns the tokens of the property, made by Tokenize when the object was loaded. Only displayName is asked
	// for.
	Tokens(property string) []string
}

// Codes in Graph's error object that the query engine uses.
const (
	// CodeUnsupportedQuery is the code for a well-formed query that the directory cannot or will not answer. [D]
	CodeUnsupportedQuery = "Request_UnsupportedQuery"
	// CodeBadRequest is the code for a query that cannot be parsed. [R microsoft-graph-docs #3044]
	CodeBadRequest = "BadRequest"
)

// Error is an error as Graph returns it: HTTP status, and the code and message of the error object.
type Error struct {
	Status        int
	Code, Message string
}

// Error returns code and message on one line.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

func unsupported(message string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: CodeUnsupportedQuery, Message: message}
}

func badRequest(message string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: CodeBadRequest, Message: message}
}

// operatorReason is Graph's text for an operator that needs the advanced parameters. It is documented for endsWith; its
// use for ne and not is (invented). [D aad-advanced-queries]
func operatorReason(operator string) string {
	return "Operator '" + operator + "' is not supported because the required parameters might be missing. " +
		"Try adding $count=true query parameter and ConsistencyLevel:eventual header. " +
		"Refer to https://aka.ms/graph-docs/advanced-queries for more information"
}
