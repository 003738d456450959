package situation

import (
	"strings"
	"testing"
	"time"

	"tapdesk/state/journal"
	"tapdesk/state/person"
	"tapdesk/state/text"
)

// nine is when each of the situations begins.
var nine = time.Date(2031, 3, 4, 9, 0, 0, 0, time.UTC)

// log is a journal that is written a minute after another.
type log []journal.Record

func (l *log) add(r journal.Record) {
	r.Time = nine.Add(time.Duration(len(*l)) * time.Minute)
	r.AskedDateTime, r.Operator.UserPrincipalName = r.Time, "opal@sandbox.example"
	*l = append(*l, r)
}

func (l *log) says(reason string) { l.add(journal.Record{Kind: journal.Situation, Reason: reason}) }

// write is one that ended with a result.
func (l *log) write(operation journal.Operation, result journal.Result) {
	id := string(operation) + string(rune('a'+len(*l)))
	l.add(journal.Record{Kind: journal.Intent, Write: id, Operation: operation})
	at := nine.Add(time.Duration(len(*l)) * time.Minute)
	l.add(journal.Record{Kind: journal.Outcome, Write: id, Operation: operation, Result: result, CreatedDateTime: at})
}

// play writes what each word says.
func (l *log) play(k Kind, words string) {
	for word := range strings.FieldsSeq(words) {
		switch verb, what, _ := strings.Cut(word, ":"); verb {
		case "did":
			l.says(DoneBy(k, Step(what)))
		case "skip":
			l.says(SkippedBy(k, Step(what), "the reason: why"))
		case "by":
			l.add(journal.Record{Kind: journal.Override, Verification: what})
		case "asked":
			l.add(journal.Record{Kind: journal.Refusal, Verification: what})
		case "shown":
			yes := true
			id := (*l)[len(*l)-1].Write
			l.add(journal.Record{Kind: journal.RevealEnd, Write: id, Operation: journal.Create, Revealed: &yes})
		case "impostor":
			l.says(Began(Impostor))
		case "wiped":
			l.add(journal.Record{Kind: journal.RevealEnd, Write: (*l)[len(*l)-2].Write, Verification: what})
		case "settled":
			id := (*l)[len(*l)-1].Write
			l.add(journal.Record{Kind: journal.Settled, Write: id, Result: journal.Result(what)})
		case "ended":
			l.says(Ended(k))
		default:
			result := journal.Done
			if what != "" {
				result = journal.Result(what)
			}
			l.write(journal.Operation(verb), result)
		}
	}
}

// drawn are the steps in a letter each: d(one), s(kipped), o(ff), and l(eft).
func drawn(c Checklist) string {
	var out strings.Builder
	for _, p := range c.Steps {
		out.WriteByte("ldso"[p.State])
	}
	return out.String()
}

// TestChecklist: how far the steps are, by what the journal has.
func TestChecklist(t *testing.T) {
	for _, tt := range []struct {
		name  string
		kind  Kind
		words string
		want  string
		next  Step
	}{
		{"nothing yet", LostPhone, "", "llllll", Verify},
		{"verified by a write", LostPhone, "by:manager", "dlllll", EndSessions},
		{"a caller whom the site's check refused", LostPhone, "asked:manager", "llllll", Verify},
		{"a write that is only said to be done", LostPhone, "did:verify did:end-sessions did:issue", "dlllll", EndSessions},
		{"nobody was on the phone", LostPhone, "by:no-caller", "llllll", Verify},
		{"an impostor who was verified", LostPhone, "did:verify by:manager impostor", "llllll", Verify},
		{"how a write for an impostor went on", LostPhone, "create impostor wiped:manager", "lldlll", Verify},
		{"somebody else after an impostor", LostPhone, "did:verify impostor by:video", "dlllll", EndSessions},
		{"an impostor in person", TakenOver, "did:hang-up by:in-person impostor", "llllldllllll", Block},
		{"verified by hand", LostPhone, "did:verify revoke", "ddllll", Issue},
		{"out of order", LostPhone, "create shown", "llddll", Verify},
		{"a pass that nobody saw", LostPhone, "did:verify revoke create", "dddlll", HandOver},
		{"all but the removal", LostPhone, "did:verify revoke create shown did:new-method", "dddddl", RemoveOld},
		{"all", LostPhone, "did:verify revoke create shown did:new-method remove", "dddddd", ""},
		{"skipped", LostPhone, "did:verify skip:end-sessions", "dsllll", Issue},
		{"skipped, and done after all", LostPhone, "did:verify skip:end-sessions revoke", "ddllll", Issue},
		{"refused", LostPhone, "did:verify revoke:refused", "dlllll", EndSessions},
		{"not known", LostPhone, "did:verify revoke:unknown", "dlllll", EndSessions},
		{"known later", LostPhone, "did:verify revoke:unknown settled:done", "ddllll", Issue},
		{"left alone", LostPhone, "did:verify revoke:unknown settled:", "dlllll", EndSessions},

		{"either will do", StolenPhone, "did:verify reset-password", "ddlllll", RemovePhone},
		{"sessions before the removal do not count", StolenPhone, "did:verify block revoke remove", "dddllll", EndSessions},
		{"sessions after it do", StolenPhone, "did:verify block remove revoke", "ddddlll", Unblock},
		{"blocked again", StolenPhone, "did:verify block remove revoke unblock block", "ddddlll", Unblock},
		{"to the end", StolenPhone, "did:verify block remove revoke unblock create did:watch", "ddddddd", ""},

		{"contained first", TakenOver, "block reset-password revoke", "dddlllllllll", TellSecurity},
		{"a call-back is not enough", TakenOver, "by:call-back", "llllllllllll", Block},
		{"a face before hanging up is not enough", TakenOver, "by:video did:hang-up", "llllldllllll", Block},
		{"a face after it is", TakenOver, "did:hang-up by:video", "lllllddlllll", Block},
		{"once is not again", TakenOver, "block reset-password revoke did:tell-security did:review did:hang-up " +
			"by:in-person remove",
			"ddddddddllll", EndAgain},
		{"to the end", TakenOver, "block reset-password revoke did:tell-security did:review did:hang-up by:in-person " +
			"remove " +
			"revoke unblock create did:watch", "dddddddddddd", ""},
	} {
		var l log
		l.says(Began(tt.kind))
		l.play(tt.kind, tt.words)
		c, open := Of(Facts{Records: l, Now: nine.Add(time.Hour)})
		next, _ := c.Next()
		if !open || drawn(c) != tt.want || next.Step != tt.next {
			t.Errorf("%s: got %s, next %q; want %s, %q", tt.name, drawn(c), next.Step, tt.want, tt.next)
		}
	}
}

// TestWhichSituation: the last one begun that nobody ended, for a week.
func TestWhichSituation(t *testing.T) {
	var l log
	of := func(after time.Duration) Kind {
		c, _ := Of(Facts{Records: l, Now: nine.Add(after)})
		if kind := KindOf(l, nine.Add(after)); kind != c.Kind {
			t.Errorf("KindOf says %q, the checklist %q", kind, c.Kind)
		}
		return c.Kind
	}
	for _, tt := range []struct {
		says  string
		after time.Duration
		want  Kind
	}{
		{"", time.Hour, ""},
		{Began(LostPhone), time.Hour, LostPhone},
		{Began(Impostor), time.Hour, LostPhone},
		{Began(TakenOver), time.Hour, TakenOver},
		{"", Remembered + time.Hour, ""},
		{Ended(TakenOver), time.Hour, ""},
		{Began("of a later version"), time.Hour, ""},
	} {
		if tt.says != "" {
			l.says(tt.says)
		}
		if got := of(tt.after); got != tt.want {
			t.Errorf("after %q and %s: got %q, want %q", tt.says, tt.after, got, tt.want)
		}
	}
	for i, want := range []bool{false, true, false} {
		if got := IsImpostor(l[i]); got != want {
			t.Errorf("%s: is an impostor %v, want %v", l[i].Reason, got, want)
		}
	}
}

// TestWhatIsListed: what the directory lists decides what is still to be removed, and whether sign-in is blocked.
func TestWhatIsListed(t *testing.T) {
	push := person.Method{ID: text.NewKey("A"), Type: "microsoftAuthenticatorAuthenticationMethod"}
	key := func(at time.Time) person.Method {
		return person.Method{ID: text.NewKey("K"), Type: "fido2AuthenticationMethod", CreatedDateTime: at}
	}
	password := person.Method{Type: "passwordAuthenticationMethod", CreatedDateTime: nine.Add(time.Minute)}
	yes, no := true, false
	for _, tt := range []struct {
		name    string
		kind    Kind
		words   string
		methods []person.Method
		blocked *bool
		step    int
		want    State
		why     string
	}{
		{"the phone's is listed", LostPhone, "remove", []person.Method{push}, nil, 5, Left,
			"still listed: Microsoft Authenticator"},
		{"nothing of the phone", LostPhone, "", []person.Method{password}, nil, 5, Done, "nothing of the phone is listed"},
		{"one of before", LostPhone, "", []person.Method{key(nine.Add(-time.Hour))}, nil, 5, Done,
			"nothing of the phone is listed"},
		{"one of since", LostPhone, "remove", []person.Method{key(nine.Add(time.Second))}, nil, 5, Left,
			"still listed: Passkey (FIDO2)"},
		{"the new one", LostPhone, "create", []person.Method{key(nine.Add(3 * time.Minute))}, nil, 5, Done,
			"nothing of the phone is listed"},
		{"the new one is told", LostPhone, "create", []person.Method{key(nine.Add(3 * time.Minute))}, nil, 4, Left,
			"Passkey (FIDO2)"},
		{"none new", LostPhone, "create", []person.Method{push}, nil, 4, Left, "none is listed yet"},
		{"theirs", TakenOver, "", []person.Method{push}, nil, 7, Left, ""},
		{"blocked before", TakenOver, "", nil, &yes, 0, Done, "sign-in is blocked"},
		{"not blocked at all", StolenPhone, "reset-password", nil, &no, 4, Skipped, "sign-in is not blocked"},
		{"not blocked yet", StolenPhone, "", nil, &no, 4, Left, ""},
		{"blocked by us, the list lags", StolenPhone, "block", nil, &no, 4, Left, ""},
	} {
		var l log
		l.says(Began(tt.kind))
		l.play(tt.kind, tt.words)
		c, _ := Of(Facts{Records: l, Now: nine.Add(time.Hour), Methods: tt.methods, Blocked: tt.blocked})
		if p := c.Steps[tt.step]; p.State != tt.want || p.Why != tt.why {
			t.Errorf("%s: got %d, %q; want %d, %q", tt.name, p.State, p.Why, tt.want, tt.why)
		}
	}
}

// TestOff: a step that cannot be done from here is passed over, unless it is done anyway.
func TestOff(t *testing.T) {
	var l log
	l.says(Began(TakenOver))
	l.play(TakenOver, "revoke")
	off := func(s Step) string {
		return map[Step]string{Block: "off", Reset: "off", EndSessions: "off"}[s]
	}
	c, _ := Of(Facts{Records: l, Now: nine.Add(time.Hour), Off: off})
	if next, _ := c.Next(); drawn(c) != "oodlllllllll" || next.Step != TellSecurity || c.Done() != 1 {
		t.Errorf("got %s, next %s, %d done; want oodlllllllll, tell-security, 1", drawn(c), next.Step, c.Done())
	}
}

// TestTold: what a record says in words, with a reason that has a colon.
func TestTold(t *testing.T) {
	for reason, want := range map[string]string{
		Began(LostPhone):          "Lost phone",
		Began(Impostor):           "Impostor",
		Ended(TakenOver):          "Account taken over: checklist ended",
		DoneBy(TakenOver, HangUp): "Account taken over: hang up, done",
		SkippedBy(StolenPhone, Unblock, "AD: they did it"): "Stolen phone: unblock sign-in, skipped: AD: they did it",
	} {
		if got := Told(journal.Record{Kind: journal.Situation, Reason: reason}); got != want {
			t.Errorf("%q: got %q, want %q", reason, got, want)
		}
	}
}
