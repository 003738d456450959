package entra

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"

	"tapdesk/graph/sandbox/wire"
)

// devicePath is where a person enters a device code. Entra's is a page of Microsoft's own, where no code of a sandbox
// is ever to be entered.
const devicePath = "/devicelogin"

// The pages are put together by hand and each value escaped where it goes in: html/template, which does that by
// itself, keeps the linker from leaving out what the program never calls, and costs the console a third of its size.

// pageHead begins every page but the one that sends itself on.
const pageHead = "<!DOCTYPE html>\n<html><head><title>Tapdesk sandbox</title></head><body>"

// page renders a page. Its policy keeps everything out but what it needs: its script, and where its form may go.
func page(status int, body, nonce, formAction string) *wire.Answer {
	out := wire.NewAnswer(status, "text/html; charset=utf-8", []byte(body))
	policy := "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action " + formAction
	if nonce != "" {
		policy += "; script-src 'nonce-" + nonce + "'"
	}
	out.Header.Set("Content-Security-Policy", policy)
	return out
}

// say is a page at which the browser stays.
func say(status int, title, text string) *wire.Answer {
	return page(status, fmt.Sprintf("%s<h1>%s</h1><p>%s</p></body></html>\n", pageHead, html.EscapeString(title),
		html.EscapeString(text)), "", "'none'")
}

// postPage is the page by which authorize answers with response_mode=form_post: it sends itself on to the address,
// which was checked to be a loopback one. One field stands on a line, so that a scripted browser can do without a
// parser.
func postPage(to string, fields url.Values) *wire.Answer {
	random := make([]byte, 16)
	rand.Read(random)
	nonce := base64.RawURLEncoding.EncodeToString(random)
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html><head><title>Working...</title></head><body>\n")
	fmt.Fprintf(&b, "<form method=\"POST\" name=\"hiddenform\" action=\"%s\">\n", html.EscapeString(to))
	for _, name := range landingFields {
		if fields.Has(name) {
			fmt.Fprintf(&b, "<input type=\"hidden\" name=\"%s\" value=\"%s\"/>\n", html.EscapeString(name),
				html.EscapeString(fields.Get(name)))
		}
	}
	b.WriteString("<noscript><p>Script is disabled. Click Submit to continue.</p><input type=\"submit\" " +
		"value=\"Submit\"/></noscript>\n</form>\n")
	fmt.Fprintf(&b, "<script nonce=\"%s\">document.forms[0].submit();</script>\n</body></html>\n", nonce)
	return page(http.StatusOK, b.String(), nonce, to)
}

// devicePage lets a person enter a code in a browser. Its form comes from the page itself and from nowhere else.
func (a *Authority) devicePage(w http.ResponseWriter, r *http.Request) {
	out := a.enterPage("")
	switch r.Method {
	case http.MethodGet:
	case http.MethodPost:
		if origin := r.Header.Get("Origin"); origin != "https://"+r.Host || r.Header.Get("Sec-Fetch-Site") != "" &&
			r.Header.Get("Sec-Fetch-Site") != "same-origin" {
			wire.Refuse(w, http.StatusForbidden, "origin", "the sandbox does not answer other web pages")
			return
		}
		out = a.entered(r)
	default:
		w.Header().Set("Allow", "GET, POST")
		wire.Refuse(w, http.StatusMethodNotAllowed, "method", "use GET or POST")
		return
	}
	a.write(w, a.newAsk(devicePath, "", ""), out)
}

// enterPage is the form, with what was wrong the last time.
func (a *Authority) enterPage(problem string) *wire.Answer {
	operator, _ := a.t.Person("")
	var b strings.Builder
	b.WriteString(pageHead + "<h1>Enter the code to sign in to the sandbox</h1>\n")
	if problem != "" {
		fmt.Fprintf(&b, "<p><strong>%s</strong></p>\n", html.EscapeString(problem))
	}
	fmt.Fprintf(&b, "<form method=\"POST\" action=\"%s\">\n", devicePath)
	b.WriteString("<p><label>Code <input name=\"user_code\" autocomplete=\"off\" autofocus/></label></p>\n")
	fmt.Fprintf(&b, "<p><label>Sign in as <input name=\"as\" placeholder=\"%s\" autocomplete=\"off\"/></label></p>\n",
		html.EscapeString(operator.UPN))
	b.WriteString("<p><button name=\"answer\" value=\"approve\">Approve</button> <button name=\"answer\" " +
		"value=\"decline\">Decline</button></p>\n</form></body></html>\n")
	return page(http.StatusOK, b.String(), "", "'self'")
}

// entered takes up what a person entered.
func (a *Authority) entered(r *http.Request) *wire.Answer {
	raw, err := formBody(r)
	if err != nil {
		return a.enterPage(err.Error())
	}
	form, err := parseForm(raw)
	if err != nil {
		return a.enterPage(err.Error())
	}
	if form.Get("answer") == "decline" {
		if err := a.Decline(form.Get("user_code")); err != nil {
			return a.enterPage(err.Error())
		}
		return say(http.StatusOK, "Declined", "The console was told so. You may close this window.")
	}
	if err := a.Approve(form.Get("user_code"), form.Get("as")); err != nil {
		return a.enterPage(err.Error())
	}
	return say(http.StatusOK, "Signed in", "You may close this window and go back to the console.")
}
