package journal

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

// TestUnfinishedOfAFileIsThatOfItsRecords: reading in two passes, so as not to hold years in memory, gives the same
// result.
func TestUnfinishedOfAFileIsThatOfItsRecords(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	one := func(of ...string) string { return of[random.IntN(len(of))] }
	var found int
	for range 200 {
		dir := newDir(t)
		var file bytes.Buffer
		steps := map[int]int{} // of each write
		for n := range 1 + random.IntN(40) {
			id := random.IntN(12)
			write, step := Record{
				Write: fmt.Sprint(id), Operation: []Operation{Create, Create, Delete}[id%3],
				TenantID: []string{"t", "T", "t", "other"}[id%4],
				Person:   Party{ID: []string{"p", "q", "P"}[id%3]}, Session: []string{"dead", "this"}[id%2],
			}, steps[id]
			steps[id]++
			r, done := write, id%5 < 3
			switch {
			case step == 0 && id != 7: // its intent is lost
				r.Kind = Intent
			case step == 1 && id != 8:
				r.Kind, r.Result = Outcome, Done
				if !done {
					r.Result = Result(one(string(Refused), string(Unknown), string(NotSent)))
				}
			case step == 2 && done && r.Operation == Create:
				r.Kind = RevealBegin
			case step == 3 && done && r.Operation == Create:
				seen := random.IntN(2) == 0
				r.Kind, r.Revealed, r.Reason = RevealEnd, &seen, one(ReasonClosed, "locked")
			case step == 5:
				r.Kind = Settled
			default:
				r.Kind = Override
			}
			r.Serial, r.Journal, r.Previous, r.Time = uint64(n+1), "j", noHash, time.Unix(int64(n), 0).UTC()
			line, err := encode(&r)
			if err != nil {
				t.Fatal(err)
			}
			file.Write(append(line, '\n'))
		}
		j := started(t, options(dir))
		if err := os.WriteFile(filepath.Join(dir, currentName), file.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := j.Unfinished("t")
		if err != nil {
			t.Fatal(err)
		}
		want := Unfinished(records(t, dir), "t", j.Alive)
		found += len(want)
		if len(got) != len(want) {
			t.Fatalf("got %d unfinished, want %d\n%s", len(got), len(want), file.Bytes())
		}
		for i := range got {
			a, b := got[i], want[i]
			if a.ID != b.ID || !reflect.DeepEqual(a.About(), b.About()) || a.State(j.Alive) != b.State(j.Alive) {
				t.Fatalf("got %s, %s; want %s, %s\n%s", a.ID, a.State(j.Alive), b.ID, b.State(j.Alive), file.Bytes())
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d writes were unfinished, want more", found)
	}
}
