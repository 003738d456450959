package pass

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the tests need zones on every machine
)

// FuzzShown compares shown with the slow way, which tries every offset in force around that time.
func FuzzShown(f *testing.F) {
	names := []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia",
		"America/Caracas",
		"Africa/Casablanca", "Asia/Pyongyang", "Antarctica/Troll", "America/St_Johns", "Asia/Kathmandu"}
	for i := range names {
		f.Add(int64(1806114600), uint8(i)) // in March 2027
		f.Add(int64(1824949800), uint8(i)) // in October 2027
		f.Add(int64(1325235600), uint8(i)) // the day Samoa left out
		f.Add(int64(1861905600), uint8(i)) // the last day of a leap year
		f.Add(int64(0), uint8(i))
	}
	f.Fuzz(func(t *testing.T, unix int64, which uint8) {
		const last = 200 * 366 * 24 * 3600
		reading := time.Unix(unix%last, 0).UTC().Truncate(time.Minute)
		zone, err := time.LoadLocation(names[int(which)%len(names)])
		if err != nil {
			t.Fatal(err)
		}
		var want []time.Time
		for probe := -28 * time.Hour; probe <= 28*time.Hour; probe += 15 * time.Minute {
			_, offset := reading.Add(probe).In(zone).Zone()
			at := reading.Add(-time.Duration(offset) * time.Second)
			if wallOf(at.In(zone)).reading().Equal(reading) && !slices.ContainsFunc(want, at.Equal) {
				want = append(want, at)
			}
		}
		slices.SortFunc(want, time.Time.Compare)
		got, skip := shown(reading, zone)
		if !slices.EqualFunc(got, want, time.Time.Equal) {
			t.Fatalf("%v in %v: got %v, want %v", reading, zone, got, want)
		}
		if len(got) > 0 {
			return
		}
		before, after := wallOf(skip.Add(-time.Second).In(zone)).reading(), wallOf(skip.In(zone)).reading()
		if before.After(reading) || !after.After(reading) {
			t.Errorf("%v in %v: got a gap from %v to %v", reading, zone, before, after)
		}
	})
}
