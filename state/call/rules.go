// Package call holds what is known of one phone call: the ticket, how the caller was verified, and the security
// questions to them; what a site requires of it; and what is written about it afterwards. All of it is off until the
// site's file asks for it.
//
// A caller is believed by what the caller did not bring along: the numbers and the manager offered are those of the
// directory, each with who can change it. The security questions tell the operator whether an answer is what the
// directory has, and never what it has: nobody can be talked into reading out what they cannot see.
package call

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"

	"tapdesk/state/text"
)

// Wish reports whether a site wants something.
type Wish string

// The wishes.
const (
	Off      Wish = "off"
	Optional Wish = "optional"
	Required Wish = "required"
)

// The bounds of what a site may set and an operator type.
const (
	// MaxTicket is the longest ticket and MaxNote the longest note, in runes.
	MaxTicket = 64
	MaxNote   = 120
	// MaxPattern is the longest pattern, in bytes. A pattern is RE2, so that no ticket takes it longer than its length.
	MaxPattern = 200
	// maxProgram limits the size of a compiled pattern: (a{100}){10} is short and large.
	maxProgram = 4000
)

// Rules are a site's. The zero Rules ask for nothing.
type Rules struct {
	// Ticket reports whether there is one; the empty Wish is Off.
	Ticket Wish
	// Pattern is a regular expression (RE2) that the whole ticket must match; empty takes any. Example matches it.
	Pattern, Example string
	// Ways are the ways of verifying a caller that this desk has; none means that it is not asked.
	Ways []Way
	// Demands say for whom the caller must be verified; the first that fits decides, and whom none fits need not be.
	Demands []Demand
	// Questions are what the security questions may ask; see Asked.
	Questions []Question
}

// WantsTicket reports whether there is a place for a ticket, and WantsWay whether there is one for the way of
// verifying.
func (r Rules) WantsTicket() bool { return r.Ticket == Optional || r.Ticket == Required }

// WantsWay reports whether it is asked how the caller was verified.
func (r Rules) WantsWay() bool { return len(r.Ways) > 0 }

// Asked are the questions of the security questions that may be asked: none without that way, and not the manager where
// a way shows whom that is. What is asked blind is drawn on no screen.
func (r Rules) Asked() []Question {
	if !slices.Contains(r.Ways, Blind) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Questions), func(q Question) bool {
		return q == AskManager && slices.Contains(r.Ways, Manager)
	})
}

// Hides reports whether a fact of the directory is asked blind, so that no screen may draw it.
func (r Rules) Hides(q Question) bool { return slices.Contains(r.Asked(), q) }

// ParsePattern checks a pattern as a site writes it, and returns it without the anchors and spaces around it.
func ParsePattern(typed string) (string, error) {
	pattern := strings.TrimSpace(typed)
	if len(pattern) > MaxPattern {
		return "", fmt.Errorf("is longer than %d bytes; describe the form of a ticket, such as INC[0-9]{7}", MaxPattern)
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	var wrong *syntax.Error
	switch {
	case errors.As(err, &wrong):
		return "", fmt.Errorf("is not a regular expression of RE2 (%s); write one such as INC[0-9]{7}", wrong.Code)
	case err != nil || pattern == "":
		return "", errors.New("is not a regular expression of RE2; write one such as INC[0-9]{7}")
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil || len(program.Inst) > maxProgram {
		return "", errors.New("repeats too much; write one such as INC[0-9]{7}")
	}
	if anchored(pattern).MatchString("") {
		return "", errors.New("matches an empty ticket; write one such as INC[0-9]{7}")
	}
	return pattern, nil
}

// anchored compiles a pattern that ParsePattern let through, for the whole of a ticket.
func anchored(pattern string) *regexp.Regexp { return regexp.MustCompile(`\A(?:` + pattern + `)\z`) }

// ParseExample checks an example of a ticket by itself; Fits holds it against the pattern.
func ParseExample(typed string) (string, error) {
	example := strings.TrimSpace(typed)
	if example == "" || example != normal(example) || len([]rune(example)) > MaxTicket {
		return "", fmt.Errorf("is no ticket; write one of at most %d visible characters, such as INC0012345", MaxTicket)
	}
	return example, nil
}

// Fits reports whether a ticket has the form that the rules want.
func (r Rules) Fits(ticket string) bool {
	return ticket != "" && (r.Pattern == "" || anchored(r.Pattern).MatchString(ticket))
}

// CheckTicket returns the ticket of what was typed or pasted: trimmed, in one line, and in the case that the pattern
// wants. It is empty when nothing was typed and nothing is required. The error names the field and the way out.
func (r Rules) CheckTicket(typed string) (string, error) {
	ticket := normal(typed)
	switch {
	case ticket == "" && r.Ticket == Required:
		return "", fmt.Errorf("a ticket is required: type %s", r.sample())
	case ticket == "":
		return "", nil
	case len([]rune(ticket)) > MaxTicket:
		return "", fmt.Errorf("longer than a ticket, which has at most %d characters: type %s", MaxTicket, r.sample())
	}
	for _, form := range []string{ticket, strings.ToUpper(ticket), strings.ToLower(ticket)} {
		if r.Fits(form) {
			return form, nil
		}
	}
	return "", fmt.Errorf("not the form of this desk's tickets: type %s", r.sample())
}

// sample is a ticket in words.
func (r Rules) sample() string {
	if r.Example != "" {
		return "one such as " + r.Example
	}
	return "its number"
}

// hyphens are what comes along for one when text is pasted from a document.
var hyphens = strings.NewReplacer("\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2212", "-",
	"\ufeff", "", "\u200b", "", "\u00ad", "")

// normal takes off what a paste brings along: spaces, brackets, quotes and full stops around the ticket, invisible
// characters and hyphens of other kinds inside.
func normal(typed string) string {
	bare := strings.Join(strings.Fields(hyphens.Replace(typed)), " ")
	bare = strings.TrimFunc(bare, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("()[]{}<>\"'“”‘’«»„.,;:!", r)
	})
	return text.Line(bare)
}

// Who is whom a demand is about.
type Who struct {
	// Kind is everyone, privileged, guest or department; Department is that of the last, as the directory writes it.
	Kind, Department string
}

// The kinds of Who.
const (
	everyone     = "everyone"
	privileged   = "privileged"
	guest        = "guest"
	inDepartment = "department"
)

// Demand states for whom the caller must be verified, and by which of the ways; none of them means any that the desk
// has.
type Demand struct {
	Who  Who
	Ways []Way
}

// ParseDemand reads a demand as a site writes it: WHO, or WHO: WAY, WAY. WHO is everyone, privileged, guest or
// department NAME.
func ParseDemand(typed string) (Demand, error) {
	who, ways, given := strings.Cut(typed, ":")
	kind, name, _ := strings.Cut(strings.TrimSpace(who), " ")
	d := Demand{Who: Who{Kind: kind, Department: strings.TrimSpace(name)}}
	switch {
	case kind == inDepartment && text.Fold(name) == "", kind != inDepartment && name != "",
		!slices.Contains([]string{everyone, privileged, guest, inDepartment}, kind):
		return Demand{}, errors.New("says for whom in no known way; use everyone, privileged, guest or " +
			"department NAME, and : WAY, WAY behind it for some ways alone")
	case given && strings.TrimSpace(ways) == "":
		return Demand{}, errors.New("names no way behind its colon; leave the colon out for any way")
	case !given:
		return d, nil
	}
	for way := range strings.SplitSeq(ways, ",") {
		parsed, err := ParseWay(strings.TrimSpace(way))
		if err != nil {
			return Demand{}, err
		}
		if !slices.Contains(d.Ways, parsed) {
			d.Ways = append(d.Ways, parsed)
		}
	}
	return d, nil
}

// String returns the demand as ParseDemand reads it.
func (d Demand) String() string {
	text := strings.TrimSpace(d.Who.Kind + " " + d.Who.Department)
	if len(d.Ways) == 0 {
		return text
	}
	return text + ": " + joined(d.Ways, ", ")
}

func joined(ways []Way, sep string) string {
	names := make([]string, len(ways))
	for i, way := range ways {
		names[i] = string(way)
	}
	return strings.Join(names, sep)
}

// fits reports whether the demand is about the subject. Whether somebody is privileged, a guest or in the department
// may not be known; then they may be.
func (d Demand) fits(s Subject) bool {
	switch d.Who.Kind {
	case everyone:
		return true
	case privileged:
		return s.MayBePrivileged
	case guest:
		return s.Person.Guest() || s.Person.ExternalGuest() || s.unknown(string(s.Person.UserType))
	}
	return text.Same(d.Who.Department, s.Person.Department) || s.unknown(string(s.Person.Department))
}

// unknown reports whether a property of the person is empty because it was not read.
func (s Subject) unknown(property string) bool { return property == "" && (s.Unread || s.Basic) }

// Demanded returns the ways that will do for the subject, in the desk's order, and whether one of them is required.
func (r Rules) Demanded(s Subject) (ways []Way, required bool) {
	ways, required = r.demanded(s)
	faces := slices.DeleteFunc(slices.Clone(ways), func(w Way) bool { return w != InPerson && w != Video })
	if s.FaceToFace && len(faces) > 0 {
		return faces, required
	}
	return ways, required
}

func (r Rules) demanded(s Subject) (ways []Way, required bool) {
	for _, d := range r.Demands {
		if !d.fits(s) {
			continue
		}
		if len(d.Ways) == 0 {
			return r.Ways, true
		}
		return slices.DeleteFunc(slices.Clone(r.Ways), func(w Way) bool { return !slices.Contains(d.Ways, w) }), true
	}
	return r.Ways, false
}
