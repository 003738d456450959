package wire

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"
)

// RefuseWeb refuses requests that may come from a web page, and reports whether it did: those with an Origin, from
// another site, or for a host that is not this machine's loopback.
func RefuseWeb(w http.ResponseWriter, r *http.Request) bool {
	if !LoopbackHost(r.Host) {
		Refuse(w, http.StatusMisdirectedRequest, "host", "the sandbox answers only for localhost and loopback addresses")
		return true
	}
	if site := r.Header.Get("Sec-Fetch-Site"); r.Header.Get("Origin") != "" || site != "" && site != "none" {
		Refuse(w, http.StatusForbidden, "origin", "the sandbox does not answer web pages")
		return true
	}
	return false
}

// LoopbackHost reports whether the Host of a request names the loopback interface. The only name that counts is
// localhost: any other name may be a web page's own, pointed here (DNS rebinding).
func LoopbackHost(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Reply writes an answer of the sandbox itself, neither Graph's nor the token service's, as a JSON object.
func Reply(w http.ResponseWriter, status int, object any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.Encode(object)
}

// Problem is the JSON object that says which field of a request is wrong, and why.
func Problem(field, message string) map[string]string {
	return map[string]string{"error": field + ": " + message, "field": field}
}

// Refuse answers with a Problem.
func Refuse(w http.ResponseWriter, status int, field, message string) {
	Reply(w, status, Problem(field, message))
}
