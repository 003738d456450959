package config

import (
	"fmt"
	"slices"
	"strings"

	"tapdesk/state/clean"
)

// Options say what to load.
type Options struct {
	// Site and Operator are the paths of the files, as SitePath and OperatorPath give them. An empty one means no such file.
	Site, Operator string
	// Flags are the flags that were given, by the key of their setting: "read_only": "true". All settings but the presets and
	// those of the site alone may be flags.
	Flags map[string]string
	// Getenv reads the environment; nil has nothing set.
	Getenv func(string) string
	// System is what the trust in the site's file rests on; the zero value is the real one.
	System System
}

// File is one of the two files.
type File struct {
	Path  string
	State State
}

// Loaded is what is in force, and where each value comes from.
type Loaded struct {
	Config
	Site, Operator File
	// Unsafe says why the site's file cannot be relied upon, and the way out; empty when it can. Nothing is then taken from it,
	// and what it may have forbidden is off: ReadOnly is true, AllowPasteBack, UseSSLCertEnv and AllowCopy are false. It is safe to draw.
	Unsafe string
	// Environment is what is set there that bears on the network.
	Environment []Variable

	values  map[string]string // canonical, by key; empty when not set
	origins map[string]Origin
	locked  map[string]bool
	placed  []placedPreset
	notes   []string
}

// Origin says where the value of a key comes from.
func (l Loaded) Origin(key string) Origin { return l.origins[key] }

// Locked says whether the site's file sets a key, so that the operator can at most tighten it.
func (l Loaded) Locked(key string) bool { return l.locked[key] }

// Notes are sentences for the operator to see at the start: why the console only looks, and what of their file has no effect.
func (l Loaded) Notes() []string { return slices.Clone(l.notes) }

// given is a value as a file or a flag sets it, canonical.
type given struct {
	value string
	line  int
}

// source is what a file comes to.
type source struct {
	File
	set     map[string]given
	presets []placedPreset
}

// Load reads both files, holds them and the flags against the rules, and merges them. Its error is Problems, all that was found.
// A missing file is no error, nor is a site's file that cannot be relied upon (Loaded.Unsafe).
func Load(o Options) (Loaded, error) {
	l := Loaded{values: map[string]string{}, origins: map[string]Origin{}, locked: map[string]bool{}}
	var site, own source
	var problems Problems
	if o.Site != "" {
		data, state, dated, unsafe, wrong := readSite(o.Site, o.System)
		l.Guard.Date = dated
		site.File, l.Unsafe = File{o.Site, state}, clean.Line(unsafe)
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
		problems = l.merge(site, own, flags)
	}
	if err := problems.err(); err != nil {
		return Loaded{}, err
	}
	l.mergePresets(site.presets, own.presets)
	l.Environment = l.environment(o.Getenv)
	l.notes = clean.Lines(l.notes)
	if l.Unsafe != "" {
		l.notes = slices.Insert(l.notes, 0, "the console looks and writes nothing, since the site's file cannot be relied upon: "+l.Unsafe)
	}
	return l, nil
}

// read takes a file's text apart and checks each value in it.
func (s *source) read(data []byte, from From) Problems {
	if s.State != Read || len(data) == 0 {
		return nil
	}
	doc, problems := parse(s.Path, data)
	if len(problems) > 0 {
		return problems
	}
	s.set = map[string]given{}
	problems = doc.secrets()
	for name, value := range doc.values {
		switch set := lookup(name); {
		case name == presetKey:
		case set == nil:
			if !smells(name) {
				problems = append(problems, doc.unknown(join("", name), name, Keys()))
			}
		case set.siteOnly && from != FromSite:
			problems = append(problems, doc.problem(name, "only the site's file may set it", "delete this line; the site's file is "+SitePath))
		default:
			canonical, wrong := doc.check(*set, value)
			if wrong != nil {
				problems = append(problems, *wrong)
				continue
			}
			s.set[name] = given{canonical, doc.lines[name]}
		}
	}
	var wrong Problems
	s.presets, wrong = doc.presets(from)
	return append(problems, wrong...).inOrder()
}

// check returns the canonical form of a setting's value.
func (d *document) check(s setting, value any) (string, *Problem) {
	typed, wrong := d.scalar(s, value)
	if wrong != nil {
		return "", wrong
	}
	canonical, err := s.parse(typed)
	if err != nil {
		p := d.problem(s.name, err.Error(), "")
		return "", &p
	}
	return canonical, nil
}

// Keys are the keys that a file may hold, in the order in which they are shown.
func Keys() []string {
	names := make([]string, 0, len(settings)+1)
	for _, s := range settings {
		names = append(names, s.name)
	}
	return append(names, presetKey)
}

func checkFlags(flags map[string]string) (map[string]string, Problems) {
	checked := map[string]string{}
	var problems Problems
	for key, typed := range flags {
		s := lookup(key)
		if s == nil || s.siteOnly {
			problems = append(problems, Problem{Key: key, What: "it cannot be a flag", Hint: "see 'tapdesk config --help'"})
			continue
		}
		canonical, err := s.parse(typed)
		if err != nil {
			problems = append(problems, Problem{Key: key, What: err.Error()})
			continue
		}
		checked[key] = canonical
	}
	return checked, problems.inOrder()
}

// merge decides each setting.
func (l *Loaded) merge(site, own source, flags map[string]string) (problems Problems) {
	for _, s := range settings {
		value, origin := s.fallback, Origin{}
		if g, ok := own.set[s.name]; ok {
			value, origin = g.value, Origin{From: FromOperator, Path: own.Path, Line: g.line}
		}
		if v, ok := flags[s.name]; ok {
			value, origin = v, Origin{From: FromFlag}
		}
		if g, ok := site.set[s.name]; ok {
			l.locked[s.name] = true
			binding := Origin{From: FromSite, Path: site.Path, Line: g.line}
			switch {
			case origin.From == FromFlag && s.loosens(g.value, value):
				problems = append(problems, Problem{Key: s.name, What: fmt.Sprintf("the site's file sets %s (%s:%d), which binds", g.value, site.Path, g.line), Hint: "leave the flag out"})
			case origin.From == FromDefault, value == g.value:
				value, origin = g.value, binding
			case s.loosens(g.value, value):
				binding.Over = fmt.Sprintf("%s of your file, line %d", value, origin.Line)
				l.notes = append(l.notes, fmt.Sprintf("%s:%d: %s = %s has no effect: the site's file sets %s", own.Path, origin.Line, s.name, value, g.value))
				value, origin = g.value, binding
			}
		}
		if cautious, ok := caution[s.name]; ok && l.Unsafe != "" && value != cautious {
			value, origin = cautious, Origin{From: FromSafety}
		}
		l.values[s.name], l.origins[s.name] = value, origin
		s.put(&l.Config, value)
	}
	return slices.Concat(problems, l.together(), l.issuingTogether(), l.judgingTogether())
}

// caution is what is in force when the site's file, which may have forbidden it, cannot be relied upon. The proxy stays: without
// it there may be no way out, and it sees nothing of what TLS protects.
var caution = map[string]string{"read_only": "true", "allow_paste_back": "false", "use_ssl_cert_env": "false", "allow_copy": "false"}

// together checks what only two settings together can have wrong.
func (l *Loaded) together() (problems Problems) {
	if l.TenantID != "" && l.TenantID == l.ClientID {
		problems = append(problems, l.problem("client_id", "is the same as tenant_id", "one is the directory's id, the other the app registration's"))
	}
	switch {
	case l.GraphEndpoint != "" && l.AuthorityEndpoint == "":
		problems = append(problems, l.problem("graph_endpoint", "is set without authority_endpoint", "set both or neither: no real token goes to a stand-in"))
	case l.GraphEndpoint == "" && l.AuthorityEndpoint != "":
		problems = append(problems, l.problem("authority_endpoint", "is set without graph_endpoint", "set both or neither: no token of a stand-in goes to Graph"))
	}
	return problems
}

// problem says what is wrong with a value in force, where it was set.
func (l *Loaded) problem(key, what, hint string) Problem {
	o := l.origins[key]
	return Problem{Path: o.Path, Line: o.Line, Key: key, What: what, Hint: hint}
}

// mergePresets puts the site's presets before the operator's. One of the operator's with the name of one of the site's has no
// effect.
func (l *Loaded) mergePresets(site, own []placedPreset) {
	l.locked[presetKey] = len(site) > 0
	for _, p := range slices.Concat(site, own) {
		i := slices.IndexFunc(l.placed, func(o placedPreset) bool { return strings.EqualFold(o.Name, p.Name) })
		if i >= 0 {
			l.notes = append(l.notes, fmt.Sprintf("%s:%d: the preset %s has no effect: the site's file has one of that name", p.origin.Path, p.origin.Line, quote(p.Name)))
			continue
		}
		l.placed, l.Presets = append(l.placed, p), append(l.Presets, p.Preset)
	}
	l.origins[presetKey] = Origin{}
	if len(l.placed) > 0 {
		l.origins[presetKey] = l.placed[0].origin
	}
}

// Need is a setting without which nobody can sign in.
type Need struct {
	// Key is tenant_id or client_id.
	Key string
	// What it is, and How to get it.
	What, How string
}

// Missing is what must be set before anybody can sign in; nothing when all is. It is what a first run without a file shows, and
// what 'tapdesk init' asks for.
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
			How: "the same place, App registrations: Application (client) ID; the README says how one is made, once for all operators",
		})
	}
	return needs
}
