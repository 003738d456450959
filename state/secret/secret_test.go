package secret_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"text/template"
	"time"

	"tapdesk/state/secret"
)

const value = "+drkzqAD"

var now = time.Date(2026, 11, 23, 13, 0, 0, 0, time.UTC)

func keep(t testing.TB) secret.Text {
	t.Helper()
	var v secret.Vault
	return v.Keep([]byte(value))
}

// shapes are the forms in which a value can leak: as itself, as numbers or hexadecimal, quoted or not.
func shapes() []string {
	raw := []byte(value)
	return []string{
		value, fmt.Sprintf("%q", value), fmt.Sprint(raw), strings.Trim(fmt.Sprint(raw), "[]"),
		fmt.Sprintf("%x", raw), fmt.Sprintf("%X", raw), fmt.Sprintf("% x", raw), fmt.Sprintf("%#v", raw),
		fmt.Sprintf("%o", raw), fmt.Sprintf("%b", raw), fmt.Sprintf("%U", raw),
		"K2Rya3pxQUQ", // base64
	}
}

func leaks(t *testing.T, where, printed string) {
	t.Helper()
	for _, shape := range shapes() {
		if strings.Contains(printed, shape) {
			t.Errorf("%s leaks: %s", where, printed)
		}
	}
}

func TestShapesAreFound(t *testing.T) {
	for _, format := range []string{"%v", "%s", "%x", "%X", "%q", "%o", "%b", "%U", "%#v"} {
		var inner testing.T
		leaks(&inner, format, fmt.Sprintf(format, []byte(value)))
		if !inner.Failed() {
			t.Errorf("leaks does not notice a leak by %s", format)
		}
	}
}

const verbs = "vTtbcdoOqxXUeEfFgGspwz"

func TestEveryVerbIsRedacted(t *testing.T) {
	text := keep(t)
	for _, verb := range verbs {
		if verb == 'T' {
			continue // always prints the type
		}
		for _, flags := range []string{"", "+", "#", "-", " ", "0", "20", ".3", "+#20.3"} {
			format := "%" + flags + string(verb)
			if got := fmt.Sprintf(format, text); verb != 'p' && verb != 'w' && got != secret.Redacted {
				t.Errorf("%s: got %q, want it redacted", format, got)
			} else {
				leaks(t, format, got)
			}
			leaks(t, format+" of a pointer", fmt.Sprintf(format, &text))
		}
	}
	if text.String() != secret.Redacted || text.GoString() != secret.Redacted {
		t.Errorf("%q, %q", text.String(), text.GoString())
	}
}

// fmt may not call the methods of a value in an unexported field, nor of one deep in maps and slices of such values.
type screen struct {
	title string
	pass  secret.Text
	past  []secret.Text
	named map[string]secret.Text
	inner struct{ pass secret.Text }
	any   any
	ptr   *secret.Text
}

func TestStructsHoldingItAreRedacted(t *testing.T) {
	text := keep(t)
	s := screen{
		title: "Reveal", pass: text, past: []secret.Text{text}, named: map[string]secret.Text{"a": text}, any: text,
		ptr: &text,
	}
	s.inner.pass = text
	for _, verb := range verbs {
		for _, flags := range []string{"", "+", "#"} {
			format := "%" + flags + string(verb)
			leaks(t, format, fmt.Sprintf(format, s))
			leaks(t, format+" of a pointer", fmt.Sprintf(format, &s))
			leaks(t, format+" of a slice", fmt.Sprintf(format, []screen{s}))
			leaks(t, format+" of an interface", fmt.Sprintf(format, []any{s, text}))
		}
	}
	leaks(t, "an error", fmt.Errorf("failed with %w and %v", errors.New("x"), s).Error())
	func() {
		defer func() { leaks(t, "a panic", fmt.Sprint(recover())) }()
		panic(s)
	}()
}

func TestEncodersAreRedacted(t *testing.T) {
	text := keep(t)
	type open struct {
		Pass   secret.Text
		Ptr    *secret.Text
		Map    map[string]secret.Text
		hidden secret.Text
	}
	o := open{Pass: text, Ptr: &text, Map: map[string]secret.Text{"a": text}, hidden: text}
	printed, err := json.Marshal(o)
	if err != nil || strings.Count(string(printed), secret.Redacted) != 3 {
		t.Errorf("json: %s, %v", printed, err)
	}
	leaks(t, "json", string(printed))
	asKey, err := json.Marshal(map[secret.Text]int{text: 1})
	if err != nil {
		t.Errorf("a JSON key: %v", err)
	}
	leaks(t, "a json key", string(asKey))
	asXML, err := xml.Marshal(struct {
		XMLName xml.Name `xml:"x"`
		Pass    secret.Text
		Attr    secret.Text `xml:"attr,attr"`
	}{Pass: text, Attr: text})
	if err != nil || strings.Count(string(asXML), secret.Redacted) != 2 {
		t.Errorf("xml: %s, %v", asXML, err)
	}
	leaks(t, "xml", string(asXML))
	var binary bytes.Buffer
	_ = gob.NewEncoder(&binary).Encode(o) // it may refuse, but not leak
	leaks(t, "gob", binary.String())
	var drawn bytes.Buffer
	page := template.Must(template.New("x").Parse("{{.Pass}} {{printf \"%s %x\" .Pass .Pass}}"))
	if err := page.Execute(&drawn, o); err != nil {
		t.Error(err)
	}
	leaks(t, "a template", drawn.String())
}

func TestLogsAreRedacted(t *testing.T) {
	text := keep(t)
	s := screen{title: "Reveal", pass: text, any: text}
	var out bytes.Buffer
	options := &slog.HandlerOptions{Level: slog.LevelDebug}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, options), slog.NewJSONHandler(&out, options)} {
		log := slog.New(handler).With("bound", text)
		log.Info("x", "pass", text, "ptr", &text, "screen", s, "many", []secret.Text{text}, slog.Group("g", "pass", text))
		log.Debug(text.String(), slog.Any("any", any(text)))
	}
	leaks(t, "slog", out.String())
	if strings.Count(out.String(), secret.Redacted) < 8 {
		t.Errorf("slog does not mention it: %s", out.String())
	}
}

func TestWindow(t *testing.T) {
	text := keep(t)
	expose := func(at time.Time, want bool) {
		t.Helper()
		got, ok := text.Expose(at)
		if ok != want || ok && got != value || !ok && got != "" {
			t.Errorf("at %v: got %q, %v", at, got, ok)
		}
	}
	expose(now, false) // never opened
	if text.Opened() || !text.Until().IsZero() || text.Len() != len(value) || text.Wiped() {
		t.Error("a new Text is not unopened and whole")
	}
	if err := text.Open(now, 3*time.Minute, 3*time.Minute); err != nil {
		t.Fatal(err)
	}
	end := now.Add(3 * time.Minute)
	if !text.Opened() || !text.Until().Equal(end) {
		t.Errorf("Until() = %v", text.Until())
	}
	expose(now, true)
	expose(end.Add(-1), true)
	expose(now.Add(time.Minute), true) // masked and unmasked within the window
	expose(end, false)
	expose(end.Add(time.Hour), false)
	if err := text.Open(end, time.Hour, time.Hour); !errors.Is(err, secret.ErrOpened) {
		t.Errorf("a second window: got %v, want ErrOpened", err)
	}
	expose(end, false)
	text.Wipe()
	expose(now, false)
	if !text.Wiped() || text.Len() != len(value) || !text.Until().Equal(end) {
		t.Error("wiping removed more or less than the value")
	}
	if err := text.Open(now, time.Hour, time.Hour); !errors.Is(err, secret.ErrOpened) {
		t.Errorf("a window after wiping: got %v, want ErrWiped", err)
	}
}

// TestRenewing: each renewal shows the value for another window, even after a pause, and nothing shows it beyond the
// longest.
func TestRenewing(t *testing.T) {
	text := keep(t)
	shows := func(at time.Duration, want bool) {
		t.Helper()
		if _, ok := text.Expose(now.Add(at)); ok != want {
			t.Errorf("at %v: shown %v", at, ok)
		}
	}
	if text.Renew(now, time.Minute) {
		t.Error("Renew succeeded before Open")
	}
	if err := text.Open(now, time.Minute, 5*time.Minute); err != nil {
		t.Fatal(err)
	}
	shows(59*time.Second, true)
	shows(time.Minute, false)
	if !text.Renew(now.Add(30*time.Second), time.Minute) || !text.Until().Equal(now.Add(90*time.Second)) {
		t.Errorf("Until() = %v after a renewal", text.Until())
	}
	if !text.Renew(now.Add(40*time.Second), time.Second) || !text.Until().Equal(now.Add(90*time.Second)) {
		t.Errorf("a renewal shortened the window to %v", text.Until())
	}
	shows(2*time.Minute, false)
	if !text.Renew(now.Add(2*time.Minute), time.Minute) { // after a pause
		t.Error("Renew failed after a pause")
	}
	shows(2*time.Minute, true)
	if !text.Renew(now.Add(290*time.Second), time.Minute) || !text.Until().Equal(text.End()) ||
		!text.End().Equal(now.Add(5*time.Minute)) {
		t.Errorf("got until %v and end %v", text.Until(), text.End())
	}
	shows(5*time.Minute-1, true)
	shows(5*time.Minute, false)
	if text.Renew(now.Add(5*time.Minute), time.Minute) {
		t.Error("Renew succeeded at the end")
	}
	shows(5*time.Minute, false)
	text.Wipe()
	if text.Renew(now, time.Minute) {
		t.Error("Renew succeeded after wiping")
	}
	shows(0, false)
	if (secret.Text{}).Renew(now, time.Minute) {
		t.Error("Renew succeeded on the zero Text")
	}
}

// TestWindowLongerThanTheLongest: such a window ends with the longest.
func TestWindowLongerThanTheLongest(t *testing.T) {
	text := keep(t)
	if err := text.Open(now, time.Hour, time.Minute); err != nil || !text.Until().Equal(now.Add(time.Minute)) {
		t.Errorf("got %v, until %v", err, text.Until())
	}
}

func TestWindowOfNoLength(t *testing.T) {
	text := keep(t)
	if err := text.Open(now, 0, time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, ok := text.Expose(now); ok {
		t.Error("a window of no length shows the value")
	}
}

func TestCopiesShareTheValue(t *testing.T) {
	text := keep(t)
	other := text
	if err := other.Open(now, time.Minute, time.Minute); err != nil {
		t.Fatal(err)
	}
	if _, ok := text.Expose(now); !ok || !errors.Is(text.Open(now, time.Minute, time.Minute), secret.ErrOpened) {
		t.Error("copies can be opened separately, want one window")
	}
	text.Wipe()
	text.Wipe()
	if _, ok := other.Expose(now); ok || !other.Wiped() {
		t.Error("a copy still has the value after wiping")
	}
}

func TestWipedBeforeItWasOpened(t *testing.T) {
	text := keep(t)
	text.Wipe()
	if err := text.Open(now, time.Minute, time.Minute); !errors.Is(err, secret.ErrWiped) || text.Opened() {
		t.Errorf("%v", err)
	}
}

func TestZeroText(t *testing.T) {
	var text secret.Text
	text.Wipe()
	if _, ok := text.Expose(now); ok || text.Len() != 0 || !text.Wiped() || text.Opened() ||
		!errors.Is(text.Open(now, time.Hour, time.Hour), secret.ErrWiped) {
		t.Error("the zero Text is not empty and wiped")
	}
	if fmt.Sprint(text) != secret.Redacted {
		t.Error("the zero Text prints differently from others")
	}
}

func TestVault(t *testing.T) {
	var v secret.Vault
	given := []byte(value)
	first := v.Keep(given)
	if !bytes.Equal(given, make([]byte, len(value))) {
		t.Errorf("the caller's bytes are still there: %q", given)
	}
	second, third := v.Keep([]byte("second")), v.Keep([]byte("third"))
	if v.Held() != 3 {
		t.Errorf("Held() = %d", v.Held())
	}
	second.Wipe()
	if v.Held() != 2 || first.Wiped() || third.Wiped() {
		t.Errorf("Held() = %d after one was wiped", v.Held())
	}
	fourth := v.Keep([]byte("fourth"))
	if v.Held() != 3 {
		t.Errorf("Held() = %d after one more", v.Held())
	}
	v.WipeAll()
	for i, text := range []secret.Text{first, third, fourth} {
		if !text.Wiped() {
			t.Errorf("value %d is not wiped", i)
		}
	}
	v.WipeAll()
	if v.Held() != 0 {
		t.Errorf("Held() = %d after all were wiped", v.Held())
	}
	leaks(t, "the vault", fmt.Sprintf("%v %+v %#v", &v, &v, &v))
}

// TestConcurrentUse: a signal may wipe while a screen draws, and a reader sees the whole value or nothing. Run it with
// the race detector.
func TestConcurrentUse(t *testing.T) {
	for range 200 {
		var v secret.Vault
		text := v.Keep([]byte(value))
		var opened sync.Map
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				if text.Open(now, time.Minute, time.Minute) == nil {
					opened.Store(i, true)
				}
				for range 20 {
					if got, ok := text.Expose(now); ok && got != value {
						t.Errorf("half wiped: %q", got)
					}
					_ = text.Until()
					_ = fmt.Sprintf("%v", text)
				}
			})
		}
		all.Go(func() { _ = v.Keep([]byte("another")); _ = v.Held() })
		all.Go(v.WipeAll)
		all.Wait()
		windows := 0
		opened.Range(func(_, _ any) bool { windows++; return true })
		if windows > 1 {
			t.Fatalf("got %d windows, want 1", windows)
		}
		if _, ok := text.Expose(now); ok {
			t.Fatal("a value is still there after all were wiped")
		}
	}
}
