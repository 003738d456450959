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

// devicePath is where a person enters a device code. Entra's is a page of Microsoft's, where a sandbox's code must
// never be entered.
const devicePath = "/devicelogin"

// The pages are built by hand, with each value escaped where it is inserted. html/template would do that automatically,
// but it keeps the linker from removing unused code and makes the console a third larger.

// pageHead begins every page except the one that submits itself.
const pageHead = "<!DOCTYPE html>\n<html><head><title>Tapdesk sandbox</title></head><body>"

// page returns a page. Its policy allows only its own script and its form's target.
func page(status int, body, nonce, formAction string) *wire.Answer {
	out := wire.NewAnswer(status, "text/html; charset=utf-8", []byte(body))
	policy := "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action " + formAction
	if nonce != "" {
		policy += "; script-src 'nonce-" + nonce + "'"
	}
	out.Header.Set("Content-Security-Policy", policy)
	return out
}

// say returns a page on which the browser stays.
func say(status int, title, text string) *wire.Answer {
	return page(status, fmt.Sprintf("%s<h1>%s</h1><p>%s</p></body></html>\n", pageHead, html.EscapeString(title),
		html.EscapeString(text)), "", "'none'")
}

// postPage returns authorize's page for response_mode=form_post. It submits itself to the address, which was checked to
// be loopback. Each field is on its own line, so that a scripted browser needs no parser.
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

// devicePage lets a person enter a code in a browser. It accepts its form only from the page itself.
func (a *Authority) devicePage(w http.ResponseWriter, r *http.Request) {
	out := a.enterPage("")
	switch r.Method {
	case http.MethodGet:
	case http.MethodPost:
		if origin := r.Header.Get("Origin"); origin != "https://"+r.Host || r.Header.Get("Sec-Fetch-Site") != "" &&
			r.Header.Get("Sec-Fetch-Site") != "same-origin" {
			wire.Refuse(w, http.StatusForbidden, "origin", "the sandbox does not answer other websites")
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

// enterPage returns the form, with the problem found in the last one, if any.
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

// entered handles what a person entered.
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
		return say(http.StatusOK, "Declined", "The console will show it. You may close this window.")
	}
	if err := a.Approve(form.Get("user_code"), form.Get("as")); err != nil {
		return a.enterPage(err.Error())
	}
	return say(http.StatusOK, "Signed in", "You may close this window and go back to the console.")
}
