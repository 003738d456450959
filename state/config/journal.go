package config

import (
	"fmt"
	"path/filepath"
	"slices"
)

// JournalAnchor says whether the hash of each record of the journal goes to the log of the system.
type JournalAnchor string

// The ways of anchoring, from the loosest to the tightest.
const (
	AnchorOff      JournalAnchor = "off"
	AnchorAuto     JournalAnchor = "auto"     // where there is a log
	AnchorRequired JournalAnchor = "required" // and no write without
)

var anchoring = []string{string(AnchorOff), string(AnchorAuto), string(AnchorRequired)}

// The bounds of how long records are kept, in days. Old files are removed as a whole and none covers more than 30 days.
const (
	minRetention = 30
	maxRetention = 3660
)

// recording are the settings of the journal.
var recording = []setting{
	{
		name: "journal_anchor", values: "off, auto or required",
		about:    "hash of each record to the system's log: auto, where there is one; required, no write without",
		fallback: string(AnchorAuto), parse: oneOf(anchoring...),
		looser: func(site, wanted string) bool { return slices.Index(anchoring, wanted) < slices.Index(anchoring, site) },
		put:    func(c *Config, v string) { c.JournalAnchor = JournalAnchor(v) },
	}, {
		name: "journal_retention_days", kind: whole, values: "30 to 3660 days, or 0: for ever",
		about:    "after how long old files of the journal are removed",
		fallback: "400", parse: parseRetention, put: func(c *Config, v string) { c.JournalRetentionDays = number(v) },
	}, {
		name: "journal_dir", siteOnly: true, values: "an absolute path",
		about: "where all operators' journals are, each in DIR/UID, made by root; by default in their homes",
		parse: parseJournalDir, put: func(c *Config, v string) { c.JournalDir = v },
	},
}

func parseRetention(s string) (string, error) {
	if s == "0" {
		return s, nil
	}
	days, err := parseWhole(minRetention, maxRetention)(s)
	if err != nil {
		return "", fmt.Errorf("%v, or 0 to keep them for ever", err)
	}
	return days, nil
}

func parseJournalDir(s string) (string, error) {
	if !filepath.IsAbs(s) || filepath.Clean(s) != s || s == "/" || len(s) > 1024 {
		return "", fmt.Errorf("%s is not the absolute path of a directory; give it without dots or double slashes", quote(s))
	}
	return s, nil
}
