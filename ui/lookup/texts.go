package lookup

// The field.
const (
	title      = "Search"
	fieldLabel = "Search"
	fieldHint  = "name, UPN, mail, phone, employee id or object id"
)

// How many were found, and what may be missing.
const (
	recentPeople      = "recent"
	domainAlone       = "A domain alone finds nobody: type what is before the @"
	formatFound       = "%d found"
	formatFoundOf     = "%d of %d found"
	formatFoundSoFar  = "%d found so far"
	formatFor         = `%s for "%s"`
	formatBySurname   = `%s by surname only, maybe not all`
	formatNoneFor     = `%s; none for "%s"`
	formatOtherwise   = `%s, maybe not all, for other spellings of "%s"`
	formatRestUnread  = "%s. F5 searches again: the rest could not be read"
	formatSamePages   = "%s. Narrow the search: Graph sends the same pages over and over"
	formatNotSearched = "%s. Not searched: %s"
)

// A search that takes long.
const (
	searching       = "searching..."
	formatAskedWait = "searching: Graph asks to wait %s"
)

// Nobody was found.
const (
	formatNobody      = `Nobody found for "%s": searched %s.`
	formatNobodyGap   = `Nobody found for "%s", but not everything was searched. Not searched: %s.`
	formatAlsoTried   = "Also tried: %s."
	enterSearches     = "Enter searches again"
	searchPeople      = "search people"         // after "could not"
	readMoreOfTheList = "read more of the list" // after "could not"
)

// A person in the list and in the preview.
const (
	stateDisabled   = "disabled"
	stateGuest      = "guest"
	labelUPN        = "UPN"
	labelObjectID   = "Object id"
	labelMail       = "Mail"
	labelTitle      = "Title"
	labelDepartment = "Department"
	labelState      = "State"
	enterOpens      = "Enter opens: methods and pass"
)

// Keys, and what is said when one cannot do what it does.
const (
	doWhyShort      = "sign-ins"
	doClear         = "clear"
	selectFirst     = "select a person first"
	severalSelected = "Several people were found: press Enter again to open the one selected, or move with the arrows."
	severalTyped    = "Several people match so few letters: type more, or move to one with the arrows."
)

// help explains what can be searched for.
var help = []string{
	"Type, and people appear. A name is found by the beginnings of its words, in any order; a UPN, mail address or " +
		"account name by its beginning.",
	"Found only if complete: an object id (with or without hyphens), a UPN, an employee id, an account name " +
		"(sAMAccountName) and a phone number.",
	"If nobody is found, one more request tries other spellings: with and without accents, names in UPNs, the surname " +
		"alone, and numbers in the forms that directories store. Whether accents count is up to Graph: type a name as " +
		"it is written if you can.",
	"When you come back here, the first letter you type begins a new search. With nothing typed, the people opened " +
		"last are shown until you sign out: the arrows select one.",
	"F3 shows the sign-ins of the person selected: why they cannot get in, and whether a pass would help.",
	"If part of a search or the rest of a list could not be read, F5 searches again.",
	"Entra logs under your name that you read how somebody can sign in, so it is read only when you open a person, or " +
		"when only one person is left in the list.",
}
