package reveal

import (
	"fmt"
	"strings"
)

// title names the screen.
const title = "Reveal"

// Whose pass it is, and its state.
const (
	formatReadTo   = "Read this to %s"
	labelUPN       = "UPN"
	labelObjectID  = "Object id"
	labelPass      = "Pass"
	labelFrom      = "From"
	labelNotUsable = "Not usable"
	formatUnusable = "Graph created it but says it is not usable: %s"
	usableUnknown  = "Graph created it and did not say whether it can be used"
	notYetUnknown  = "Graph says NotYetValid, but not from when it works"
	formatNotYet   = "Graph says NotYetValid: it works from %s, not before"
	disabledPolicy = "Graph created it but says DisabledByPolicy: it will not sign the person in. The tenant's policy " +
		"must include them and allow this use; an Authentication Policy Administrator can change that"
)

// Below the pass: how it is shown, for how long, and who else may see it.
const (
	formatSpaceShows     = "Space shows it. Masked after %d s without a key, wiped after %d s."
	formatMasked         = "Masked: m shows it again. %d s left, then wiped."
	notInJournalShort    = "Not in the journal yet."
	formatPerhapsToo     = "%s; perhaps %s"
	formatSeenUntil      = "until %s"
	formatRecordedSpace  = "%s Space shows it."
	recordedSpaceInBrief = "Recorded! Space shows it."
)

const (
	// asksToCopy says what happens to a copy. Nobody may say yes without having seen it.
	asksToCopy = "The copy goes through the terminal (OSC 52): tmux may keep it in its buffers, and a clipboard history " +
		"keeps it after it is gone from here. Clear both afterwards. press y to copy, any other key stays"
	tooSmallToCopy = "the window is too small to show what happens to a copy: make it larger"
	copySent       = "sent; whether it arrived is not known. Closing asks the terminal to clear it"
)

// Reading it out.
const (
	readingOut      = "Reading out"
	readingBack     = "The caller reads it back"
	whatToSay       = "What to say"
	formatHead      = "%s  for %s, %s" // what is being done, name, user principal name
	formatNth       = "%d of %d"
	formatNthTime   = "%s, %d s"
	formatNotThat   = "not %s"
	formatRemark    = `%s: say "%s"`
	marksLookalike  = "≠ marks a character that looks like another."
	formatGroups    = "Groups %d to %d of %d. ↑↓ scrolls."
	tooSmallForList = "The window is too small for the list: Space steps through the characters."
)

// Keys, and why one is off.
const (
	doReadOut        = "read out"
	doReadAgain      = "again"
	doNext           = "next"
	doDone           = "done"
	doHideList       = "hide the list"
	doUnmask         = "unmask"
	doClose          = "close"
	doToPerson       = "to the person"
	doCloseOrStay    = "close, any other key stays"
	doCloseAndDelete = "close and delete the pass"
	doCopyOrStay     = "copy, any other key stays"
	doLeave          = "again: done, the value is wiped"
	offMasked        = "masked: m shows it again"
	offCopy          = "reveal.copy is off; only the site's file can allow it"
)

// What is lost by quitting, and what took the pass away.
const (
	formatAfterACopy = "%s, after it was copied to the clipboard" // in the journal
)

// wording is what is said of the value, which is a pass or a password.
type wording struct {
	created  string
	tooSmall string
	// Below the value.
	secondsMasked, secondsWiped, wiped, wipedNeverShown, wipedShown, notInJournal string
	// recorded and maybeRecorded say who else may see it, and seenWhile for how long that matters.
	recorded, maybeRecorded, seenWhile string
	// toWhole and offWiped are about keys.
	toWhole, offWiped string
	// What is lost by quitting, and what took the value away.
	lossNeverShown, lossShown, timeOver, wipedBy string
	// Questions before something is lost, each from the longest to the shortest that there is room for.
	asksToClose, asksToLeave []string
	// help explains what the window is.
	help []string
}

var ofPass = wording{
	created:  "The pass was created",
	tooSmall: "The window is too small for the whole pass: make it larger, or step through it with Space.",

	secondsMasked:   "%d s left, then masked; wiped at %s. The pass has no spaces.",
	secondsWiped:    "%d s left, then wiped. The pass has no spaces.",
	wiped:           "The pass has been wiped.",
	wipedNeverShown: "It was never shown, so nobody has seen it. d goes on to delete it, Esc to the person.",
	wipedShown:      "A pass is shown once. Esc goes to the person.",
	notInJournal:    "The pass is not in the journal yet: its record waits and is written as soon as the journal can be.",

	recorded:      "This session is recorded (%s): anyone who can replay it sees the pass %s.",
	maybeRecorded: "This session may be recorded (%s): then anyone who can replay it sees the pass %s.",
	seenWhile:     "as long as it is valid",

	toWhole:  "to the pass",
	offWiped: "the pass was wiped and is shown only once: issue a new one",

	lossNeverShown: "The pass was never shown, and its value cannot be shown again",
	lossShown:      "The pass is wiped, and its value cannot be shown again",
	timeOver:       "the time to show the pass is over: it has been wiped",
	wipedBy:        "the pass has been wiped: %s",

	asksToClose: []string{
		"The pass was never shown. Closing loses its value for good; the pass itself stays. d closes and goes on to delete " +
			"it; press y to close, any other key stays",
		"Never shown: press y to close, any other key stays",
		"press y to close",
	},
	asksToLeave: []string{
		"Esc again: done, the value is wiped; the pass stays. Any other key cancels.",
		"Esc again: done, the value is wiped",
	},
	help: []string{
		"Space begins the one window in which the pass can be read. Each key of the read-out renews it; a pause masks the " +
			"pass, and m shows it again. At the end of its time, or when you are done, the pass is wiped.",
		"Space again reads it out: one character at a time, with what to say. Let the caller repeat each. Backspace goes " +
			"one back. After the last one comes the whole list, so that the caller can read the pass back. s shows that list " +
			"at any time. It goes from left to right, in groups of four; ↑↓ scrolls if it is longer than the window.",
		"Esc goes back from there to the line with the pass. On that line, press Esc twice to finish: then the value is " +
			"lost.",
		"The spaces between the characters are not part of the pass: it has none. " + marksLookalike,
		"Graph gives the value of a pass this one time. Once it is wiped, only a new pass helps.",
	},
}

var ofPassword = wording{
	created:  "The password was reset",
	tooSmall: "The window is too small for the whole password: make it larger, or step through it with Space.",

	secondsMasked:   "%d s left, then masked; wiped at %s. The password has no spaces.",
	secondsWiped:    "%d s left, then wiped. The password has no spaces.",
	wiped:           "The password has been wiped.",
	wipedNeverShown: "It was never shown, so nobody has seen it. Esc goes to the person, where p resets it again.",
	wipedShown:      "A password is shown once. Esc goes to the person.",
	notInJournal:    "The reset is not in the journal yet: its record waits and is written as soon as the journal can be.",

	recorded:      "This session is recorded (%s): anyone who can replay it sees the password %s.",
	maybeRecorded: "This session may be recorded (%s): then anyone who can replay it sees the password %s.",
	seenWhile:     "and may use it until the person changes it",

	toWhole:  "to the password",
	offWiped: "the password was wiped and is shown only once: reset it again",

	lossNeverShown: "The new password was never shown, and cannot be shown again",
	lossShown:      "The new password is wiped, and cannot be shown again",
	timeOver:       "the time to show the password is over: it has been wiped",
	wipedBy:        "the password has been wiped: %s",

	asksToClose: []string{
		"The password was never shown. Closing loses it for good, and nobody knows it then: reset it again, or let the " +
			"person do that; press y to close, any other key stays",
		"Never shown: press y to close, any other key stays",
		"press y to close",
	},
	asksToLeave: []string{
		"Esc again: done, the password cannot be shown again. Any other key cancels.",
		"Esc again: done, the value is wiped",
	},
	help: []string{
		"Space begins the one window in which the password can be read. Each key of the read-out renews it; a pause masks " +
			"it, and m shows it again. At the end of its time, or when you are done, it is wiped.",
		"Space again reads it out: one character at a time, with what to say. Let the caller repeat each. Backspace goes " +
			"one back. After the last one comes the whole list, so that the caller can read it back. s shows that list at " +
			"any time. It goes from left to right, in groups of four; ↑↓ scrolls if it is longer than the window.",
		"Esc goes back from there to the line with the password. On that line, press Esc twice to finish: then it is lost.",
		"The spaces between the characters are not part of the password: it has none. " + marksLookalike,
		"The person must change it at the next sign-in. Once it is wiped here, only another reset helps.",
	},
}

// A new password.
const (
	labelPassword  = "Password"
	mustChange     = "must be changed at the next sign-in"
	labelUncertain = "Not certain"
	notSaidSet     = "Graph has not said that it is set: if it does not sign the person in, reset it again"
	doCopyPassword = "copy the password"
)

// notThese says which characters one is not.
func notThese(looks string) string {
	return fmt.Sprintf(formatNotThat, strings.Join(strings.Split(looks, ""), " "))
}

// What is said for a character.
const (
	formatCapital     = "capital %s"
	formatSmall       = "small %s"
	formatDigit       = "digit %s"
	saySpace          = "space"
	formatUnprintable = "character number %d, which is not printable"
)

// capitals are the words of the ICAO alphabet in its own spelling (ALFA and JULIETT, so that every reader says them
// right). Source: ICAO Annex 10, volume II.
var capitals = [...]string{
	"ALFA", "BRAVO", "CHARLIE", "DELTA", "ECHO", "FOXTROT", "GOLF", "HOTEL", "INDIA", "JULIETT", "KILO", "LIMA", "MIKE",
	"NOVEMBER", "OSCAR", "PAPA", "QUEBEC", "ROMEO", "SIERRA", "TANGO", "UNIFORM", "VICTOR", "WHISKEY", "X-RAY", "YANKEE",
	"ZULU",
}

// smalls are the same words, small: the eye sees the case as well as reads it.
var smalls = [...]string{
	"alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett", "kilo", "lima", "mike",
	"november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "x-ray", "yankee",
	"zulu",
}

var digits = [...]string{"ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"}

// symbols are the rest. A name says what the sign is, not what it is for, and is not the beginning of another.
var symbols = map[byte]string{
	'!': "exclamation mark", '"': "double quote", '#': "hash sign", '$': "dollar sign", '%': "percent sign",
	'&':  "ampersand",
	'\'': "single quote", '(': "round bracket open", ')': "round bracket close", '*': "asterisk", '+': "plus sign",
	',': "comma",
	'-': "hyphen", '.': "full stop", '/': "forward slash", ':': "colon", ';': "semicolon", '<': "less-than sign",
	'=': "equals sign",
	'>': "greater-than sign", '?': "question mark", '@': "at sign", '[': "square bracket open", '\\': "backslash",
	']': "square bracket close", '^': "caret", '_': "underscore", '`': "backtick", '{': "curly bracket open",
	'|': "vertical bar",
	'}': "curly bracket close", '~': "tilde",
}

// twins are the characters that fonts draw alike, or that callers take for one another.
var twins = map[byte]likeness{
	'0':  {"Oo", "the number zero, not a letter"},
	'O':  {"0o", "the letter O, a big one, not the number zero"},
	'o':  {"0O", "the letter o, a small one, not the number zero"},
	'1':  {"lI|", "the number one, not a letter"},
	'l':  {"1I|", "the letter L, a small one, not the number one"},
	'I':  {"1l|", "the letter I as in India, a big one, not the number one"},
	'|':  {"1lI", "the upright line, a sign, not a letter or a number"},
	'i':  {"j!", "the letter i with a dot, a small one"},
	'j':  {"i;", "the letter j with a dot, a small one"},
	'5':  {"S", "the number five, one more than four, not a letter"},
	'S':  {"5s", "the letter S, a big one, not the number five"},
	's':  {"5S", "the letter s, a small one, not the number five"},
	'8':  {"B", "the number eight, one more than seven, not a letter"},
	'B':  {"8", "the letter B, a big one, not the number eight"},
	'2':  {"Zz", "the number two, one more than one, not a letter"},
	'Z':  {"2z", "the letter Z, a big one, not the number two"},
	'z':  {"2Z", "the letter z, a small one, not the number two"},
	'6':  {"bG", "the number six, one more than five, not a letter"},
	'G':  {"6C", "the letter G, a big one, not the number six"},
	'b':  {"6", "the letter b, a small one, not the number six"},
	'9':  {"gq", "the number nine, one more than eight, not a letter"},
	'g':  {"9q", "the letter g, a small one, not the number nine"},
	'q':  {"9g", "the letter q, a small one, not the number nine"},
	'C':  {"cG", "the letter C, a big one"},
	'c':  {"C", "the letter c, a small one"},
	'U':  {"uV", "the letter U as in uniform, a big one"},
	'u':  {"Uv", "the letter u as in uniform, a small one"},
	'V':  {"vU", "the letter V as in victor, a big one"},
	'v':  {"Vu", "the letter v as in victor, a small one"},
	'W':  {"w", "the letter W, a big one"},
	'w':  {"W", "the letter w, a small one"},
	'X':  {"x", "the letter X, a big one"},
	'x':  {"X*", "the letter x, a small one"},
	'P':  {"p", "the letter P, a big one"},
	'p':  {"P", "the letter p, a small one"},
	'K':  {"k", "the letter K, a big one"},
	'k':  {"K", "the letter k, a small one"},
	'`':  {"',", "the slanted mark, on many keyboards left of the digit one"},
	'\'': {"`\"", "one straight quotation mark, the apostrophe"},
	'"':  {"'`", "one key: the straight double quotation mark"},
	',':  {".'", "the comma, with a tail"},
	'.':  {",", "the dot, without a tail"},
	':':  {";", "two dots, one above the other"},
	';':  {":,", "a dot above a comma"},
	'!':  {"1i|", "the sign, an upright line above a dot"},
	'-':  {"_~", "the short line at half height, the minus key"},
	'_':  {"-", "the long line at the foot, not at half height"},
	'~':  {"-", "the wavy line at half height"},
	'/':  {"\\", "the slash that leans forward, to the right"},
	'\\': {"/", "the slash that leans back, to the left"},
	'(':  {"[{", "the round one, that opens"},
	')':  {"]}", "the round one, that closes"},
	'[':  {"({", "the square one, that opens"},
	']':  {")}", "the square one, that closes"},
	'{':  {"([", "the curly one, that opens"},
	'}':  {")]", "the curly one, that closes"},
	'*':  {"x", "the star"},
}
