package auth_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// page is the person at the browser: it takes the page's URL and brings the answer back. change may spoil the answer.
func (s *sts) page(t *testing.T, page string, change func(url.Values)) (status int) {
	t.Helper()
	return s.pageFrom(t, page, home, change)
}

// pageFrom is page with an origin that is not the service's.
func (s *sts) pageFrom(t *testing.T, page, origin string, change func(url.Values)) (status int) {
	t.Helper()
	u, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("state") == "" || !strings.Contains(q.Get("scope"), scope) {
		t.Errorf("the page is %s", page)
	}
	answer := s.landed(t, page, change)
	if q.Get("response_mode") != "form_post" {
		t.Fatalf("response_mode %q", q.Get("response_mode"))
	}
	body := strings.NewReader(answer.Encode())
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, q.Get("redirect_uri"), body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", origin)
	return do(t, req)
}

// landed is what the service sends back from its page, which change may spoil.
func (s *sts) landed(t *testing.T, page string, change func(url.Values)) url.Values {
	t.Helper()
	landing, err := s.service.Browse(page)
	if err != nil {
		t.Fatal(err)
	}
	s.with(func() { s.issued = append(s.issued, landing.Fields.Get("code")) })
	if change != nil {
		change(landing.Fields)
	}
	return landing.Fields
}

// strangers is the page of another sign-in, whose code is of no use to this one.
func strangers(page string) string {
	return regexp.MustCompile(`code_challenge=[^&]+`).ReplaceAllString(page, "code_challenge="+strings.Repeat("x", 43))
}

// get asks for an address and follows nothing.
func get(t *testing.T, address string) (status int) {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return do(t, req)
}

func do(t *testing.T, req *http.Request) int {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}
