package config

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tapdesk/state/clean"
	"tapdesk/state/pass"
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
	Preset
	origin Origin
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
		problems = append(problems, d.problem(presetKey, fmt.Sprintf("there are %d", len(list)), fmt.Sprintf("keep the %d that are used most", maxPresets)))
	}
	for i, item := range list {
		at := fmt.Sprintf("%s[%d]", presetKey, i)
		fields, ok := item.(map[string]any)
		if !ok {
			problems = append(problems, d.problem(presetKey, "wants tables, not "+typeOf(item), "begin each with [[preset]]"))
			continue
		}
		p, wrong := d.preset(at, fields)
		if same := slices.IndexFunc(found, func(o placedPreset) bool { return strings.EqualFold(o.Name, p.Name) }); p.Name != "" && same >= 0 {
			wrong = append(wrong, d.problem(at+".name", fmt.Sprintf("%s is the name of another one", quote(p.Name)), "give each its own"))
		}
		problems = append(problems, wrong...)
		found = append(found, placedPreset{Preset: p, origin: Origin{From: from, Path: d.path, Line: d.lineOf(at)}})
	}
	return found, problems
}

// lineOf is the line of a preset: its own, or that of the whole list when it is written inline.
func (d *document) lineOf(at string) int {
	if line, ok := d.lines[at]; ok {
		return line
	}
	if line, ok := d.lines[at+".name"]; ok {
		return line
	}
	return d.lines[presetKey]
}

func (d *document) preset(at string, fields map[string]any) (p Preset, problems Problems) {
	texts := map[string]string{}
	for field, value := range fields {
		where := join(at, field)
		switch s, isText := value.(string); {
		case smells(field): // secrets says so
		case !slices.Contains(presetFields, field):
			problems = append(problems, d.unknown(where, field, presetFields))
		case !isText:
			problems = append(problems, d.problem(where, "wants a string, not "+typeOf(value), `write it in quotes, such as lifetime = "90m"`))
		default:
			texts[field] = strings.TrimSpace(s)
		}
	}
	if len(problems) > 0 {
		return Preset{}, problems
	}
	p = Preset{Name: texts["name"], Draft: pass.Draft{Lifetime: texts["lifetime"], Start: texts["start"]}}
	wrong := func(field, what, hint string) {
		problem := d.problem(join(at, field), what, hint)
		if problem.Line == 0 {
			problem.Line = d.lineOf(at)
		}
		problems = append(problems, problem)
	}
	switch {
	case p.Name == "":
		wrong("name", "is missing", "name the situation it is for")
	case utf8.RuneCountInString(p.Name) > maxPresetName || !clean.Safe(p.Name):
		wrong("name", quote(p.Name)+" will not do", fmt.Sprintf("use at most %d visible characters", maxPresetName))
	}
	if what := lifetimeProblem(p.Draft.Lifetime); what != "" {
		wrong("lifetime", quote(p.Draft.Lifetime)+": "+what, "leave it out for the tenant's default")
	}
	if !recurring(p.Draft.Start) {
		wrong("start", quote(p.Draft.Start)+" will not do", "use now, +2h, 14:30, tomorrow 09:00 or mon 08:30, and no date, which would pass")
	}
	if word, given := texts["use"]; given {
		use, known := uses[word]
		if p.Draft.Use = use; !known {
			wrong("use", quote(word)+" is not known", "use one-time, multi-use or policy-default")
		}
	}
	return p, problems
}

// lifetimeProblem says what is wrong with a lifetime in every tenant, as the form would.
func lifetimeProblem(typed string) string {
	remark := pass.Check(pass.Draft{Lifetime: typed}, pass.UnreadPolicy(), pass.Moment{Now: someDay(2000)}).Lifetime
	switch {
	case remark.Wrong:
		return remark.Text
	case !clean.Safe(typed):
		return "it has characters that cannot be seen"
	}
	return ""
}

// recurring says whether a start is legal and means something at any time. A date does not: at some time it is past.
func recurring(typed string) bool {
	if !clean.Safe(typed) {
		return false
	}
	for _, year := range []int{2000, 9000} {
		if pass.Check(pass.Draft{Start: typed}, pass.UnreadPolicy(), pass.Moment{Now: someDay(year)}).Start.Wrong {
			return false
		}
	}
	return true
}

// someDay is noon in the middle of a year, UTC, away from the days on which clocks change.
func someDay(year int) time.Time { return time.Date(year, time.June, 15, 12, 0, 0, 0, time.UTC) }
