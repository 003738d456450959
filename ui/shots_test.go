package ui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tapdesk/graph/sandbox"
	"tapdesk/state/session"
)

//go:generate go test . -run ^(TestShots|TestGallery)$ -update

// shotsDir is where the pictures are that the documents show.
const shotsDir = "../.github/shots"

// shots are the pictures of single screens, each as the operator comes to it.
var shots = []struct {
	name, title string
	walk        func(h *harness)
}{
	{"search", "A search: the people found, one of them selected", func(h *harness) { h.find("mar"); h.press("down") }},
	{"person", "A person: their pass, the verdict, how they can sign in", func(h *harness) { h.open("usable-pass") }},
	{"form", "The form of a new pass, and its result", func(h *harness) {
		h.open("usable-pass")
		h.press("i", "up", "right")
	}},
	{"confirm", "The question before a pass is issued", func(h *harness) {
		h.open("usable-pass")
		h.press("i", "enter", "enter", "enter")
	}},
	{"pass", "The pass, once", func(h *harness) { h.reveal() }},
	{"read-out", "The pass read out character by character", func(h *harness) {
		h.reveal()
		h.press(strings.Fields("space space space space space")...)
	}},
	{"watch", "The pass was used, and a new method is registered", func(h *harness) {
		h.calledBy("passkey")
		h.handOverMany("ordinary")
		h.wait(75 * time.Second)
	}},
	{"sign-ins", "Why they cannot get in, and whether a pass would help", func(h *harness) {
		h.open("mistyper")
		h.press("s", "7")
	}},
	{"policies", "What Microsoft's simulation of Conditional Access says", func(h *harness) {
		h.open("ca-blocked")
		h.press("e", "enter")
	}},
	{"sessions", "The sign-in sessions were revoked, and what that reaches", func(h *harness) {
		h.open("ordinary")
		h.press("u", "y")
	}},
	{"methods", "A lost phone's methods, to be removed", func(h *harness) { h.open("out-of-scope"); h.press("m", "1") }},
	{"account", "The question whether to block somebody's sign-in", func(h *harness) {
		h.withAccounts()
		h.open("ordinary")
		h.press("b")
	}},
	{"checklist", "A lost phone: what is done, and what is next", func(h *harness) {
		h.open("ordinary")
		h.press("f", "1", "y", "u", "y", "esc", "f")
	}},
	{"impostor", "The caller is not the person", func(h *harness) { h.open("usable-pass"); h.press("!") }},
	{"log", "What was done from here", func(h *harness) { worked(h); h.press("f2") }},
	{"needs-attention", "Passes that need attention", func(h *harness) { worked(h); h.press("f2", "tab") }},
	{"help", "The keys of a screen", func(h *harness) { h.open("ordinary"); h.press("?") }},
}

// signInShot and callShot are the titles of the pictures that take more than a walk.
const (
	signInShot = "Signing in with a device code"
	callShot   = "One call, from the search to the new passkey"
)

// TestGallery holds the page that shows all pictures.
func TestGallery(t *testing.T) {
	var b strings.Builder
	b.WriteString("# The screens\n\n" +
		"'go generate ./ui' draws these pictures from the program itself. A test fails when they\n" +
		"no longer show what it draws. What each screen is for is in [the guide](../../ui/GUIDE.md).\n")
	add := func(name, title string) { fmt.Fprintf(&b, "\n## %s\n\n![%s](%s.svg)\n", title, title, name) }
	add("call", callShot)
	add("sign-in", signInShot)
	for _, shot := range shots {
		add(shot.name, shot.title)
	}
	requireDrawn(t, "README.md", b.String())
}

// TestShots holds the pictures in the documents against what the program draws. 'go generate ./ui' draws them again.
func TestShots(t *testing.T) {
	for _, shot := range shots {
		t.Run(shot.name, func(t *testing.T) {
			h := startShot(t)
			shot.walk(h)
			requireShot(t, shot.name, picture(shot.title, classic, frame{content: h.app.View().Content}))
		})
	}
	t.Run("sign-in", func(t *testing.T) {
		h, _ := startPuppet(t, session.Out, atOnce, nil)
		h.resize(classic.Width, classic.Height)
		requireShot(t, "sign-in", picture(signInShot, classic, frame{content: h.app.View().Content}))
	})
	t.Run("call", func(t *testing.T) {
		requireShot(t, "call", picture(callShot, classic, wholeCall(startShot(t))...))
	})
}

func startShot(t *testing.T) *harness {
	demo := func(_ *harness, o *Options) { o.Banner = "DEMO: not a real tenant" }
	h := startWith(t, sandbox.Options{People: 2000, Code: code}, demo)
	h.resize(classic.Width, classic.Height)
	return h
}

// wholeCall goes through one call by keys, and returns what stands on the screen on the way.
func wholeCall(h *harness) (frames []frame) {
	show := func(stay time.Duration, keys ...string) {
		h.press(keys...)
		frames = append(frames, frame{h.app.View().Content, stay})
	}
	h.calledBy("passkey")
	show(time.Second)
	h.typed("or")
	show(300 * time.Millisecond)
	h.typed("din")
	h.wait(settleTime)
	show(1500 * time.Millisecond)
	show(3*time.Second, "enter")
	show(2*time.Second, "i")
	show(1500*time.Millisecond, "enter", "enter", "right")
	show(3*time.Second, "enter")
	show(1500*time.Millisecond, "y")
	h.wait(quiet)
	show(4*time.Second, "space")
	show(1500*time.Millisecond, "space")
	for range code[1:5] {
		show(1200*time.Millisecond, "space")
	}
	h.press("esc", "esc", "esc")
	h.wait(12 * time.Second)
	show(2 * time.Second)
	h.wait(33 * time.Second)
	show(2500 * time.Millisecond)
	h.wait(30 * time.Second)
	show(5 * time.Second)
	return frames
}

func requireShot(t *testing.T, name, want string) {
	t.Helper()
	requireDrawn(t, name+".svg", want)
}

// requireDrawn holds a file beside the pictures, and writes it when the test is run with -update.
func requireDrawn(t *testing.T, name, want string) {
	t.Helper()
	file := filepath.Join(shotsDir, name)
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v: 'go generate ./ui' draws it", err)
	}
	if string(got) != want {
		t.Errorf("%s does not show what the program draws: 'go generate ./ui' draws it again", file)
	}
}
