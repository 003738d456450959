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

// uses maps words to a pass.Use. Without a word it is one-time, as in the form.
var uses = map[string]pass.Use{"one-time": pass.Once, "multi-use": pass.Many, "policy-default": pass.PolicyDefault}

// placedPreset is a preset and where it comes from.
type placedPreset struct {
	pass.Preset
	origin Origin
}

// named reports whether a preset has the given name.
func named(presets []placedPreset, name string) bool {
	return slices.ContainsFunc(presets, func(o placedPreset) bool { return strings.EqualFold(o.Name, name) })
}

// presets returns the list of presets.
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
		hint := fmt.Sprintf("keep the %d most used", maxPresets)
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
			what := quote(p.Name) + " is the name of another preset"
			wrong = append(wrong, d.inPreset(i, "name", what, "give each its own name"))
		}
		problems = append(problems, wrong...)
		found = append(found, placedPreset{p, Origin{From: from, at: place{d, presetKey, i}}})
	}
	return found, problems
}

// inPreset returns a Problem with a key of the ith preset, at the line of the key or of the preset.
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
		wrong("name", quote(p.Name)+" is not a valid name", fmt.Sprintf("use at most %d visible characters", maxPresetName))
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

// lifetimeProblem returns what is wrong with a lifetime under a policy, in the form's words; empty for nothing.
func lifetimeProblem(typed string, p pass.Policy) string {
	remark := pass.Check(pass.Draft{Lifetime: typed}, p, pass.Moment{Now: someDay(2000)}).Lifetime
	switch {
	case remark.Wrong:
		return remark.Text
	case !text.Safe(typed):
		return "it has invisible characters"
	}
	return ""
}

// recurring reports whether a start is valid at any time. A date is not: at some time it is past.
func recurring(typed string) bool {
	return text.Safe(typed) && startProblem(typed, pass.UnreadPolicy(), someDay(2000)) == "" &&
		startProblem(typed, pass.UnreadPolicy(), someDay(9000)) == ""
}

// startProblem returns what is wrong with a start under a policy at a time, in the form's words; empty for nothing.
func startProblem(typed string, p pass.Policy, now time.Time) string {
	if remark := pass.Check(pass.Draft{Start: typed}, p, pass.Moment{Now: now}).Start; remark.Wrong {
		return remark.Text
	}
	return ""
}

// someDay returns noon UTC in the middle of a year, away from the days on which clocks change.
func someDay(year int) time.Time { return time.Date(year, time.June, 15, 12, 0, 0, 0, time.UTC) }

// contradiction returns the key with which a preset contradicts the site's limits or its statement of the tenant's
// policy, and how; empty if it does not. A start contradicts them if it is too far ahead at every hour of the week.
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

// mergePresets puts the site's presets before the operator's. An operator's preset with the name of a site's preset has
// no effect, nor has one that contradicts the settings in force. A site's preset that contradicts them is a problem.
func (l *Loaded) mergePresets(site, own []placedPreset) (problems Problems) {
	policy := l.Guard.Policy(pass.UnreadPolicy()).Within(l.Bounds)
	for _, p := range slices.Concat(site, own) {
		at := p.origin.at
		field, what := contradiction(p.Preset, policy)
		switch {
		case named(l.placed, p.Name):
			l.note(at, "the preset %s has no effect: the site's file has one with that name", quote(p.Name))
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
