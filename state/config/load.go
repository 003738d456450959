package config

import (
	"fmt"
	"slices"

	"tapdesk/state/call"
	"tapdesk/state/person"
	"tapdesk/state/text"
	"tapdesk/state/trust"
)

// Options say what to load.
type Options struct {
	// Site and Operator are the paths of the files, as in SitePath and OperatorPath. An empty path means no file.
	Site, Operator string
	// Rehearsal accepts the site's file no matter who can write it: no real tenant is involved. The file must exist.
	Rehearsal bool
	// Flags are the given flags, by the keys of their settings: "read_only": "true".
	Flags map[string]string
	// Getenv reads the environment; nil means that nothing is set.
	Getenv func(string) string
	// System provides the facts that decide whether the site's file can be trusted; the zero value is the real system.
	System trust.System
}

// File is one of the two files.
type File struct {
	Path  string
	State State
}

// Loaded holds the values in force and where each comes from.
type Loaded struct {
	Config
	Site, Operator File
	// Unsafe says why the site's file cannot be relied upon, and what to do; empty if it can. Nothing is then taken from
	// the file, and what it may forbid is off: ReadOnly is true, SignIn.PasteBack and Reveal.Copy are false,
	// SSL_CERT_FILE and SSL_CERT_DIR do not count. It is safe to draw.
	Unsafe string
	// Environment lists the environment variables that affect the network.
	Environment []Variable

	values  map[string]string // canonical, by key; empty if not set
	origins map[string]Origin
	placed  []placedPreset
	notes   []string
}

// Origin returns where the value of a key comes from.
func (l Loaded) Origin(key string) Origin { return l.origins[key] }

// Notes returns sentences to show the operator at the start: why the console is read-only, and which lines of their
// file have no effect.
func (l Loaded) Notes() []string { return slices.Clone(l.notes) }

// given is the canonical form of a value that a file sets.
type given struct {
	value string
	at    place
}

// source is what a file sets.
type source struct {
	File
	set     map[string]given
	presets []placedPreset
}

// Load reads both files, checks them and the flags, and merges them. Its error is Problems, with everything that is
// wrong. A missing file is not an error, nor is a site's file that cannot be relied upon (Loaded.Unsafe).
func Load(o Options) (Loaded, error) {
	l := Loaded{values: map[string]string{}, origins: map[string]Origin{}}
	var site, own source
	var problems Problems
	if o.Site != "" {
		data, state, dated, unsafe, wrong := readSite(o.Site, o.System)
		if o.Rehearsal {
			data, state, dated, unsafe, wrong = readGiven(o.Site)
		}
		l.Guard.Date = dated
		site.File, l.Unsafe = File{o.Site, state}, text.Line(unsafe)
		problems = append(problems, wrong...)
		problems = append(problems, site.read(data, FromSite)...)
	}
	if o.Operator != "" {
		data, state, wrong := readOperator(o.Operator)
		own.File = File{o.Operator, state}
		problems = append(problems, wrong...)
		problems = append(problems, own.read(data, FromOperator)...)
	}
	l.Site, l.Operator = site.File, own.File
	flags, wrong := checkFlags(o.Flags)
	problems = append(problems, wrong...)
	if len(problems) == 0 {
		problems = slices.Concat(l.merge(site, own, flags), l.mergePresets(site.presets, own.presets))
	}
	if err := problems.err(); err != nil {
		return Loaded{}, err
	}
	l.Environment = l.environment(o.Getenv)
	l.notes = text.Lines(l.notes)
	if l.Unsafe != "" {
		l.notes = slices.Insert(l.notes, 0,
			"the console is read-only because the site's file cannot be relied upon: "+l.Unsafe)
	}
	return l, nil
}

// read parses a file's text and checks each value.
func (s *source) read(data []byte, from From) Problems {
	if s.State != Read || len(data) == 0 {
		return nil
	}
	doc, problems := parse(s.Path, data)
	if len(problems) > 0 {
		return problems
	}
	problems = doc.secrets("", doc.values)
	var wrong, more Problems
	s.set, wrong = doc.settings(from)
	s.presets, more = doc.presets(from)
	return slices.Concat(problems, wrong, more).inOrder()
}

// Keys returns the keys that a file may contain, in the order in which they are shown.
func Keys() []string {
	names := make([]string, 0, len(settings)+1)
	for _, s := range settings {
		names = append(names, s.key)
	}
	return append(names, presetKey)
}

func checkFlags(flags map[string]string) (map[string]string, Problems) {
	checked := map[string]string{}
	var problems Problems
	for key, typed := range flags {
		s := lookup(key)
		if s == nil || s.flag == "" {
			problems = append(problems, Problem{Key: key, What: "this key has no flag", Hint: "see 'tapdesk config keys'"})
			continue
		}
		canonical, err := s.read(new(Config), typed)
		if err != nil {
			problems = append(problems, Problem{Key: key, What: err.Error()})
			continue
		}
		checked[key] = canonical
	}
	return checked, problems.inOrder()
}

// merge decides the value of each setting.
func (l *Loaded) merge(site, own source, flags map[string]string) (problems Problems) {
	for _, s := range settings {
		value, origin := s.fallback, Origin{}
		if g, ok := own.set[s.key]; ok {
			value, origin = g.value, Origin{From: FromOperator, at: g.at}
		}
		if v, ok := flags[s.key]; ok {
			value, origin = v, Origin{From: FromFlag}
		}
		if g, ok := site.set[s.key]; ok {
			binding := Origin{From: FromSite, at: g.at}
			switch {
			case origin.From == FromFlag && s.loosens(g.value, value):
				what := fmt.Sprintf("the site's file sets %s (%s), which binds", g.value, g.at)
				problems = append(problems, Problem{Key: s.key, What: what, Hint: "leave the flag out"})
			case origin.From == FromDefault, value == g.value:
				value, origin = g.value, binding
			case s.loosens(g.value, value):
				binding.Over = fmt.Sprintf("%s in your file, line %d", value, origin.at.line())
				l.note(origin.at, "%s = %s has no effect: the site's file sets %s", s.key, value, g.value)
				value, origin = g.value, binding
			}
		}
		if s.cautious != "" && l.Unsafe != "" && value != s.cautious {
			value, origin = s.cautious, Origin{From: FromSafety}
		}
		l.values[s.key], l.origins[s.key] = value, origin
		if value != "" {
			_, _ = s.read(&l.Config, value) // read without an error before
		}
	}
	return append(problems, l.together()...)
}

// note adds a sentence about a place in a file to the notes.
func (l *Loaded) note(at place, format string, args ...any) {
	l.notes = append(l.notes, fmt.Sprintf("%s: "+format, append([]any{at}, args...)...))
}

// problem returns a Problem with a value in force, at the place where it was set.
func (l *Loaded) problem(key, what, hint string) Problem {
	p := Problem{Key: key, What: what, Hint: hint}
	if at := l.origins[key].at; at.doc != nil {
		p.Path, p.Line = at.doc.path, at.line()
	}
	return p
}

// together checks combinations of settings.
func (l *Loaded) together() (problems Problems) {
	wrong := func(key, what, hint string) { problems = append(problems, l.problem(key, what, hint)) }
	if l.TenantID != "" && l.TenantID == l.ClientID {
		wrong("client_id", "is the same as tenant_id", "one is the directory's id, the other the app registration's")
	}
	r := l.Ticket
	if r.Pattern != "" && r.Example == "" {
		wrong("ticket.pattern", "is set without ticket.example", "give an example: it is shown to the operator")
	}
	if r.Example != "" && !r.Fits(r.Example) {
		wrong("ticket.example", "does not match ticket.pattern", "give one that does")
	}
	if len(r.Demands) > 0 && len(r.Ways) == 0 {
		wrong("verification.required", "is set without verification.ways", "say which ways this desk has")
	}
	for _, demand := range r.Demands {
		for _, way := range demand.Ways {
			if len(r.Ways) > 0 && !slices.Contains(r.Ways, way) {
				wrong("verification.required", "names "+string(way)+", which verification.ways does not have", "add it there")
			}
		}
	}
	if slices.Contains(r.Ways, call.Blind) && len(r.Asked()) < call.Needed {
		wrong("verification.questions", "are too few",
			fmt.Sprintf("name at least %d, besides the manager where that is a way", call.Needed))
	}
	g := l.Guard
	d, least, most := g.DefaultLifetimeInMinutes, g.MinimumLifetimeInMinutes, g.MaximumLifetimeInMinutes
	if d > 0 && most > 0 && (d < least || d > most) {
		wrong("policy.default", "is not within policy.lifetime", "use the policy's own default")
	}
	// If the groups did not all fit into one request some could not be checked, and everyone would be refused.
	if n := len(g.Protected()); n > person.MostGroups {
		wrong("privileged.deny", fmt.Sprintf("names %d groups", n),
			fmt.Sprintf("use at most %d in all: nest them in one group", person.MostGroups))
	}
	return problems
}

// Need is a setting that is required to sign in.
type Need struct {
	// Key is tenant_id or client_id.
	Key string
	// What is what it is, and How is how to get it.
	What, How string
}

// Missing returns the settings that must be set before anyone can sign in. A first run without a file shows them, and
// 'tapdesk init' asks for them.
func (l Loaded) Missing() (needs []Need) {
	if l.TenantID == "" {
		needs = append(needs, Need{
			Key: "tenant_id", What: "the id of your organisation's directory, a GUID",
			How: "Microsoft Entra admin center (entra.microsoft.com, or your cloud's), Overview: Tenant ID",
		})
	}
	if l.ClientID == "" {
		needs = append(needs, Need{
			Key: "client_id", What: "the id of the app registration for this console, a GUID; there is no default",
			How: "the same place, App registrations: Application (client) ID; graph/auth/SETUP.md says how one is made, once " +
				"for all operators",
		})
	}
	return needs
}
