package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // jump hosts may lack the zone database

	"github.com/spf13/cobra"
)

// operatorZone is the time zone in which the operator's times are read and shown.
type operatorZone struct {
	*time.Location
	// from names its source, for 'tapdesk config show'.
	from string
	// doubt is shown to the operator if TZ or the machine's zone was not understood: which zone counts instead, why,
	// and what to do. It is empty otherwise.
	doubt string
}

// zoneFlag adds --zone.
func zoneFlag(cmd *cobra.Command, value *string) {
	cmd.Flags().StringVar(value, "zone", "",
		"your time `ZONE`, such as Europe/Berlin, or as POSIX writes TZ (default TZ, else the machine's)")
	_ = cmd.RegisterFlagCompletionFunc("zone", cobra.NoFileCompletions)
}

// zone returns the operator's time zone: that of --zone if it was given, else that of TZ, else the machine's. Go's
// time.Local would silently be UTC if TZ is a POSIX string or cannot be read.
func (p *program) zone(name string, given bool) (operatorZone, error) {
	if given {
		zone, err := namedZone(name)
		if err != nil || name == "" { // an unset variable in a script does not mean UTC
			return operatorZone{}, refuse("--zone %s: use an IANA name such as Europe/Berlin or UTC, or a POSIX "+
				"string with its rules such as CET-1CEST,M3.5.0,M10.5.0/3", brief(name))
		}
		return operatorZone{Location: zone, from: "--zone"}, nil
	}
	for _, entry := range p.environ() {
		if tz, set := strings.CutPrefix(entry, "TZ="); set {
			return zoneOfTZ(tz), nil
		}
	}
	return zoneOfMachine(p.localtime), nil
}

// printingZone is zone for a command that prints: a doubt goes to standard error.
func (p *program) printingZone(name string, given bool) (*time.Location, error) {
	zone, err := p.zone(name, given)
	if zone.doubt != "" {
		p.say("note: %s", zone.doubt)
	}
	return zone.Location, err
}

// zoneOfTZ returns the zone for a value of TZ, as POSIX and the C libraries read it: empty for UTC, else the name of a
// zone, a file, or the rules themselves, each with or without a leading colon.
func zoneOfTZ(tz string) operatorZone {
	out := operatorZone{from: "TZ=" + brief(tz)}
	name := strings.TrimPrefix(tz, ":")
	var err error
	if strings.HasPrefix(name, "/") {
		out.Location, err = zoneInFile(name)
	} else {
		out.Location, err = namedZone(name)
	}
	if err != nil {
		return unclear("TZ " + brief(tz) + " was not understood")
	}
	return out
}

// zoneOfMachine returns the zone that the file at path says the machine is in, or UTC without the file. If path is
// empty, because the system keeps no such file, Go asks the system.
func zoneOfMachine(path string) operatorZone {
	if path == "" {
		return operatorZone{Location: time.Local, from: "this machine's settings"}
	}
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return operatorZone{Location: time.UTC, from: "there is no " + path}
	}
	zone, err := zoneInFile(path)
	if err != nil {
		return unclear(path + " could not be read as a time zone")
	}
	return operatorZone{Location: zone, from: path}
}

// unclear returns UTC, and says why.
func unclear(why string) operatorZone {
	return operatorZone{
		Location: time.UTC, from: why,
		doubt: "times are UTC, since " + why + ": use --zone, such as --zone Europe/Berlin",
	}
}

var errZone = errors.New("not a time zone")

// namedZone returns the zone of an IANA name or a POSIX string. The empty name is UTC.
func namedZone(name string) (*time.Location, error) {
	if name == "" || strings.EqualFold(name, "UTC") {
		return time.UTC, nil
	}
	if name == "Local" { // in Go, the zone that Go makes of TZ
		return nil, errZone
	}
	if zone, err := time.LoadLocation(name); err == nil {
		return zone, nil
	}
	return posixZone(name)
}

// maxZoneFile limits the size of a zone's file, in bytes; the largest in the zone database has 4 KB.
const maxZoneFile = 1 << 20

// zoneInFile returns the zone in a file of the zone database's form, usually a link into it. The link's name comes
// first, so that the zone is known on a host that has the link but not the database.
func zoneInFile(path string) (*time.Location, error) {
	target, _ := os.Readlink(path) // empty if it is not a link
	for _, at := range []string{path, target} {
		if _, name, in := strings.Cut(at, "/zoneinfo/"); in {
			if zone, err := time.LoadLocation(name); err == nil {
				return zone, nil
			}
		}
	}
	info, err := os.Stat(path)
	// Reading a pipe or a device could block.
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 || info.Size() > maxZoneFile {
		return nil, errZone
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, errZone
	}
	return time.LoadLocationFromTZData("Local", data)
}

// The parts of a POSIX zone: name and offset, name and offset in summer, when summer begins and when it ends.
const (
	zoneName   = `(<[A-Za-z0-9+-]{3,16}>|[A-Za-z]{3,16})`
	zoneOffset = `([+-]?(?:[01]?[0-9]|2[0-4])(?::[0-5]?[0-9]){0,2})`
	zoneRule   = `,(?:J?[0-9]{1,3}|M[0-9]{1,2}\.[1-5]\.[0-6])(?:/[+-]?[0-9]{1,3}(?::[0-5]?[0-9]){0,2})?`
)

var (
	posixForm = regexp.MustCompile(`^` + zoneName + zoneOffset +
		`(?:` + zoneName + zoneOffset + `?` + zoneRule + zoneRule + `)?$`)
	zero = regexp.MustCompile(`^[+-]?0{1,2}(:0{1,2})*$`)
)

// posixZone returns the zone of a POSIX string, such as CET-1CEST,M3.5.0,M10.5.0/3. Go reads such strings at the end of
// a zone's file, for future years; the file made here has nothing else in it. It does not accept
//
//   - summer time without its rules, CET-1CEST, for which each library has its own;
//   - UTC+1 and GMT+1, which are behind UTC for POSIX and ahead of it for people, and would be shown as UTC;
//   - summer time that begins or ends around the New Year of UTC, where Go takes the rules of the wrong year.
func posixZone(text string) (*time.Location, error) {
	part := posixForm.FindStringSubmatch(text)
	if part == nil || misleading(part[1], part[2]) || misleading(part[3], part[4]) {
		return nil, errZone
	}
	zone, err := time.LoadLocationFromTZData(strings.Trim(part[1], "<>"), zoneFile(text))
	if err != nil {
		return nil, err
	}
	if name, _ := time.Unix(0, 0).In(zone).Zone(); name == unread {
		return nil, errZone
	}
	for year := 2000; year < 2100; year++ {
		newYear := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		_, after := newYear.In(zone).Zone()
		if _, before := newYear.Add(-time.Second).In(zone).Zone(); before != after {
			return nil, errZone
		}
	}
	return zone, nil
}

// unread is the zone's name in zoneFile that shows that Go could not read the rules.
const unread = "?"

// zoneFile returns a file in the zone database's form, version 2 (RFC 8536), that contains only rules.
func zoneFile(rules string) []byte {
	const (
		header = "TZif2" + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
		none   = "\x00\x00\x00\x00"
		counts = none + none + none + none + "\x00\x00\x00\x01" + "\x00\x00\x00\x02"
		zone   = none + "\x00" + "\x00" + unread + "\x00"
	)
	return []byte(header + counts + zone + header + counts + zone + "\n" + rules + "\n")
}

// misleading reports whether a zone is named like UTC but is not UTC.
func misleading(name, offset string) bool {
	name = strings.ToUpper(strings.Trim(name, "<>"))
	return (name == "UTC" || name == "GMT") && !zero.MatchString(offset)
}

// brief quotes typed text for a sentence: safe to draw, and short.
func brief(text string) string {
	const most = 40
	if all := []rune(text); len(all) > most {
		return strconv.Quote(string(all[:most])) + "..."
	}
	return strconv.Quote(text)
}

// String returns the line that 'tapdesk config show' prints.
func (z operatorZone) String() string {
	return fmt.Sprintf("\n# Times are in %s: %s", z.Location, z.from)
}
