package sandbox

import (
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// epoch is the newest date of a generated person. Generated dates count back from it, not from the clock, so that a
// seed always gives the same tenant.
var epoch = time.Date(2025, 6, 30, 12, 0, 0, 0, time.UTC)

// mix is the finaliser of splitmix64: a small, fast hash that spreads every bit.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb
	return x ^ (x >> 31)
}

// roll returns a number in [0, n) that is fixed for this person and purpose.
func (u *user) roll(purpose uint64, n int) int {
	return int(mix(u.draw^mix(purpose)) % uint64(n))
}

// drawnGUID returns an id derived from a draw.
func drawnGUID(draw uint64) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], mix(draw^1))
	binary.BigEndian.PutUint64(b[8:], mix(draw^2))
	return wire.ShapeGUID(b)
}

// Purposes of draws. Their values affect what a seed gives: append, never reorder.
const (
	forCulture uint64 = iota + 1
	forGiven
	forFamily
	forDepartment
	forTitle
	forOffice
	forMobile
	forDesk
	forCreated
	forPassword
	forSync
	forDisabled
	forGuest
	forSignIn
	forMethods
	forPass
	forFloor
)

var departments = []string{
	"Accounts Payable", "Customer Care", "Engineering", "Facilities", "Field Service", "Finance", "Human Resources",
	"Legal",
	"Logistics", "Marketing", "Operations", "Procurement", "Quality", "Research", "Sales", "Warehouse",
}

var titles = []string{
	"Accountant", "Analyst", "Apprentice", "Architect", "Buyer", "Clerk", "Consultant", "Controller", "Coordinator",
	"Designer",
	"Driver", "Electrician", "Engineer", "Inspector", "Lawyer", "Nurse", "Planner", "Project Manager", "Researcher",
	"Sales Representative", "Scientist", "Shift Supervisor", "Technician", "Team Lead", "Translator", "Warehouse Worker",
}

// drawnText returns a string property of a generated person.
func (u *user) drawnText(property string) string {
	switch property {
	case "department":
		return departments[u.roll(forDepartment, len(departments))]
	case "jobTitle":
		return titles[u.roll(forTitle, len(titles))]
	case "officeLocation":
		return u.home.city + ", " + strconv.Itoa(1+u.roll(forOffice, 4)) + "." + strconv.Itoa(100+u.roll(forFloor, 90))
	case "mobilePhone":
		if u.roll(forMobile, 10) < 2 {
			return ""
		}
		return u.home.phone + " 555 " + digits(u.roll(forMobile+1000, 10000), 4)
	case "employeeId":
		return strconv.Itoa(1000000 + u.seq)
	case "employeeType":
		if u.guest() {
			return ""
		}
		return "Employee"
	case "companyName":
		return "Sandbox Example"
	case "city":
		return u.home.city
	case "country":
		return u.home.country
	case "usageLocation":
		return u.home.code
	case "preferredLanguage":
		return u.home.language
	case "mailNickname":
		return u.upn[:len(u.upn)-len("@"+Domain)]
	case "userType":
		if u.guest() {
			return "Guest"
		}
		return "Member"
	case "securityIdentifier":
		return sid("S-1-12-1", u.draw)
	}
	if u.synced() {
		return u.drawnOnPremises(property)
	}
	return ""
}

// drawnOnPremises returns a string property that only people synchronised from Active Directory have.
func (u *user) drawnOnPremises(property string) string {
	switch property {
	case "onPremisesSamAccountName":
		return u.sam()
	case "onPremisesUserPrincipalName":
		return u.sam() + "@corp." + Domain
	case "onPremisesDomainName":
		return "corp." + Domain
	case "onPremisesDistinguishedName":
		return "CN=" + u.displayName + ",OU=" + u.drawnText("department") + ",DC=corp,DC=sandbox,DC=example"
	case "onPremisesImmutableId":
		return hex.EncodeToString(binary.BigEndian.AppendUint64(nil, mix(u.draw^3)))
	case "onPremisesSecurityIdentifier":
		return sid("S-1-5-21", u.draw)
	}
	return ""
}

// drawnList returns a collection of a generated person.
func (u *user) drawnList(property string) []string {
	switch property {
	case "businessPhones":
		if u.roll(forDesk, 10) < 4 {
			return nil
		}
		return []string{u.home.phone + " 555 " + digits(u.roll(forDesk+1000, 10000), 4)}
	case "proxyAddresses":
		if u.mail == "" {
			return nil
		}
		return []string{"SMTP:" + u.mail}
	}
	return nil
}

// drawnFlag returns a boolean of a generated person.
func (u *user) drawnFlag(property string) (value, ok bool) {
	switch property {
	case "accountEnabled":
		return u.roll(forDisabled, 100) >= 4, true
	case "onPremisesSyncEnabled":
		// Null, not false, for an account that was never synchronised.
		return true, u.synced()
	}
	return false, false
}

// drawnTime returns an instant of a generated person, in UTC.
func (u *user) drawnTime(property string) (time.Time, bool) {
	switch property {
	case "createdDateTime":
		return u.createdAt(), true
	case "lastPasswordChangeDateTime", "signInSessionsValidFromDateTime":
		age := epoch.Sub(u.createdAt())
		return epoch.Add(-time.Duration(u.roll(forPassword, int(age/time.Second))) * time.Second), true
	case "onPremisesLastSyncDateTime":
		return epoch.Add(-time.Duration(u.roll(forSync+1000, 1800)) * time.Second), u.synced()
	case "signInActivity/lastSignInDateTime":
		return epoch.Add(-time.Duration(u.roll(forSignIn+1000, 90*24*3600)) * time.Second), u.roll(forSignIn, 20) > 0
	case "signInActivity/lastNonInteractiveSignInDateTime":
		return epoch.Add(-time.Duration(u.roll(forSignIn+2000, 24*3600)) * time.Second), u.roll(forSignIn, 20) > 0
	}
	return time.Time{}, false
}

func (u *user) createdAt() time.Time {
	return epoch.Add(-time.Duration(86400+u.roll(forCreated, 9*365*86400)) * time.Second)
}

// guest reports whether a generated person is an internal guest: userType Guest with an account in this tenant.
func (u *user) guest() bool { return u.roll(forGuest, 50) == 0 }

// synced reports whether a generated person comes from an Active Directory.
func (u *user) synced() bool { return !u.guest() && u.roll(forSync, 10) < 6 }

// sam returns a sAMAccountName within the 20 characters that Active Directory allows.
func (u *user) sam() string { return "u" + digits(u.seq, 7) }

func digits(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return s
}

func sid(prefix string, draw uint64) string {
	for i := uint64(0); i < 4; i++ {
		prefix += "-" + strconv.FormatUint(mix(draw^(100+i))>>32, 10)
	}
	return prefix
}
