package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"tapdesk/state/audit"
	"tapdesk/state/journal"
	"tapdesk/state/text"
)

// printers are the formats of a report.
var printers = map[string]func(*reconcile, comparison) error{
	"text": func(r *reconcile, c comparison) error { return c.writeText(r.out) },
	"json": func(r *reconcile, c comparison) error { return c.writeJSON(r.out) },
}

// stamp formats a time in a report.
func stamp(t time.Time) string {
	if t.IsZero() {
		return "no time given     "
	}
	return t.UTC().Format("2006-01-02 15:04:05")
}

// writeText writes the report for people, in UTC.
func (c comparison) writeText(out io.Writer) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, "Entra's audit log against %s, %s to %s UTC\n", plural(len(c.journals), "journal"), stamp(c.Since),
		stamp(c.Until))
	section(w, "Done, and in no journal", c.Outside, eventLine)
	section(w, "In a journal, and not in the log", c.Missing, writeLine)
	section(w, "Not to be judged", c.Doubts, doubtLine)
	var settled []audit.Match
	for _, m := range c.Matched {
		if m.Line.Record.Result != journal.Done {
			settled = append(settled, m)
		}
	}
	section(w, "Of unknown outcome in a journal: the log shows that it happened", settled,
		func(m audit.Match) string { return writeLine(m.Line) })
	section(w, "Changes of the policy for authentication methods", c.Policy, eventLine)
	fmt.Fprintf(w, "\n%d matched, %s", len(c.Matched), plural(c.Differences(), "difference"))
	if n := len(c.Doubts); n > 0 {
		fmt.Fprintf(w, ", %d not to be judged", n)
	}
	if c.Failed > 0 {
		fmt.Fprintf(w, ", %s without effect in the log", plural(c.Failed, "attempt"))
	}
	if c.Elsewhere > 0 {
		fmt.Fprintf(w, ", %s of another tenant left out", plural(c.Elsewhere, "line"))
	}
	fmt.Fprintln(w)
	return w.Flush()
}

func section[T any](w io.Writer, title string, all []T, line func(T) string) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s: %d\n", title, len(all))
	for _, one := range all {
		fmt.Fprintf(w, "  %s\n", line(one))
	}
}

func eventLine(e audit.Event) string {
	s := stamp(e.Time) + "  " + e.Told()
	if e.Person != (audit.Party{}) {
		s += "  " + e.Person.Name()
	}
	s += "  by " + e.By()
	if e.Actor.AppID != "" && e.Actor.AppID != e.Actor.App {
		s += ", app id " + string(e.Actor.AppID)
	}
	if e.Actor.IPAddress != "" {
		s += " from " + string(e.Actor.IPAddress)
	}
	return s
}

func writeLine(l audit.Line) string {
	r := l.Record
	s := fmt.Sprintf("%s  %s  %s  by %s", stamp(l.Time()), r.Operation, partyName(r.Person), partyName(r.Operator))
	for _, more := range []struct{ what, value string }{
		{"on ", r.Host}, {"ticket ", r.Ticket}, {"pass ", r.PassID}, {"", r.Method}, {"request-id ", r.RequestID},
	} {
		if more.value != "" {
			s += ", " + more.what + text.Line(more.value)
		}
	}
	return s
}

func partyName(p journal.Party) string {
	for _, name := range []string{p.UserPrincipalName, p.ID} {
		if strings.TrimSpace(name) != "" {
			return text.Line(name)
		}
	}
	return "somebody unnamed"
}

func doubtLine(d audit.Doubt) string {
	s := ""
	if d.Line != nil {
		s = writeLine(*d.Line)
	} else {
		s = eventLine(*d.Event)
	}
	return s + ": " + string(d.Why)
}

// jsonEvent and the other json types are the report for programs. Names that come from Graph are Graph's.
type jsonEvent struct {
	ID                  string        `json:"id"`
	ActivityDateTime    time.Time     `json:"activityDateTime,omitzero"`
	What                string        `json:"what"`
	ActivityDisplayName string        `json:"activityDisplayName"`
	Result              string        `json:"result"`
	ResultReason        string        `json:"resultReason"`
	Actor               jsonActor     `json:"actor"`
	Person              journal.Party `json:"person,omitzero"`
}

type jsonActor struct {
	journal.Party
	IPAddress string `json:"ipAddress,omitempty"`
	App       string `json:"app,omitempty"`
	AppID     string `json:"appId,omitempty"`
}

type jsonLine struct {
	Time            time.Time         `json:"time"`
	Operation       journal.Operation `json:"operation"`
	Result          journal.Result    `json:"result,omitempty"`
	Operator        journal.Party     `json:"operator"`
	Person          journal.Party     `json:"person"`
	Ticket          string            `json:"ticket,omitempty"`
	PassID          string            `json:"passId,omitempty"`
	MethodID        string            `json:"methodId,omitempty"`
	Method          string            `json:"method,omitempty"`
	ClientRequestID string            `json:"client-request-id,omitempty"`
	RequestID       string            `json:"request-id,omitempty"`
	Host            string            `json:"host,omitempty"`
	SSHClient       string            `json:"sshClient,omitempty"`
	Journal         string            `json:"journal"`
	Serial          uint64            `json:"n"`
}

type jsonMatch struct {
	Event jsonEvent `json:"event"`
	Line  jsonLine  `json:"line"`
}

type jsonDoubt struct {
	Why   string     `json:"why"`
	Event *jsonEvent `json:"event,omitempty"`
	Line  *jsonLine  `json:"line,omitempty"`
}

// writeJSON writes the report for programs: one object.
func (c comparison) writeJSON(out io.Writer) error {
	wire := struct {
		Since         time.Time   `json:"since"`
		Until         time.Time   `json:"until"`
		TenantID      string      `json:"tenantId"`
		Journals      []string    `json:"journals"`
		Differences   int         `json:"differences"`
		Outside       []jsonEvent `json:"outside"`
		Missing       []jsonLine  `json:"missing"`
		Doubts        []jsonDoubt `json:"doubts"`
		Matched       []jsonMatch `json:"matched"`
		PolicyChanges []jsonEvent `json:"policyChanges"`
		Failed        int         `json:"failed"`
		Elsewhere     int         `json:"elsewhere"`
	}{
		c.Since, c.Until, c.tenantID, text.Lines(c.journals), c.Differences(),
		mapped(c.Outside, eventJSON), mapped(c.Missing, lineJSON),
		mapped(c.Doubts, doubtJSON), mapped(c.Matched, func(m audit.Match) jsonMatch {
			return jsonMatch{eventJSON(m.Event), lineJSON(m.Line)}
		}),
		mapped(c.Policy, eventJSON), c.Failed, c.Elsewhere,
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(wire)
}

// mapped never returns nil, so that an empty list is [] in JSON.
func mapped[A, B any](all []A, one func(A) B) []B {
	out := make([]B, len(all))
	for i, a := range all {
		out[i] = one(a)
	}
	return out
}

func eventJSON(e audit.Event) jsonEvent {
	return jsonEvent{
		ID: e.ID.String(), ActivityDateTime: e.Time, What: e.Told(), ActivityDisplayName: string(e.Activity),
		Result: string(e.Result), ResultReason: string(e.ResultReason), Person: partyJSON(e.Person),
		Actor: jsonActor{partyJSON(e.Actor.Party), string(e.Actor.IPAddress), string(e.Actor.App), string(e.Actor.AppID)},
	}
}

func partyJSON(p audit.Party) journal.Party {
	return journal.Party{ID: p.ID.String(), UserPrincipalName: p.UserPrincipalName.String()}
}

func lineJSON(l audit.Line) jsonLine {
	r := l.Record
	party := func(p journal.Party) journal.Party {
		return journal.Party{ID: text.Line(p.ID), UserPrincipalName: text.Line(p.UserPrincipalName)}
	}
	return jsonLine{
		Time: l.Time(), Operation: r.Operation, Result: journal.Result(text.Line(string(r.Result))),
		Operator: party(r.Operator), Person: party(r.Person),
		Ticket: text.Line(r.Ticket), PassID: text.Line(r.PassID), MethodID: text.Line(r.MethodID),
		Method: text.Line(r.Method), ClientRequestID: text.Line(r.ClientRequestID),
		RequestID: text.Line(r.RequestID), Host: text.Line(r.Host), SSHClient: text.Line(r.SSHClient),
		Journal: text.Line(r.Journal), Serial: r.Serial,
	}
}

func doubtJSON(d audit.Doubt) jsonDoubt {
	out := jsonDoubt{Why: string(d.Why)}
	if d.Line != nil {
		line := lineJSON(*d.Line)
		out.Line = &line
	} else {
		event := eventJSON(*d.Event)
		out.Event = &event
	}
	return out
}
