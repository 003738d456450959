package pass_test

import (
	"testing"
	"time"

	"tapdesk/state/pass"
	"tapdesk/state/text"
)

// asked is when the lost requests of these tests were sent; their inquiries end at 14:05:10.
var asked = time.Date(2026, 11, 23, 14, 3, 10, 0, time.UTC)

func listed(id string, created time.Duration) pass.Pass {
	return pass.Pass{
		ID:                text.NewKey(id),
		CreatedDateTime:   asked.Add(created),
		StartDateTime:     asked.Add(created),
		LifetimeInMinutes: 60,
	}
}

// look is one LIST answer, or a failed one.
type look struct {
	after  time.Duration // since asked
	list   []pass.Pass
	failed bool
}

func follow(q pass.Inquiry, looks []look) pass.Inquiry {
	for _, l := range looks {
		// Graph's times may arrive in any zone.
		at := asked.Add(l.after).In(time.FixedZone("", 3600))
		if l.failed {
			q = q.Failed(at)
		} else {
			q = q.Look(l.list, at)
		}
	}
	return q
}

const end = 2 * time.Minute

func TestInquiryIntoACreate(t *testing.T) {
	old, stale := listed("old", -time.Hour), listed("stale", -3*time.Second)
	ours, slack := listed("new", 0), listed("new", -2*time.Second)
	later, ageless := listed("later", 20*time.Second), pass.Pass{ID: text.NewKey("ageless")}
	list := func(all ...pass.Pass) []pass.Pass { return all }
	tests := []struct {
		name    string
		before  *pass.Pass
		done    bool
		looks   []look
		finding pass.Finding
		found   string
		told    string
	}{
		{"no look yet", nil, false, nil, pass.StillLooking, "", "outcome unknown: checking until 14:05:10 UTC"},
		{"not listed yet", nil, false, []look{{after: time.Second}}, pass.StillLooking, "",
			"outcome unknown: no pass was listed at 14:03:11 UTC; next check at 14:03:13 UTC, last at 14:05:10 UTC"},
		{"found", nil, false, []look{{time.Second, list(ours), false}}, pass.Found, "new",
			"a pass was created at 14:03:10 UTC, after your request, and its value is lost: delete it, or issue a new pass"},
		{"found within the slack", nil, false, []look{{time.Second, list(slack), false}}, pass.Found, "new",
			"a pass was created at 14:03:08 UTC, within seconds of your request, and its value is lost: " +
				"delete it, or issue a new pass"},
		{"found at the third look", &old, false,
			[]look{{time.Second, list(old), false}, {3 * time.Second, nil, false}, {7 * time.Second, list(ours), false}},
			pass.Found, "new", "a pass was created at 14:03:10 UTC, after your request, and its value is lost: " +
				"delete it, or issue a new pass"},
		{"found after failed looks", nil, false,
			[]look{{after: time.Second, failed: true}, {3 * time.Second, list(later), false}}, pass.Found, "later",
			"a pass was created at 14:03:30 UTC, after your request, and its value is lost: delete it, or issue a new pass"},
		{"found stays found", nil, false,
			[]look{{time.Second, list(ours), false}, {after: 3 * time.Second}, {after: end, failed: true}}, pass.Found, "new",
			"a pass was created at 14:03:10 UTC, after your request, and its value is lost: delete it, or issue a new pass"},
		{"found after the end", nil, false,
			[]look{{after: end}, {3 * time.Minute, list(ours), false}}, pass.Found, "new",
			"a pass was created at 14:03:10 UTC, after your request, and its value is lost: delete it, or issue a new pass"},
		{"two listed: the latest", nil, false,
			[]look{{30 * time.Second, list(later, ours), false}}, pass.Found, "later",
			"a pass was created at 14:03:30 UTC, after your request, and its value is lost: delete it, or issue a new pass"},
		{"found, and Graph said so", nil, true, []look{{time.Second, list(ours), false}}, pass.Found, "new",
			"Graph said a pass was created; " +
				"one created at 14:03:10 UTC, after your request, is listed, and its value is lost: " +
				"delete it, or issue a new pass"},
		{"the old one is listed", &old, false, []look{{time.Second, list(old), false}}, pass.StillLooking, "",
			"outcome unknown: the previous pass was still listed at 14:03:11 UTC; next check at " +
				"14:03:13 UTC, last at 14:05:10 UTC"},
		{"the old one with a new date", &ours, false, []look{{time.Second, list(ours), false}}, pass.StillLooking, "",
			"outcome unknown: the previous pass was still listed at 14:03:11 UTC; next check at " +
				"14:03:13 UTC, last at 14:05:10 UTC"},
		{"the old one has gone", &old, false, []look{{after: time.Second}}, pass.StillLooking, "",
			"outcome unknown: no pass was listed at 14:03:11 UTC, not even the previous one; next " +
				"check at 14:03:13 UTC, last at 14:05:10 UTC"},
		{"a colleague's, before was stale", &old, false,
			[]look{{time.Second, list(stale), false}}, pass.StillLooking, "",
			"outcome unknown: an older pass, created at 14:03:07 UTC, was still listed at 14:03:11 " +
				"UTC; next check at 14:03:13 UTC, last at 14:05:10 UTC"},
		{"an old one, before was unknown", nil, false,
			[]look{{time.Second, list(listed("x", -24*time.Hour)), false}}, pass.StillLooking, "",
			"outcome unknown: an older pass, created on Sun 22 Nov 2026 14:03:10 UTC, was still " +
				"listed at 14:03:11 UTC; next check at 14:03:13 UTC, last at 14:05:10 UTC"},
		{"no date of creation", nil, false, []look{{time.Second, list(ageless), false}}, pass.StillLooking, "",
			"outcome unknown: a pass of unknown age was still listed at 14:03:11 UTC; next check at " +
				"14:03:13 UTC, last at 14:05:10 UTC"},
		{"a look failed", nil, false,
			[]look{{after: time.Second}, {after: 3 * time.Second, failed: true}}, pass.StillLooking, "",
			"outcome unknown: the check at 14:03:13 UTC failed; next check at 14:03:17 UTC, last at 14:05:10 UTC"},
		{"Graph said so, not listed", nil, true, []look{{after: time.Second}}, pass.StillLooking, "",
			"Graph said a pass was created, then the answer broke off and its value is lost: no pass " +
				"was listed at 14:03:11 UTC; next check at 14:03:13 UTC, last at 14:05:10 UTC"},
		{"the instant before the end", nil, false, []look{{after: end - 1}}, pass.StillLooking, "",
			"outcome unknown: no pass was listed at 14:05:09 UTC; next check at 14:05:11 UTC, last at 14:05:19 UTC"},
		{"not seen", nil, false, []look{{after: time.Second}, {after: end}}, pass.NotSeen, "",
			"no pass seen by 14:05:10 UTC; it may still appear; issuing again normally replaces it"},
		{"not seen, a little late", nil, false,
			[]look{{after: time.Second}, {after: end + 2*time.Second}}, pass.NotSeen, "",
			"no pass seen by 14:05:12 UTC; it may still appear; issuing again normally replaces it"},
		{"not seen, the old one listed", &old, false,
			[]look{{time.Second, list(old), false}, {end, list(old), false}}, pass.NotSeen, "",
			"no new pass seen by 14:05:10 UTC, when the previous pass was still listed; it may still appear; " +
				"issuing again normally replaces it"},
		{"not seen, the old one gone", &old, false, []look{{time.Second, nil, false}, {after: end}}, pass.NotSeen, "",
			"no pass seen by 14:05:10 UTC, not even the previous one; it may still appear; issuing " +
				"again normally replaces it"},
		{"not seen, the last look failed", nil, false,
			[]look{{after: 100 * time.Second}, {after: end, failed: true}}, pass.NotSeen, "",
			"no pass seen by 14:04:50 UTC, and later checks failed; it may still appear; issuing " +
				"again normally replaces it"},
		{"not seen, though Graph said so", nil, true, []look{{time.Second, nil, false}, {after: end}}, pass.NotSeen, "",
			"Graph said a pass was created, and its value is lost: no pass seen by 14:05:10 UTC; it may still appear; " +
				"issuing again normally replaces it"},
		{"every look failed", nil, false,
			[]look{{after: time.Second, failed: true}, {after: end, failed: true}}, pass.NotSeen, "",
			"outcome unknown: no check succeeded by 14:05:10 UTC; it may still appear; issuing again " +
				"normally replaces it"},
		{"every look failed, and Graph said so", nil, true, []look{{after: end, failed: true}}, pass.NotSeen, "",
			"Graph said a pass was created, and its value is lost: no check succeeded by 14:05:10 " +
				"UTC; it may still appear; issuing again normally replaces it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := follow(pass.NewInquiry(asked.In(time.FixedZone("", -3600)), asked, tt.before, tt.done), tt.looks)
			if q.Finding() != tt.finding {
				t.Errorf("got the finding %v, want %v", q.Finding(), tt.finding)
			}
			if got := q.Found(); (got == nil) != (tt.found == "") || got != nil && got.ID.Wire() != tt.found {
				t.Errorf("got the pass %+v, want %q", got, tt.found)
			}
			if q.Sentence() != tt.told {
				t.Errorf("got %q\nwant %q", q.Sentence(), tt.told)
			}
		})
	}
}

func TestInquiryIntoADelete(t *testing.T) {
	target, other := listed("target", -time.Hour), listed("other", 5*time.Second)
	list := func(all ...pass.Pass) []pass.Pass { return all }
	tests := []struct {
		name    string
		target  string
		done    bool
		looks   []look
		finding pass.Finding
		told    string
	}{
		{"no look yet", "target", false, nil, pass.StillLooking, "outcome unknown: checking until 14:05:10 UTC"},
		{"not listed", "target", false, []look{{after: time.Second}}, pass.StillLooking,
			"outcome unknown: the pass was not listed at 14:03:11 UTC; next check at 14:03:13 UTC, " +
				"last at 14:05:10 UTC"},
		{"not listed, though Graph said so", "target", true, []look{{after: time.Second}}, pass.StillLooking,
			"Graph said the pass was deleted, then the answer broke off: the pass was not listed at 14:03:11 UTC; " +
				"next check at 14:03:13 UTC, last at 14:05:10 UTC"},
		{"no longer listed", "target", false, []look{{after: time.Second}, {after: end}}, pass.Gone,
			"the pass is no longer listed at 14:05:10 UTC"},
		{"no longer listed, another is", "target", false,
			[]look{{10 * time.Second, list(other), false}, {end, list(other), false}}, pass.Gone,
			"the pass is no longer listed at 14:05:10 UTC; another is, created at 14:03:15 UTC"},
		{"no longer listed, and Graph said so", "target", true, []look{{after: time.Second}, {after: end}}, pass.Gone,
			"Graph said the pass was deleted: it is no longer listed at 14:05:10 UTC"},
		{"no longer listed by two looks in quick succession", "target", false,
			[]look{{after: end}, {after: end + 9*time.Second}}, pass.StillLooking,
			"outcome unknown: the pass was not listed at 14:05:19 UTC; next check at 14:05:20 UTC"},
		{"no longer listed by two looks apart", "target", false,
			[]look{{after: end}, {after: end + 10*time.Second}}, pass.Gone,
			"the pass is no longer listed at 14:05:20 UTC"},
		{"missed by lists that lag", "target", false,
			[]look{{after: time.Second}, {after: 3 * time.Second}, {7 * time.Second, list(target), false}},
			pass.StillLooking, "outcome unknown: the pass was still listed at 14:03:17 UTC; " +
				"next check at 14:03:25 UTC, last at 14:05:10 UTC"},
		{"missed, and later looks failed", "target", false,
			[]look{{after: time.Second}, {after: end, failed: true}}, pass.StillThere,
			"outcome unknown: the pass was not listed at 14:03:11 UTC, and later checks failed; it " +
				"may still go; deleting it again does no harm"},
		{"still listed", "target", false, []look{{time.Second, list(target), false}}, pass.StillLooking,
			"outcome unknown: the pass was still listed at 14:03:11 UTC; next check at 14:03:13 UTC, " +
				"last at 14:05:10 UTC"},
		{"still listed beside another", "target", false,
			[]look{{time.Second, list(other, target), false}}, pass.StillLooking,
			"outcome unknown: the pass was still listed at 14:03:11 UTC; next check at 14:03:13 UTC, " +
				"last at 14:05:10 UTC"},
		{"still listed, though Graph said so", "target", true,
			[]look{{time.Second, list(target), false}}, pass.StillLooking,
			"Graph said the pass was deleted, then the answer broke off: the pass was still listed at" +
				" 14:03:11 UTC; next check at 14:03:13 UTC, last at 14:05:10 UTC"},
		{"a look failed", "target", false, []look{{after: time.Second, failed: true}}, pass.StillLooking,
			"outcome unknown: the check at 14:03:11 UTC failed; next check at 14:03:13 UTC, last at 14:05:10 UTC"},
		{"missed at the end", "target", false,
			[]look{{time.Second, list(target), false}, {after: end}}, pass.StillLooking,
			"outcome unknown: the pass was not listed at 14:05:10 UTC; next check at 14:05:20 UTC"},
		{"gone at last", "target", false,
			[]look{{time.Second, list(target), false}, {after: end}, {after: end + 10*time.Second}}, pass.Gone,
			"the pass is no longer listed at 14:05:20 UTC"},
		{"gone stays gone when a look fails", "target", false,
			[]look{{after: time.Second}, {after: end}, {after: 3 * time.Minute, failed: true}},
			pass.Gone, "the pass is no longer listed at 14:05:10 UTC"},
		{"gone, and listed again", "target", false,
			[]look{{after: time.Second}, {after: end}, {3 * time.Minute, list(target), false}}, pass.StillThere,
			"outcome unknown: the pass was still listed at 14:06:10 UTC; it may still go; deleting it" +
				" again does no harm"},
		{"still there", "target", false, []look{{end, list(target), false}}, pass.StillThere,
			"outcome unknown: the pass was still listed at 14:05:10 UTC; it may still go; deleting it again does no harm"},
		{"still there, and then gone", "target", false,
			[]look{{end, list(target), false}, {after: 3 * time.Minute}, {after: 4 * time.Minute}}, pass.Gone,
			"the pass is no longer listed at 14:07:10 UTC"},
		{"still there, though Graph said so", "target", true, []look{{end, list(target), false}}, pass.StillThere,
			"Graph said the pass was deleted, but the pass was still listed at 14:05:10 UTC; " +
				"lists lag, so refresh before you rely on either"},
		{"still there, later looks failed", "target", false,
			[]look{{time.Second, list(target), false}, {after: end, failed: true}}, pass.StillThere,
			"outcome unknown: the pass was still listed at 14:03:11 UTC, and later checks failed; it " +
				"may still go; deleting it again does no harm"},
		{"every look failed", "target", false, []look{{after: end, failed: true}}, pass.StillThere,
			"outcome unknown: no check succeeded by 14:05:10 UTC; it may still go; deleting it again does no harm"},
		{"without a target any pass may be it", "", false, []look{{time.Second, list(other), false}}, pass.StillLooking,
			"outcome unknown: the pass was still listed at 14:03:11 UTC; next check at 14:03:13 UTC, " +
				"last at 14:05:10 UTC"},
		{"without a target and without a pass", "", false, []look{{after: time.Second}, {after: end}}, pass.Gone,
			"the pass is no longer listed at 14:05:10 UTC"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := follow(pass.NewDeleteInquiry(asked, asked, text.NewKey(tt.target), tt.done), tt.looks)
			if q.Finding() != tt.finding || q.Found() != nil {
				t.Errorf("got the finding %v, want %v; the pass %+v", q.Finding(), tt.finding, q.Found())
			}
			if q.Sentence() != tt.told {
				t.Errorf("got %q\nwant %q", q.Sentence(), tt.told)
			}
		})
	}
}

// The waits back off, and the last check is at the end, not after it.
func TestNextLook(t *testing.T) {
	q := pass.NewInquiry(asked, asked, nil, false)
	at := asked
	var waits []time.Duration
	for q.Finding() == pass.StillLooking {
		wait := q.NextLook()
		if wait <= 0 || len(waits) > 100 {
			t.Fatalf("got a wait of %v after %d checks", wait, len(waits))
		}
		waits = append(waits, wait/time.Second)
		at = at.Add(wait)
		if len(waits)%2 == 0 {
			q = q.Failed(at)
		} else {
			q = q.Look(nil, at)
		}
	}
	want := []time.Duration{1, 2, 4, 8, 15, 15, 15, 15, 15, 15, 15}
	if len(waits) != len(want) {
		t.Fatalf("got the waits %v, want %v", waits, want)
	}
	for i := range want {
		if waits[i] != want[i] {
			t.Fatalf("got the waits %v, want %v", waits, want)
		}
	}
	if !at.Equal(asked.Add(end)) || q.NextLook() != 0 || q.Tries != len(want) {
		t.Errorf("got the end at %v after %d tries, next %v", at, q.Tries, q.NextLook())
	}
}

func TestNextLookIsShortenedToTheEnd(t *testing.T) {
	tests := []struct {
		after, want time.Duration
	}{
		{end - 16*time.Second, 15 * time.Second},
		{end - 9*time.Second, 9 * time.Second},
		{end - time.Millisecond, time.Second}, // a stopped clock must not make it spin
		{end, 0},
	}
	for _, tt := range tests {
		q := pass.NewInquiry(asked, asked, nil, false)
		for range 5 {
			q = q.Failed(asked.Add(tt.after))
		}
		if got := q.NextLook(); got != tt.want {
			t.Errorf("after %v: got a wait of %v, want %v", tt.after, got, tt.want)
		}
	}
	if got := pass.NewInquiry(asked, asked, nil, false).Look([]pass.Pass{listed("new", 0)}, asked).NextLook(); got != 0 {
		t.Errorf("got another check after the pass was found: %v", got)
	}
}

// An inquiry is a value: checking again leaves the earlier one unchanged, and callers cannot change the pass found.
func TestInquiryIsAValue(t *testing.T) {
	first := pass.NewInquiry(asked, asked, nil, false)
	list := []pass.Pass{listed("new", 0)}
	second := first.Look(list, asked.Add(time.Second))
	if first.Finding() != pass.StillLooking || first.Tries != 0 || first.Found() != nil {
		t.Errorf("the first inquiry has changed: %+v", first)
	}
	list[0].ID = text.NewKey("changed")
	second.Found().ID = text.NewKey("changed")
	if got := second.Found().ID.Wire(); got != "new" {
		t.Errorf("the pass found is now %q", got)
	}
}
