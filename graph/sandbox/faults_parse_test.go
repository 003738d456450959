package sandbox

import (
	"os"
	"strings"
	"testing"
)

func TestParseFault(t *testing.T) {
	for _, tt := range []struct{ spec, want string }{
		{"denied", "denied"},
		{"denied@list", "denied@list"},
		{"denied@list:3", "denied@list:3"},
		{"denied:always", "denied:always"},
		{"throttle-whole@policy:always", "throttle-whole@policy:always"},
		{"server-500:1", "server-500"},
		{"lost-answer", "lost-answer@create"},
		{"slow-answer:2", "slow-answer@create:2"},
		{"created-but-disabled", "created-but-disabled@create"},
		{"refuse-existing:always", "refuse-existing@create:always"},
		{"lost-answer@delete", "lost-answer@delete"},
		{"empty-page@search", "empty-page@search"},
		{"date-9999@batch:2", "date-9999@batch:2"},
		{"date+7m", "date+7m0s"},
		{"date-2h:always", "date-2h0m0s:always"},
		{"gateway", "gateway-502"},
		{"gateway-407@batch:2", "gateway-407@batch:2"},
		{"gateway-done-408", "gateway-done-408@create"},
	} {
		f, err := parseFault(tt.spec)
		if err != nil || f.String() != tt.want {
			t.Errorf("%s: got %v, error %v, want %s", tt.spec, f, err, tt.want)
		}
	}
	for _, spec := range []string{
		"", "nothing", "denied@", "denied@everything", "denied:", "denied:0", "denied:-1", "denied:many", "denied:2@list",
		"@list", ":always", "gateway-", "gateway-199", "gateway-600", "gateway-done-0408", "denied-408",
		"unknown-method@create", "refuse-existing@list", "DENIED", "date-", "date-10000", "date+", "date7m",
	} {
		if f, err := parseFault(spec); err == nil {
			t.Errorf("%q: got %v, want an error", spec, f)
		} else if !strings.Contains(err.Error(), `"`+spec+`"`) {
			t.Errorf("%q: got error %v, want it to name the fault", spec, err)
		}
	}
}

// The list of faults, and no other.
func TestFaultNames(t *testing.T) {
	want := "claims-challenge created-but-disabled cut-answer date denied empty-page expired-token gateway " +
		"gateway-done html-body list-lag list-misses lost-answer not-replicated null-lifetime null-times null-use " +
		"odd-numbers page-expired page-loop raw-part refuse-existing server-500 short-page slow-answer " +
		"throttle-bare throttle-fraction throttle-long throttle-whole timeout-504 unavailable-503 unknown-method " +
		"unsupported-filter"
	if got := strings.Join(FaultNames(), " "); got != want {
		t.Errorf("faults\n%s, want\n%s", got, want)
	}
}

func FuzzParseFault(f *testing.F) {
	for _, s := range append(FaultNames(), "denied@list:3", "a@b:c", "denied:always:always", "@:") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		one, err := parseFault(spec)
		if err != nil {
			return
		}
		again, err := parseFault(one.String())
		if err != nil || *again != *one {
			t.Fatalf("%q: got %v, error %v, from its own text, want %v", spec, again, err, one)
		}
	})
}

// Faults of the token service are armed by the tenant as well.
func TestParseAuthorityFault(t *testing.T) {
	for _, tt := range []struct{ spec, want string }{
		{"aadsts-53003@token", "aadsts-53003@token"},
		{"aadsts-53003", "aadsts-53003"},
		{"aadsts-530036@refresh:always", "aadsts-530036@refresh:always"},
		{"network-drop@token:3", "network-drop@token:3"},
		{"server-500@discovery", "server-500@discovery"},
		{"lost-answer@refresh", "lost-answer@refresh"},
		{"lost-answer", "lost-answer@create"},
	} {
		f, err := parseFault(tt.spec)
		if err != nil || f.String() != tt.want {
			t.Errorf("%s: got %v, error %v, want %s", tt.spec, f, err, tt.want)
		}
	}
	for _, spec := range []string{
		"aadsts-1", "aadsts-", "aadsts-53003@create", "aadsts-53003@discovery", "aadsts-53003@keys", "slow-down@refresh",
		"aadsts-70020@authorize",
		"denied@token", "claims-challenge@refresh", "wrong-state@token", "network-drop@search", "list-lag@token",
	} {
		if f, err := parseFault(spec); err == nil {
			t.Errorf("%q: got %v, want an error", spec, f)
		}
	}
	for spec, hint := range map[string]string{
		"aadsts-1": " aadsts-53003 ", "network": " network-drop ", "aadst": " aadsts-NUMBER",
	} {
		if _, err := parseFault(spec); err == nil || !strings.Contains(err.Error(), hint) || len(err.Error()) > 1200 {
			t.Errorf("%s: got error %v, want one that suggests%s, of 1200 bytes at most", spec, err, hint)
		}
	}
}

// The package comment lists every fault of Graph's.
func TestDocListsFaults(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range FaultNames() {
		if !strings.Contains(string(text), "\n//\t"+name+" ") {
			t.Errorf("package comment: got no line for %s, want one", name)
		}
	}
}
