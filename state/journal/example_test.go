package journal_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tapdesk/state/clock"
	"tapdesk/state/journal"
)

// Two records of one write, read back.
func ExampleRead() {
	home, err := os.MkdirTemp("", "journal")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(home) }()
	dir := filepath.Join(home, "tapdesk")
	j := journal.Open(journal.Options{
		Dir: dir, Clock: clock.NewManual(time.Date(2031, time.March, 4, 9, 0, 0, 0, time.UTC)),
		NewID: func() string { return "33333333-0000-4000-8000-000000000003" },
	})
	const write = "44444444-0000-4000-8000-000000000004"
	for _, r := range []journal.Record{
		{Kind: journal.Intent, Operation: journal.Create, Write: write},
		{Kind: journal.Outcome, Operation: journal.Create, Write: write, Result: journal.Done, Status: 201},
	} {
		if err := j.Append(r); err != nil {
			panic(err)
		}
	}
	if err := j.Close(context.Background()); err != nil {
		panic(err)
	}
	records, err := journal.Read(dir, time.Time{})
	if err != nil {
		panic(err)
	}
	for _, r := range records {
		fmt.Printf("%d  %s  %s  %s\n", r.Serial, r.Time.Format(time.TimeOnly), r.Kind, r.Operation)
	}

	// Output:
	// 1  09:00:00  intent  create
	// 2  09:00:00  outcome  create
}
