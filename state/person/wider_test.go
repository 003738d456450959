package person_test

import (
	"slices"
	"strings"
	"testing"

	"tapdesk/state/person"
)

func TestWider(t *testing.T) {
	tests := []struct {
		typed                              string
		names, begins, ends, alone, number []string // must be among the guesses
	}{
		{
			typed:  "muller",
			names:  []string{"müller"},
			begins: []string{"mueller"},
			ends:   []string{"muller", "mueller", "mueller2"},
		},
		{typed: "mueller", names: []string{"müller"}, ends: []string{"muller"}},
		{typed: "Müller", names: []string{"muller", "mueller"}, begins: []string{"muller", "mueller"}},
		{typed: "aakesson", names: []string{"åkesson"}},
		{typed: "gross", names: []string{"groß"}},
		{typed: "groß", names: []string{"gross"}},
		{typed: "sorensen", names: []string{"sørensen"}},
		{typed: "Đỗ Ánh", names: []string{"do anh"}, begins: []string{"do.anh", "anh.do"}},
		{typed: "lukasz", names: []string{"łukasz"}},
		{typed: "ｱﾝﾅ 長谷川", names: []string{"アンナ 長谷川"}},
		{typed: "Li, Ann", begins: []string{"ann.li", "a.li", "ali", "lia"}, alone: []string{"li"}},
		{typed: "Ann Li", begins: []string{"ann.li", "a.li"}, alone: []string{"li"}, ends: nil},
		{typed: "ann.li@old.example", begins: []string{"ann.li@"}, names: []string{"ann li"}},
		{typed: `CORP\ann`, begins: []string{"ann"}},
		{
			typed:  "+447700900100",
			number: []string{"+44 7700900100", "+44 7700 900100", "07700 900100", "07700900100", "+44 770 090 0100"},
		},
		{typed: "0044 7700900100", number: []string{"+44 7700 900100"}},
		{
			typed:  "07700900100",
			number: []string{"+44 7700 900100", "+44 7700900100", "+447700900100", "07700 900100", "+49 7700 900100"},
		},
		{typed: "4255550109", number: []string{"+1 425 555 0109", "+1 4255550109"}},
		{typed: "+14255550109", number: []string{"+1 (425) 555-0109", "+1 425-555-0109"}},
		{typed: "+351266555123", number: []string{"+351 266 555 123"}},
	}
	for _, tt := range tests {
		w := person.Classify(tt.typed).Wider()
		for what, lists := range map[string][2][]string{
			"names": {w.Names, tt.names}, "begins": {w.Begins, tt.begins}, "ends": {w.Ends, tt.ends},
			"alone":   {w.Alone.Names, tt.alone},
			"numbers": {w.Numbers, tt.number},
		} {
			for _, want := range lists[1] {
				if !slices.Contains(lists[0], want) {
					t.Errorf("%q: %s lacks %q: got %q", tt.typed, what, want, lists[0])
				}
			}
		}
	}
	for _, typed := range []string{"", "ab", "7000", "900100", "6f1967b7-15e8-4935-ac26-d50770ed07a7", "--"} {
		if w := person.Classify(typed).Wider(); !w.Empty() {
			t.Errorf("%q: got the guesses %+v, want none", typed, w)
		}
	}
}

func TestDials(t *testing.T) {
	tests := []struct {
		typed, number string
		want          bool
	}{
		{"+447700900100", "+44 7700 900100", true},
		{"+447700900100", "07700 900100", true},
		{"+447700900100", "0044 (0)7700/900-100", true},
		{"+447700900100", "+44 (0)7700 900100", true},
		{"07700900100", "+44 7700 900100", true},
		{"07700900100", "+44 7700 900101", false},
		{"07700900100", "+1 770 090 0100", false},
		{"+447700900100", "", false},
		{"+447700900100", "unknown", false},
	}
	for _, tt := range tests {
		if got := person.Classify(tt.typed).Dials(tt.number); got != tt.want {
			t.Errorf("%q dials %q: got %v, want %v", tt.typed, tt.number, got, tt.want)
		}
	}
}

func FuzzWider(f *testing.F) {
	for _, seed := range []string{
		"muller", "ann li", "Li, Ann", "+447700900100", "00000000", "07700900100", "a.b@c", `D\ü`, "'", "0", "ﬃ x",
		"+1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		q := person.Classify(typed)
		w := q.Wider()
		for _, list := range [][]string{
			w.Names, w.Begins, w.Ends, w.Alone.Names, w.Alone.Begins, w.Alone.Ends, w.Numbers, w.Leads,
		} {
			if len(list) > 80 || slices.Contains(list, "") {
				t.Errorf("%q: %q", typed, list)
			}
		}
		if q.Next() == "" || strings.Contains(q.Tried(), "  ") {
			t.Errorf("%q: got tried %q and next %q", typed, q.Tried(), q.Next())
		}
		for _, number := range w.Numbers {
			if !q.Dials(number) {
				t.Errorf("%q does not dial %q", typed, number)
			}
		}
	})
}
