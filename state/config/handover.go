package config

// The settings of the screen that shows a pass.
const (
	minRevealSeconds = 15
	maxRevealSeconds = 600
)

// handover are the settings of how a pass is shown and handed over.
var handover = []setting{
	{
		name: "reveal_seconds", kind: whole, values: "15 to 600 seconds",
		about:    "how long a pass stays in sight without a key; the operator may only shorten the site's",
		fallback: "180", parse: parseWhole(minRevealSeconds, maxRevealSeconds), looser: longer,
		put: func(c *Config, v string) { c.RevealSeconds = number(v) },
	}, {
		name: "reveal_max_seconds", kind: whole, values: "15 to 600 seconds",
		about:    "after how long a pass is wiped, whatever is pressed; the operator may only shorten the site's",
		fallback: "600", parse: parseWhole(minRevealSeconds, maxRevealSeconds), looser: longer,
		put: func(c *Config, v string) { c.RevealMaxSeconds = number(v) },
	}, {
		name: "mask_on_blur", kind: boolean, values: "true or false",
		about:    "mask a pass when the terminal loses the focus, where it tells; a softphone takes the focus too",
		fallback: "false", parse: parseBool, looser: func(site, wanted string) bool { return site == "true" && wanted == "false" },
		put: func(c *Config, v string) { c.MaskOnBlur = v == "true" },
	}, {
		name: "allow_copy", kind: boolean, siteOnly: true, values: "true or false",
		about:    "let a pass be copied to the terminal's clipboard while it is in sight",
		fallback: "false", parse: parseBool, put: func(c *Config, v string) { c.AllowCopy = v == "true" },
	}, {
		name: "session_recorded", kind: boolean, siteOnly: true, values: "true or false",
		about:    "say before each pass that the session is recorded, found or not",
		fallback: "false", parse: parseBool, put: func(c *Config, v string) { c.SessionRecorded = v == "true" },
	}, {
		name: "card_template", siteOnly: true, values: "the absolute path of a text with {placeholders}; the README says which",
		about: "what to tell a caller, instead of the text built in", parse: parsePath("file"), put: func(c *Config, v string) { c.CardTemplate = v },
	},
}

// longer says whether a number of seconds is more than the site's.
func longer(site, wanted string) bool { return number(wanted) > number(site) }
