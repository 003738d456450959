package kit

import (
	"fmt"
	"slices"
	"strings"

	"tapdesk/state/verdict"
)

// Refusals draws why this console sends nothing. No verdict may be drawn above these rows.
func Refusals(own []string, width int) []string {
	var out []string
	label := labelVerdict
	for _, why := range own {
		out = append(out, Row(label, Danger(fmt.Sprintf(formatNotFromHere, why)), width)...)
		label = ""
	}
	return out
}

// Verdict draws what prevents a pass: why this console does not send it, the headline, what is behind it but for the
// warnings that the screen draws itself, and what was not read. With all it draws every check, and where its facts come
// from.
func Verdict(v verdict.Verdict, all bool, width int, drawn ...verdict.Name) []string {
	out := top(v, v.Headline(), width)
	if all {
		for _, c := range v.Checks {
			out = append(out, Item("", kind(c.Kind), string(c.Name)+": "+spelt(c), width)...)
		}
		return append(out, Row("", Faint(verdict.NotEvaluated), width)...)
	}
	for i, c := range v.Refused() {
		text := c.Do
		if i > 0 {
			text = strings.TrimSuffix(Bad(c.Why)+"; "+c.Do, "; ")
		}
		if c.Stated {
			text += sourced(c)
		}
		if text != "" {
			out = append(out, Row("", text, width)...)
		}
	}
	for _, c := range v.Of(verdict.Warn) {
		switch {
		case slices.Contains(drawn, c.Name):
		case strings.HasSuffix(v.Headline(), c.Why):
			out = append(out, Row("", c.Do, width)...)
		default:
			out = append(out, Row("", Warn(c.Why)+"; "+c.Do, width)...)
		}
	}
	last := policiesOnDemand
	switch {
	case v.Simulated:
		last = policiesSimulated
	case v.Needs != "":
		last = fmt.Sprintf(formatPoliciesNeed, v.Needs)
	}
	if names := v.Unread(); names != "" {
		last = fmt.Sprintf(formatUnreadBefore, names, last)
	}
	return append(out, faintRow(last, width)...)
}

// Headline draws the verdict and what was not read, where there is no room for the rest that is behind it but for what
// says that the pass may not help, or that the operator's role ends too early.
func Headline(v verdict.Verdict, width int) []string {
	out := top(v, v.Named(), width)
	for _, c := range v.Of(verdict.Warn) {
		if c.Name == verdict.SignIns || c.Name == verdict.Policies || c.Name == verdict.RoleEnd {
			out = append(out, TwoLines(Row("", Warn(c.Why), width), width)...)
		}
	}
	return out
}

// top draws the verdict in words. If this console does not send the pass, the verdict is only further information.
func top(v verdict.Verdict, words string, width int) []string {
	out := ruling(v.Ruling, width)
	if len(v.Own) == 0 {
		return append(out, Row(labelVerdict, coloured(v, words), width)...)
	}
	out = append(out, Refusals(v.Own, width)...)
	return append(out, Row("", Faint(apartFromThat)+coloured(v, words), width)...)
}

// faintRow is a row without a label, of which each line is faint.
func faintRow(text string, width int) (out []string) {
	for _, line := range Wrap(text, max(10, width-LabelWidth-2)) {
		out = append(out, Row("", Faint(line), width)...)
	}
	return out
}

// Predicted draws what the verdict was on what Graph has refused since, and what it could not read.
func Predicted(v verdict.Verdict, width int) []string {
	text := fmt.Sprintf(formatPredicted, v.Headline())
	if names := v.Unread(); names != "" {
		text = fmt.Sprintf(formatWithUnread, text, names)
	}
	var out []string
	out = append(out, Styled(Faint, text, width)...)
	return out
}

// coloured are a verdict's words with a sign, coloured by what it says. It is good only where everything was read and
// nothing is to be said against it: a pass that may be issued is no reason to issue one.
func coloured(v verdict.Verdict, words string) string {
	switch v.Kind() {
	case verdict.Fail:
		return Danger(words)
	case verdict.Warn:
		return Caution(words)
	case verdict.OK:
		return OK(words)
	}
	return words
}

// kind is a check's, as wide as the widest.
func kind(k verdict.Kind) string {
	text := k.String()
	switch k {
	case verdict.Fail:
		text = Bad(text)
	case verdict.Warn:
		text = Warn(text)
	default:
		text = Faint(text)
	}
	return Pad(text, len(verdict.Unknown.String()))
}

// spelt is all a check has to say.
func spelt(c verdict.Check) string {
	text := c.Why
	if c.Do != "" {
		text += "; " + c.Do
	}
	return text + sourced(c)
}

func sourced(c verdict.Check) string {
	if c.Source == "" {
		return ""
	}
	return " (" + c.Source + ")"
}

// ruling draws what the site's rule says of somebody who is privileged, or may be; nothing where it has nothing to
// say, or refuses: that is among the console's own refusals.
func ruling(r verdict.Ruling, width int) []string {
	switch {
	case r.Refused: // see Refusals
	case r.Waiting, r.Privilege.Answer == verdict.Yes:
		return Row(labelPrivileged, Warn(r.Why), width)
	}
	return nil
}

// Notes draws what is suspicious about a request, each on a line with its date.
func Notes(all []verdict.Suspicion, width int) []string {
	var out []string
	label := labelNote
	for _, s := range all {
		out = append(out, Fact(label, s.Text, width)...)
		label = ""
	}
	return out
}
