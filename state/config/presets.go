package config

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tapdesk/state/pass"
	"tapdesk/state/text"
)

// presetKey is the list of presets, [[preset]] in a file.
const presetKey = "preset"

const (
	maxPresets    = 12
	maxPresetName = 40 // runes
)

// presetFields are the keys of one preset.
var presetFields = []string{"name", "lifetime", "start", "use"}

// uses are the words for a pass.Use. Without one it is one-time, as in the form.
var uses = map[string]pass.Use{"one-time": pass.Once, "multi-use": pass.Many, "policy-default": pass.PolicyDefault}

// placedPreset is a preset and where it comes from.
type placedPreset struct {
	pass.Preset
	origin Origin
}

// named reports whether one of the presets has a name.
func named(presets []placedPreset, name string) bool {
	return slices.ContainsFunc(presets, func(o placedPreset) bool { return strings.EqualFold(o.Name, name) })
}

// presets reads the list of presets.
func (d *document) presets(from From) (found []placedPreset, problems Problems) {
	value, given := d.values[presetKey]
	if !given {
		return nil, nil
	}
	list, ok := value.([]any)
	if !ok {
		return nil, Problems{d.problem(presetKey, "wants a list of tables, not "+typeOf(value), "begin each with [[preset]]")}
	}
	if len(list) > maxPresets {
		hint := fmt.Sprintf("keep the %d that are used most", maxPresets)
		problems = Problems{d.problem(presetKey, fmt.Sprintf("there are %d", len(list)), hint)}
		list = list[:maxPresets]
	}
	for _, item := range list {
		if _, ok := item.(map[string]any); !ok {
			return nil, append(problems, d.problem(presetKey, "wants tables, not "+typeOf(item), "begin each with [[preset]]"))
		}
	}
	for i, item := range list {
		p, wrong := d.preset(i, item.(map[string]any))
		if p.Name != "" && named(found, p.Name) {
			wrong = append(wrong, d.inPreset(i, "name", quote(p.Name)+" is the name of another one", "give each its own"))
		}
		problems = append(problems, wrong...)
		found = append(found, placedPreset{p, Origin{From: from, at: place{d, presetKey, i}}})
	}
	return found, problems
}

// inPreset says what is wrong with a key of the ith preset, where that key is or the preset begins.
func (d *document) inPreset(i int, field, what, hint string) Problem {
	list, path, nth := d.values[presetKey].([]any), join(presetKey, field), 0
	has := func(item any) bool { _, has := item.(map[string]any)[field]; return has }
	for _, item := range list[:i] {
		if has(item) {
			nth++
		}
	}
	key := join(fmt.Sprintf("%s[%d]", presetKey, i), field)
	p := Problem{Path: d.path, Line: d.line(presetKey, i), Key: key, What: what, Hint: hint}
	if has(list[i]) && nth < len(d.lines[path]) {
		p.Line = d.lines[path][nth]
	}
	return p
}

func (d *document) preset(i int, fields map[string]any) (p pass.Preset, problems Problems) {
	wrong := func(field, what, hint string) { problems = append(problems, d.inPreset(i, field, what, hint)) }
	texts := map[string]string{}
	for field, value := range fields {
		switch s, isText := value.(string); {
		case smells(field):
			problems = append(problems, noSecret(d.inPreset(i, field, "", "")))
		case !slices.Contains(presetFields, field):
			hint := "use name, lifetime, start and use"
			if near := nearest(field, presetFields); near != "" {
				hint = "did you mean " + near + "?"
			}
			wrong(field, "there is no such key", hint)
		case !isText:
			wrong(field, "wants a string, not "+typeOf(value), `write it in quotes, such as lifetime = "90m"`)
		default:
			texts[field] = strings.TrimSpace(s)
		}
	}
	if len(problems) > 0 {
		return pass.Preset{}, problems
	}
	p = pass.Preset{Name: texts["name"], Draft: pass.Draft{Lifetime: texts["lifetime"], Start: texts["start"]}}
	switch {
	case p.Name == "":
		wrong("name", "is missing", "name the situation it is for")
	case utf8.RuneCountInString(p.Name) > maxPresetName || !text.Safe(p.Name):
		wrong("name", quote(p.Name)+" will not do", fmt.Sprintf("use at most %d visible characters", maxPresetName))
	}
	if what := lifetimeProblem(p.Draft.Lifetime, pass.UnreadPolicy()); what != "" {
		wrong("lifetime", quote(p.Draft.Lifetime)+": "+what, "leave it out for the tenant's default")
	}
	if !recurring(p.Draft.Start) {
		wrong("start", quote(p.Draft.Start)+" will not do",
			"use now, +2h, 14:30, tomorrow 09:00 or mon 08:30, and no date, which would pass")
	}
	if word, given := texts["use"]; given {
		use, known := uses[word]
		if p.Draft.Use = use; !known {
			wrong("use", quote(word)+" is not known", "use one-time, multi-use or policy-default")
		}
	}
	return p, problems
}

// lifetimeProblem says what is wrong with a lifetime under a policy, as the form would.
func lifetimeProblem(typed string, p pass.Policy) string {
	remark := pass.Check(pass.Draft{Lifetime: typed}, p, pass.Moment{Now: someDay(2000)}).Lifetime
	switch {
	case remark.Wrong:
		return remark.Text
	case !text.Safe(typed):
		return "it has characters that cannot be seen"
	}
	return ""
}

// recurring reports whether a start is legal and means something at any time. A date does not: at some time it is past.
func recurring(typed string) bool {
	return text.Safe(typed) && startProblem(typed, pass.UnreadPolicy(), someDay(2000)) == "" &&
		startProblem(typed, pass.UnreadPolicy(), someDay(9000)) == ""
}

// startProblem says what is wrong with a start under a policy at a time, as the form would.
func startProblem(typed string, p pass.Policy, now time.Time) string {
	if remark := pass.Check(pass.Draft{Start: typed}, p, pass.Moment{Now: now}).Start; remark.Wrong {
		return remark.Text
	}
	return ""
}

// someDay is noon in the middle of a year, UTC, away from the days on which clocks change.
func someDay(year int) time.Time { return time.Date(year, time.June, 15, 12, 0, 0, 0, time.UTC) }

// contradiction says with which key a preset contradicts what the site allows and states of its tenant's policy, and
// how; empty when it does not. A start does when it is too far ahead at every hour of the week.
func contradiction(p pass.Preset, policy pass.Policy) (field, what string) {
	if what := lifetimeProblem(p.Draft.Lifetime, policy); what != "" && p.Draft.Lifetime != "" {
		return "lifetime", quote(p.Draft.Lifetime) + ": " + what
	}
	if use := pass.Check(p.Draft, policy, pass.Moment{Now: someDay(2000)}).Use; use.Wrong && p.Draft.Use == pass.Many {
		return "use", quote(useWord(p.Draft.Use)) + ": " + use.Text
	}
	for hour := range 7 * 24 {
		if what = startProblem(p.Draft.Start, policy, someDay(2000).Add(time.Duration(hour)*time.Hour)); what == "" {
			return "", ""
		}
	}
	return "start", quote(p.Draft.Start) + ": " + what
}

// mergePresets puts the site's presets before the operator's. One of the operator's with the name of one of the site's
// has no effect, nor has one that contradicts what is in force; one of the site's that does is a problem.
func (l *Loaded) mergePresets(site, own []placedPreset) (problems Problems) {
	policy := l.Guard.Policy(pass.UnreadPolicy()).Within(l.Bounds)
	for _, p := range slices.Concat(site, own) {
		at := p.origin.at
		field, what := contradiction(p.Preset, policy)
		switch {
		case named(l.placed, p.Name):
			l.note(at, "the preset %s has no effect: the site's file has one of that name", quote(p.Name))
		case what != "" && p.origin.From == FromSite:
			problems = append(problems, at.doc.inPreset(at.nth, field, what, "keep to what [limits] and [policy] say"))
		case what != "":
			l.note(at, "the preset %s has no effect: %s %s", quote(p.Name), field, what)
		default:
			l.placed, l.Presets = append(l.placed, p), append(l.Presets, p.Preset)
		}
	}
	if len(l.placed) > 0 {
		l.origins[presetKey] = l.placed[0].origin
	}
	return problems
}
