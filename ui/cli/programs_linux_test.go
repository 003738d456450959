package cli

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"tapdesk/state/call/command"
	"tapdesk/state/clock"
)

// sitePrograms returns the programs in OPERATIONS.md, in their order.
func sitePrograms(t *testing.T) (programs []string) {
	t.Helper()
	text := papers(t)["ui/cli/OPERATIONS.md"]
	for _, block := range slices.Concat(blocks(text, "python"), blocks(text, "sh")) {
		if strings.HasPrefix(block, "#!") {
			programs = append(programs, block)
		}
	}
	if len(programs) != 5 {
		t.Fatalf("OPERATIONS.md has %d programs, want 2 that are told and 3 that are asked", len(programs))
	}
	return programs
}

// service is what the programs talk to: it answers in turn, and keeps what it was sent.
type service struct {
	*httptest.Server
	mu      sync.Mutex
	answers []string
	got     []string
}

// sent returns what it was sent so far.
func (s *service) sent() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

func serviceOf(t *testing.T, answers ...string) *service {
	s := &service{answers: answers}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.got = append(s.got, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization")+" "+string(body))
		if len(s.answers) > 0 {
			_, _ = io.WriteString(w, s.answers[0]+"\n")
			s.answers = s.answers[1:]
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// siteProgram installs a program of the papers in a directory of a test.
func siteProgram(t *testing.T, program string, s *service) command.Command {
	t.Helper()
	dir := t.TempDir()
	file := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	header := file("header", "Authorization: Bearer sesame\n", 0o600)
	url := "http://nowhere.invalid"
	if s != nil {
		url = s.URL
	}
	own := strings.NewReplacer(
		"/etc/tapdesk/notify.header", header, "/etc/tapdesk/verify.header", header,
		"https://tickets.sandbox.example", url, "https://verify.sandbox.example", url,
		"/var/lib/tickets/open", file("open", "INC0012344\nINC0012345\n", 0o600),
		"/usr/sbin/sendmail", file("sendmail", "#!/bin/sh\necho \"$@\" > "+dir+"/mailed; cat >> "+dir+"/mailed\n", 0o700),
		"/usr/bin/python3", python(t), "/usr/bin/curl", which(t, "curl"))
	return command.Command{
		Path: file("program", own.Replace(program), 0o700), Clock: clock.System{},
		Distrust: func(string) string { return "" },
	}
}

func which(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("there is no %s on this machine", name)
	}
	return path
}

// python returns the interpreter itself, and not a script that looks for it in the environment.
func python(t *testing.T) string {
	t.Helper()
	out, err := exec.Command(which(t, "python3"), "-I", "-c", "import sys; print(sys.executable)").Output()
	if err != nil {
		t.Skipf("there is no python3 on this machine: %v", err)
	}
	return strings.TrimSpace(string(out))
}

var exampleNotice = command.Notice{
	Version: 1, Operation: "create", Result: "unknown", Ticket: "INC0012345",
	Person: command.Party{ID: "p", UserPrincipalName: "orla@sandbox.example", DisplayName: "Ørla \"O\""},
	Addresses: []command.Address{
		{Kind: "mail", Address: "orla@sandbox.example"}, {Kind: "mobilePhone", Address: "+44 7700 900100"},
		{Kind: "otherMails", Address: "-oorla@private.example"},
	},
	SecurityContact: "Security desk, +44 113 496 0999",
}

// TestProgramsThatAreTold runs the examples of notification programs as OPERATIONS.md has them.
func TestProgramsThatAreTold(t *testing.T) {
	t.Parallel()
	programs := sitePrograms(t)
	mail := siteProgram(t, programs[0], nil)
	if err := mail.Tell(t.Context(), exampleNotice); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(mail.Path), "mailed"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"-i -f security@sandbox.example -- security@sandbox.example -oorla@private.example orla@sandbox.example\n",
		"Subject: A change to your account\n", "A Temporary Access Pass was created for your account.\n",
		"Whether that was carried out is not known yet.\n", "call Security desk, +44 113 496 0999.\n", "Ticket: INC0012345\n",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the mail is %q, want %q in it", text, want)
		}
	}
	s := serviceOf(t)
	if err := siteProgram(t, programs[1], s).Tell(t.Context(), exampleNotice); err != nil {
		t.Fatal(err)
	}
	got := s.sent()
	if len(got) != 1 || !strings.HasPrefix(got[0], `POST /tapdesk Bearer sesame {"version":1,"operation":"create"`) {
		t.Errorf("the ticket system got %q, want the notice", got)
	}
	s.Close()
	if err := siteProgram(t, programs[1], s).Tell(t.Context(), exampleNotice); err == nil {
		t.Error("a ticket system that is down: got no error")
	}
}

// TestProgramsThatAreAsked runs the examples of checks as OPERATIONS.md has them.
func TestProgramsThatAreAsked(t *testing.T) {
	t.Parallel()
	programs := sitePrograms(t)
	const push, match = "A push was sent. Ask the caller to approve it.", "Tell the caller to choose 42 on their phone."
	for _, c := range []struct {
		name    string
		program int
		ticket  string
		answers []string
		said    []string
		allow   bool
		err     string
	}{
		{"an open ticket", 2, "INC0012345", nil, nil, true, ""},
		{"no such ticket", 2, "INC001234", nil, nil, false, ""},
		{"no ticket", 2, "", nil, nil, false, ""},
		{"a ticket with a pattern", 2, ".*", nil, nil, false, ""},
		{"a ticket of the caller's own", 2, `X","verification":"","ticket":"INC0012345`, nil, nil, false, ""},
		{"approved", 3, "INC1", []string{"id-1", "pending", "approved"}, []string{push, push}, true, ""},
		{"declined", 3, "INC1", []string{"id-1", "declined"}, []string{push}, false, ""},
		{"another word", 3, "INC1", []string{"id-1", "what"}, []string{push}, false, "exit status 1"},
		{"an id that is none", 3, "INC1", []string{"../x"}, nil, false, "exit status 1"},
		{"matched", 4, "INC1", []string{"id-1 42", "pending", "matched"}, []string{match, match}, true, ""},
		{"another number", 4, "INC1", []string{"id-1 42", "wrong"}, []string{match}, false, ""},
		{"no number", 4, "INC1", []string{`"$(id)" *`}, nil, false, "exit status 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, said := serviceOf(t, c.answers...), []string(nil)
			answer, err := siteProgram(t, programs[c.program], s).Ask(context.Background(), command.Request{
				Version: 1, Operation: "create", Ticket: c.ticket, Verification: "in-person",
				Person: command.Party{DisplayName: `","ticket":"INC0012345","verification":"`},
			}, func(text string) { said = append(said, text) })
			if answer.Allow != c.allow || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("got %+v, %v, want allow %v and the error %q", answer, err, c.allow, c.err)
			}
			if !slices.Equal(said, c.said) {
				t.Errorf("it said %q, want %q", said, c.said)
			}
		})
	}
}

// TestCanaryOfANotification runs the built program with a notification program that keeps all that it can get hold of,
// in a home and under a terminal of a test: the value of a pass is in none of it, and not in the journal.
func TestCanaryOfANotification(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can install a program that is trusted")
	}
	t.Parallel()
	h := newHome(t)
	trusted, err := os.MkdirTemp("/var/lib", "tapdesk-test-")
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(trusted) })
	log, program, site := filepath.Join(h.dir, "told"), filepath.Join(trusted, "notify"), filepath.Join(h.dir, "site.toml")
	script := "#!/bin/sh\nexec >> " + log + "\n/bin/cat\n/bin/cat /proc/$$/environ /proc/$$/cmdline\n"
	for path, text := range map[string]string{program: script, site: "[notify]\ncommand = \"" + program + "\"\n"} {
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(trusted, 0o755); err != nil {
		t.Fatal(err)
	}
	sandbox := serve(t, h)
	c := start(t, h, 80, 24, "--sandbox", sandbox.root, "--site", site)
	c.approved(sandbox)
	shown, pass := revealed(c)
	c.press(escape + escape)
	c.press(ctrlC + ctrlC)
	c.ends()
	text, err := os.ReadFile(log)
	if err != nil || !strings.Contains(string(text), `"operation":"create","result":"done"`) ||
		!strings.Contains(string(text), "ordinary@sandbox.example") {
		t.Errorf("the program got %q, %v, want the notice of a pass", text, err)
	}
	checkFiles(t, h.dir, []string{pass, shown})
}
