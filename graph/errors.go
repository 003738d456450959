package graph

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"tapdesk/state/text"
)

// wireError is the body of a refusal. Its keys match in any case: Microsoft writes both innerError and innererror.
// Source: learn.microsoft.com/graph/errors.
type wireError struct {
	Code       raw               `json:"code"`
	Message    raw               `json:"message"`
	InnerError loose[*wireError] `json:"innerError"`
	RequestID  raw               `json:"request-id"`
	// The date next to them has no zone and is not read.
}

// raw is a string that is compared or sent back, and never drawn.
type raw = text.Raw

// refusalBody is what could be read from a refusal's body: nothing if it is HTML or broken. The strings are clean.
type refusalBody struct {
	code, message, requestID string
	// is is true if the body is an error object, whatever it says.
	is bool
}

// graphs reports whether the answer is Graph's own, not that of a proxy or a gateway on the way. Graph's answers have a
// request-id, and its refusals are error objects, which may contain the request-id instead of the headers. A part of a
// $batch has the header of the whole answer. Source: learn.microsoft.com/graph/errors.
func (a answer) graphs() bool {
	if a.status/100 == 2 { // the body of a success is not inspected: it may contain a pass
		return requestID(a.header) != ""
	}
	body := decodeRefusal(a.body)
	return body.is && (requestID(a.header) != "" || body.requestID != "")
}

// maxInner is how deep innerErrors are followed.
const maxInner = 8

func decodeRefusal(body []byte) refusalBody {
	var wire struct {
		Error *wireError `json:"error"`
	}
	body = bytes.TrimSpace(body)
	if len(body) == 0 || body[0] != '{' || json.Unmarshal(body, &wire) != nil || wire.Error == nil {
		return refusalBody{}
	}
	out := refusalBody{}
	for depth, e := 0, wire.Error; e != nil && depth < maxInner; depth, e = depth+1, e.InnerError.is {
		out.code = firstOf(out.code, string(e.Code))
		out.message = firstOf(out.message, string(e.Message))
		out.requestID = firstOf(out.requestID, string(e.RequestID))
	}
	return refusalBody{
		code:      short(out.code, 100),
		message:   short(out.message, 400),
		requestID: short(out.requestID, 100),
		is:        true,
	}
}

func firstOf(all ...string) string {
	for _, s := range all {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// short returns s cleaned and cut to limit runes.
func short(s string, limit int) string {
	s = text.Line(strings.Join(strings.Fields(s), " "))
	if r := []rune(s); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return s
}

// requestID returns Graph's request-id from the headers of an answer, cleaned.
func requestID(h http.Header) string { return short(h.Get("request-id"), 100) }

// parameters matches the parameters of an authentication header: name="value" or name=value.
var parameters = regexp.MustCompile(`(\w+)=(?:"([^"]*)"?|([^", ]*))`)

// challenge returns the JSON of a claims challenge in WWW-Authenticate; empty if there is none. Source:
// learn.microsoft.com/entra/identity-platform/claims-challenge.
func challenge(h http.Header) string {
	for _, header := range h.Values("WWW-Authenticate") {
		for _, p := range parameters.FindAllStringSubmatch(header, -1) {
			if claims := decodeClaims(p[2] + p[3]); claims != "" && strings.EqualFold(p[1], "claims") {
				return claims
			}
		}
	}
	return ""
}

// decodeClaims decodes base64 in either alphabet, padded or not, and returns the result if it is a JSON object.
func decodeClaims(encoded string) string {
	encoded = strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(encoded), "=")
	raw, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil || !json.Valid(raw) || !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		return ""
	}
	return string(raw)
}
