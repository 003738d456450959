package graph

import (
	"context"
	"errors"
	"testing"
	"time"

	"tapdesk/state/person"
)

// nobody is signed in.
type nobody struct{}

var errNobody = errors.New("nobody is signed in")

func (nobody) Token(context.Context) (string, error)                 { return "", errNobody }
func (nobody) Renew(context.Context, string, string) (string, error) { return "", errNobody }
func (nobody) Operator(context.Context) (person.Person, error)       { return person.Person{}, errNobody }

// frozen is a clock that stands still.
type frozen struct{}

func (frozen) Now() time.Time                                   { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }
func (frozen) Sleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func TestLoopbackRoot(t *testing.T) {
	for root, want := range map[string]string{
		"http://127.0.0.1:8080":       "http://127.0.0.1:8080",
		"http://127.0.0.1:8080/":      "http://127.0.0.1:8080",
		"https://localhost":           "https://localhost",
		"http://[::1]:1":              "http://[::1]:1",
		"http://127.9.9.9:1":          "http://127.9.9.9:1",
		"http://[::ffff:127.0.0.1]:1": "http://[::ffff:127.0.0.1]:1",

		"": "", "127.0.0.1:8080": "", "http://": "", "ftp://127.0.0.1": "", "http://hostile.example": "",
		"http://10.0.0.1": "", "http://127.0.0.1:1/v1.0": "", "http://user@127.0.0.1:1": "", "http://127.0.0.1:1?x": "",
		"http://127.0.0.1:1?": "", "http://127.0.0.1:1#x": "", "http://localhost.hostile.example": "",
		"http://0.0.0.0:1": "", "http://127.0.0.1:x": "", "http://2130706433": "",
	} {
		got, err := LoopbackRoot(root)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("LoopbackRoot(%q) = %q, %v; want %q", root, got, err, want)
		}
	}
}

func TestNewRefusesWhatMakesNoSense(t *testing.T) {
	good := Config{Tokens: nobody{}, Clock: frozen{}}
	if c, err := New(good); err != nil || c.base.String() != "https://graph.microsoft.com/v1.0" {
		t.Errorf("New = %v, %v", c, err)
	}
	for name, change := range map[string]func(*Config){
		"no tokens": func(c *Config) { c.Tokens = nil }, "no clock": func(c *Config) { c.Clock = nil },
		"version": func(c *Config) { c.Version = "v2.0" }, "root": func(c *Config) { c.Root = "http://hostile.example" },
		"cloud": func(c *Config) { c.Cloud = Cloud(9) },
	} {
		cfg := good
		change(&cfg)
		if _, err := New(cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// The roots are those of learn.microsoft.com/graph/deployments.
func TestClouds(t *testing.T) {
	tests := []struct {
		names []string
		cloud Cloud
		root  string
		tap   bool
	}{
		{[]string{"global", "Public", "GCC"}, Global, "https://graph.microsoft.com", true},
		{[]string{"usgov", "US-Gov", "l4", "GCC High"}, USGov, "https://graph.microsoft.us", true},
		{[]string{"usgov-dod", "usgovdod", "DoD", "L5"}, USGovDoD, "https://dod-graph.microsoft.us", true},
		{[]string{"china", "21Vianet"}, China, "https://microsoftgraph.chinacloudapi.cn", false},
	}
	for _, tt := range tests {
		for _, name := range tt.names {
			if got, err := ParseCloud(name); err != nil || got != tt.cloud {
				t.Errorf("ParseCloud(%q) = %v, %v", name, got, err)
			}
		}
		if tt.cloud.Root() != tt.root || tt.cloud.HasTAP() != tt.tap || tt.cloud.Name() != tt.names[0] {
			t.Errorf("%v: %s, %v", tt.cloud, tt.cloud.Root(), tt.cloud.HasTAP())
		}
	}
	for _, name := range []string{"", "mars", "cloud(9)"} {
		if _, err := ParseCloud(name); err == nil {
			t.Errorf("ParseCloud(%q): no error", name)
		}
	}
}
