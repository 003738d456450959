package auth_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tapdesk/graph"
	"tapdesk/graph/auth"
	"tapdesk/graph/sandbox"
	"tapdesk/graph/sandbox/entra"
	"tapdesk/state/clock"
	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/session"
	"tapdesk/state/text"
)

// office is a sandbox tenant with its token service in this process, a session there, and a client of its Graph: all
// that the console has, without the screens.
type office struct {
	*testing.T
	tenant    *sandbox.Tenant
	authority *entra.Authority
	session   *auth.Session
	client    *graph.Client
	created   atomic.Int32 // answers 201
	posts     atomic.Int32 // requests that were not refused with a 401
}

func newOffice(t *testing.T, o sandbox.Options) *office {
	t.Helper()
	if o.People == 0 {
		o.People = 1
	}
	tenant, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	authority, err := sandbox.NewAuthority(tenant)
	if err != nil {
		t.Fatal(err)
	}
	of := &office{T: t, tenant: tenant, authority: authority}
	of.session, err = auth.New(auth.Options{
		TenantID: tenantID, ClientID: clientID, Authority: "https://127.0.0.1:8443",
		Transport: sandbox.InProcess(authority), Clock: clock.System{},
	})
	if err != nil {
		t.Fatal(err)
	}
	inner := sandbox.InProcess(tenant)
	of.client, err = graph.New(graph.Config{
		Root: "http://127.0.0.1:8080", Tokens: of.session, Clock: clock.System{},
		Transport: transport(func(r *http.Request) (*http.Response, error) {
			resp, err := inner.RoundTrip(r)
			if err == nil && r.Method == http.MethodPost && strings.Contains(r.URL.Path, "temporaryAccessPass") {
				if resp.StatusCode == http.StatusCreated {
					of.created.Add(1)
				}
				if resp.StatusCode != http.StatusUnauthorized {
					of.posts.Add(1)
				}
			}
			return resp, err
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return of
}

// signIn signs in by device code, which the scripted person approves after a moment.
func (o *office) signIn() error {
	code, wait, err := o.session.DeviceCode(o.Context())
	if err != nil {
		return err
	}
	time.AfterFunc(8*time.Second, func() { _ = o.authority.Approve(code.UserCode, "") })
	return wait(o.Context())
}

// id is somebody's object id, by cast name.
func (o *office) id(name string) text.Key {
	a, ok := o.tenant.Account(name)
	if !ok {
		o.Fatalf("nobody is called %s", name)
	}
	return text.NewKey(a.ID)
}

// A shift of ten hours: tokens run out and are renewed ahead, Graph challenges, an administrator revokes. The operator
// signs in again when they must, and every pass is created once.
func TestShift(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, sandbox.Options{})
		o.authority.SetLifetime(time.Hour, 30*time.Minute)
		if err := o.signIn(); err != nil {
			t.Fatal(err)
		}
		begun, signIns, wrote := time.Now(), 1, 0
		after := map[int]func(){
			2: func() { _ = o.tenant.Fault("claims-challenge@create-pass") },
			4: func() { _ = o.tenant.Revoke("operator") },
			6: func() { _ = o.tenant.Fault("network-drop@refresh:2") },
			7: func() { _ = o.tenant.Fault("aadsts-530036@refresh") },
			8: func() { _ = o.tenant.Fault("claims-challenge@create-pass") },
		}
		for step := 0; time.Since(begun) < 10*time.Hour; step++ {
			time.Sleep(12 * time.Minute)
			if f := after[step/5]; f != nil && step%5 == 0 {
				f()
			}
			if _, err := o.client.OwnRoles(t.Context()); err != nil {
				signIns += o.again(err)
			}
			if _, err := o.client.CreatePass(t.Context(), "", o.id("ordinary"), pass.Order{}); err != nil {
				signIns += o.again(err)
				if _, err := o.client.CreatePass(t.Context(), "", o.id("ordinary"), pass.Order{}); err != nil {
					t.Fatal(err)
				}
			}
			wrote++
			synctest.Wait()
		}
		if int(o.created.Load()) != wrote || int(o.posts.Load()) != wrote {
			t.Errorf("%d passes of %d writes sent, want %d", o.created.Load(), o.posts.Load(), wrote)
		}
		if signIns < 3 || signIns > 5 {
			t.Errorf("%d sign-ins", signIns)
		}
		if _, in := o.session.Identity(); !in {
			t.Error("nobody is in")
		}
		o.session.SignOut()
	})
}

// again signs in again after a call was refused for want of a sign-in, and returns 1.
func (o *office) again(err error) int {
	o.Helper()
	if !fault.Is(err, fault.SignIn) || session.FailureOf(err) == nil {
		o.Fatalf("%v", err)
	}
	if st := o.session.Standing(); st.Phase != session.Lapsed || st.Why == nil {
		o.Fatalf("it stands at %+v", st)
	}
	if err := o.signIn(); err != nil {
		o.Fatal(err)
	}
	return 1
}

var tokenLike = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}|[A-Za-z0-9_-]{60,}`)

// Every refusal the sandbox can be asked for ends in a sentence of its own, at the sign-in and at a renewal; and the
// program goes on.
func TestEveryRefusalHasItsSentence(t *testing.T) {
	for _, name := range entra.FaultNames() {
		for _, op := range []string{"token", "refresh", "devicecode"} {
			t.Run(name+"@"+op, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { refused(t, name, op) })
			})
		}
	}
}

// passes are the refusals that do not end a wait or a renewal when they come once.
var passes = []string{"aadsts-70016", "aadsts-90033", "aadsts-50196"}

func refused(t *testing.T, name, op string) {
	o := newOffice(t, sandbox.Options{})
	if op == "refresh" {
		if err := o.signIn(); err != nil {
			t.Fatal(err)
		}
	}
	if o.tenant.Fault(name+"@"+op) != nil {
		return // the sandbox knows no such refusal there
	}
	err := o.try(op)
	if err != nil {
		sentence(t, err, name)
	} else if strings.HasPrefix(name, "aadsts-") && !slices.Contains(passes, name) {
		t.Error("it was not noticed")
	}
	if err := o.signIn(); err != nil {
		t.Fatal(err)
	}
	if _, err := o.client.OwnRoles(t.Context()); err != nil {
		t.Error(err)
	}
	o.session.SignOut()
}

// try does what a fault may hit.
func (o *office) try(op string) error {
	if op != "refresh" {
		return o.signIn()
	}
	token, err := o.session.Token(o.Context())
	if err != nil {
		return err
	}
	_, err = o.session.Renew(o.Context(), token, "")
	return err
}

func sentence(t *testing.T, err error, name string) {
	t.Helper()
	f := session.FailureOf(err)
	if f == nil {
		t.Fatalf("%v is no failure", err)
	}
	if tokenLike.MatchString(err.Error() + f.Admin) {
		t.Errorf("%v may hold a token", err)
	}
	if !text.Safe(f.Happened) || !text.Safe(f.Operator) || !text.Safe(f.Admin) || !text.Safe(f.Code) || f.Happened == "" ||
		f.Operator == "" {
		t.Errorf("%+v", f)
	}
	number, numbered := strings.CutPrefix(name, "aadsts-")
	if !numbered {
		return
	}
	if f.Code != "AADSTS"+number || f.CorrelationID == "" {
		t.Errorf("%s is quoted as %q", name, f.Quote())
	}
	generic := strings.Contains(f.Happened, "does not know") || strings.Contains(f.Happened, "no longer accepted")
	if generic != (number == "900000") {
		t.Errorf("%s: %s", name, f.Happened)
	}
	blocked := number == "53003" || number == "530036"
	if blocked && f.Way != session.ByBrowser {
		t.Errorf("%s does not lead to the browser", name)
	}
}
