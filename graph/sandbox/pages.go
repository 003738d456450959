package sandbox

import (
	"crypto/rand"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"strings"
)

// devicePath is where a person enters a device code. Entra's is a page of Microsoft's own, where no code of a sandbox is
// ever to be entered.
const devicePath = "/devicelogin"

var (
	// formPost is the page by which authorize answers with response_mode=form_post: it sends itself on. One field stands on
	// a line, so that a scripted browser can do without a parser.
	formPost = template.Must(template.New("form_post").Parse(`<!DOCTYPE html>
<html><head><title>Working...</title></head><body>
<form method="POST" name="hiddenform" action="{{.Action}}">
{{range .Fields}}<input type="hidden" name="{{.Name}}" value="{{.Value}}"/>
{{end}}<noscript><p>Script is disabled. Click Submit to continue.</p><input type="submit" value="Submit"/></noscript>
</form>
<script nonce="{{.Nonce}}">document.forms[0].submit();</script>
</body></html>
`))
	message = template.Must(template.New("message").Parse(`<!DOCTYPE html>
<html><head><title>Tapdesk sandbox</title></head><body><h1>{{.Title}}</h1><p>{{.Text}}</p></body></html>
`))
	enterCode = template.Must(template.New("devicelogin").Parse(`<!DOCTYPE html>
<html><head><title>Tapdesk sandbox</title></head><body><h1>Enter the code to sign in to the sandbox</h1>
{{with .Problem}}<p><strong>{{.}}</strong></p>
{{end}}<form method="POST" action="/devicelogin">
<p><label>Code <input name="user_code" autocomplete="off" autofocus/></label></p>
<p><label>Sign in as <input name="as" placeholder="{{.As}}" autocomplete="off"/></label></p>
<p><button name="answer" value="approve">Approve</button> <button name="answer" value="decline">Decline</button></p>
</form></body></html>
`))
)

// page renders a page. Its policy keeps everything out but what it needs: its script, and where its form may go.
func page(status int, t *template.Template, data any, nonce, formAction string) *answer {
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil {
		panic("sandbox: page cannot be rendered: " + err.Error())
	}
	out := newAnswer(status, "text/html; charset=utf-8", []byte(b.String()))
	policy := "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action " + formAction
	if nonce != "" {
		policy += "; script-src 'nonce-" + nonce + "'"
	}
	out.header.Set("Content-Security-Policy", policy)
	return out
}

// say is a page at which the browser stays.
func say(status int, title, text string) *answer {
	return page(status, message, map[string]string{"Title": title, "Text": text}, "", "'none'")
}

// field is one field of a form.
type field struct{ Name, Value string }

// postPage is the page that posts fields on to the address. The address was checked to be a loopback one.
func postPage(to string, fields url.Values) *answer {
	b := make([]byte, 16)
	rand.Read(b)
	nonce := base64.RawURLEncoding.EncodeToString(b)
	var list []field
	for _, name := range landingFields {
		if fields.Has(name) {
			list = append(list, field{name, fields.Get(name)})
		}
	}
	data := map[string]any{"Action": to, "Fields": list, "Nonce": nonce}
	return page(http.StatusOK, formPost, data, nonce, to)
}

// devicePage lets a person enter a code in a browser. Its form comes from the page itself and from nowhere else.
func (a *Authority) devicePage(w http.ResponseWriter, r *http.Request) {
	out := a.enterPage("")
	switch r.Method {
	case http.MethodGet:
	case http.MethodPost:
		if origin := r.Header.Get("Origin"); origin != "https://"+r.Host || r.Header.Get("Sec-Fetch-Site") != "" && r.Header.Get("Sec-Fetch-Site") != "same-origin" {
			controlError(w, http.StatusForbidden, "origin", "the sandbox does not answer other web pages")
			return
		}
		out = a.entered(r)
	default:
		w.Header().Set("Allow", "GET, POST")
		controlError(w, http.StatusMethodNotAllowed, "method", "use GET or POST")
		return
	}
	a.write(w, a.newAsk(devicePath, "", ""), out)
}

// enterPage is the form, with what was wrong the last time.
func (a *Authority) enterPage(problem string) *answer {
	return page(http.StatusOK, enterCode, map[string]string{"Problem": problem, "As": a.t.as.upn}, "", "'self'")
}

// entered takes up what a person entered.
func (a *Authority) entered(r *http.Request) *answer {
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
