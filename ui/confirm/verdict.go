package confirm

import (
	"cmp"
	"slices"

	"tapdesk/state/verdict"
	"tapdesk/ui/kit"
)

// judge is all there is to say of it beforehand.
func (s *Screen) judge() verdict.Verdict { return s.write.judge(s.call, s.asks) }

// barred says why it is not sent: not from this console, or not yet. It is empty where y sends it.
func (s *Screen) barred() string {
	v := s.judge()
	if len(v.Own) > 0 {
		return v.Own[0]
	}
	return v.Waiting()
}

// against is what Graph will refuse it for, which takes an override; empty where no check fails.
func (s *Screen) against() string { return s.call.Against(s.judge()) }

// again reports whether it is barred for trouble that passes: reading the person again may bring what is missing.
func (s *Screen) again() bool { return s.judge().Ruling.Again }

// mustOverride reports whether the verdict is against it, and the operator has not gone on against just that.
func (s *Screen) mustOverride() bool {
	against := s.against()
	return against != "" && against != s.asks.Overridden
}

// askKeys are the keys of the question. Against a verdict yes takes a key of its own first.
func (s *Screen) askKeys() []kit.Key {
	keys := kit.On(kit.Says(kit.Yes, s.yes), kit.Esc)
	if s.mustOverride() {
		keys[0] = kit.Key{Binding: kit.Says(kit.Override, doOverride)}
	}
	low := ""
	if s.low() {
		low = kit.TooShort
	}
	keys[0].Off = cmp.Or(s.barred(), low)
	if s.again() {
		keys = slices.Insert(keys, 1, kit.Key{Binding: kit.Says(kit.Refresh, doReadAgain)})
	}
	return keys
}
