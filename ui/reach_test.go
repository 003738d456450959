package ui

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
)

// TestSearchSaysThatGraphAsksToWait checks that the screen says so while it waits, and that the search goes on by
// itself.
func TestSearchSaysThatGraphAsksToWait(t *testing.T) {
	h := start(t, sandbox.Options{Faults: []string{"throttle-long@search"}})
	h.typed("ordinary")
	h.ui.Advance(settleTime)
	h.takeUntil(func() bool { return h.count("GET", "/users") > 0 })
	h.takeUntil(func() bool {
		h.ui.Advance(time.Millisecond) // as little as the test needs: the client's wait goes by too
		return strings.Contains(h.screen(), "Graph asks to wait 2")
	})
	h.sees("searching: Graph asks to wait 2")
	h.net.Advance(25 * time.Second)
	h.settle()
	h.sees("ordinary@sandbox.example")
	h.misses("asks to wait")
}

// TestASlowSearchHidesTheAnswerToAnother checks that people found for other letters are not shown as the answer to
// those typed now.
func TestASlowSearchHidesTheAnswerToAnother(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.find("ordinary")
	h.fault("throttle-long@search")
	before := h.searches()
	h.typed("x")
	h.ui.Advance(settleTime)
	h.takeUntil(func() bool { return h.searches() > before })
	h.takeUntil(func() bool {
		h.ui.Advance(time.Millisecond)
		return strings.Contains(h.screen(), "searching")
	})
	h.misses("Orla Ordinary")
	h.net.Advance(40 * time.Second)
	h.settle()
	h.misses("searching")
}

// broken is a network that fails with an error.
type broken struct{ err error }

func (b broken) RoundTrip(*http.Request) (*http.Response, error) { return nil, b.err }

// TestReadsNameWhatIsInTheWay checks that a failed read names the host and what kept it from answering.
func TestReadsNameWhatIsInTheWay(t *testing.T) {
	leaf := &x509.Certificate{}
	leaf.Issuer.CommonName = "Inspection CA"
	for says, err := range map[string]error{
		"DNS does not know the name of 127.0.0.1:4433": &net.OpError{Op: "dial",
			Err: &net.DNSError{Name: "x", IsNotFound: true}},
		"127.0.0.1:4433 refused the connection": &net.OpError{Op: "dial",
			Err: syscall.ECONNREFUSED},
		"not trusted on this machine (issued by Inspection CA)": &tls.CertificateVerificationError{
			UnverifiedCertificates: []*x509.Certificate{leaf}, Err: x509.UnknownAuthorityError{}},
		"127.0.0.1:4433 closed the connection before its answer was complete": syscall.ECONNRESET,
	} {
		t.Run(says, func(t *testing.T) {
			h := newHarness(t)
			tenant, failed := sandbox.New(sandbox.Options{Clock: h.net, People: 1})
			if failed != nil {
				t.Fatal(failed)
			}
			h.tenant, h.root, h.tokens = tenant, "http://127.0.0.1:4433", sandbox.Handed{Tenant: tenant}
			h.attach(filepath.Join(t.TempDir(), "state"), broken{err}, func(*harness, *Options) {})
			h.find("ordinary")
			h.wait(time.Minute)
			h.sees("could not search people: ", says, "Enter searches again")
		})
	}
}
