package sandbox

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"tapdesk/graph/sandbox/odata"
	"tapdesk/graph/sandbox/wire"
)

// Domain is the verified domain of the sandbox tenant. Every UPN ends in it.
const Domain = wire.Domain

// MaxPeople is the maximum number of generated people in a sandbox.
const MaxPeople = 100_000

// spanOfControl is how many reports a generated manager has.
const spanOfControl = 8

// directory is everyone in the tenant. The cast exists from the start; everyone else is generated on first use, so that
// a tenant starts at once. After that only the cache of orders changes.
type directory struct {
	cast   map[string]*user // by cast name
	known  map[string]*user // the cast, by object id and by UPN, lower case
	groups []*group

	folds bool // queries ignore diacritics

	n      int
	seed   uint64
	fill   sync.Once
	people []*user          // the cast first, in its order, so that it leads the results
	byKey  map[string]*user // everyone, by object id and by UPN, lower case

	mu     sync.Mutex
	orders map[string][]*user
	cut    sync.Once // splits names into tokens, at the first search
}

// newDirectory returns the cast and n generated people. started is when the sandbox started; only the cast's dates
// depend on it.
func newDirectory(n int, seed uint64, started time.Time) *directory {
	d := &directory{
		cast: make(map[string]*user, len(cast)), known: make(map[string]*user, 2*len(cast)), n: n, seed: seed,
		people: make([]*user, 0, len(cast)), orders: make(map[string][]*user),
	}
	for i := range cast {
		u := cast[i].user(started)
		d.cast[cast[i].name] = u
		d.people = append(d.people, u)
		d.known[u.id], d.known[strings.ToLower(u.upn)] = u, u
	}
	d.groups = newGroups(d)
	return d
}

// everybody returns the cast and the generated people, who are generated on the first call.
func (d *directory) everybody() []*user {
	d.fill.Do(func() {
		d.byKey = make(map[string]*user, 2*(d.n+len(d.people)))
		for key, u := range d.known {
			d.byKey[key] = u
		}
		d.people = slices.Grow(d.people, d.n)
		d.generate(d.n, d.seed)
	})
	return d.people
}

func (d *directory) add(u *user) {
	d.people = append(d.people, u)
	d.byKey[u.id], d.byKey[strings.ToLower(u.upn)] = u, u
}

// generate adds n people drawn from seed. The same seed gives the same first people for every n.
func (d *directory) generate(n int, seed uint64) {
	homes := cultures()
	taken := make(map[string]int, n)
	known := make(map[[2]*name]string) // display names recur in a large tenant; each is built once
	people := make([]user, n)
	for i := range people {
		u := &people[i]
		u.seq, u.draw = i, mix(seed^mix(uint64(i)))
		u.home = &homes[u.roll(forCulture, len(homes))]
		given := &u.home.given[u.roll(forGiven, len(u.home.given))]
		family := &u.home.family[u.roll(forFamily, len(u.home.family))]
		u.id, u.givenName, u.surname = drawnGUID(u.draw), given.native, family.native
		shown, ok := known[[2]*name{given, family}]
		if !ok {
			shown = u.home.display(given, family)
			known[[2]*name{given, family}] = shown
		}
		u.displayName = shown
		base := given.ascii + "." + family.ascii
		taken[base]++
		if k := taken[base]; k > 1 {
			base += strconv.Itoa(k)
		}
		u.upn = base + "@" + Domain
		u.mail = u.upn
		u.managerID = d.cast["out-of-scope"].id
		if i > 0 {
			u.managerID = people[(i-1)/spanOfControl].id
		}
		d.add(u)
	}
}

// searchable splits everyone's display name into tokens on the first call, so that a tenant starts without that work.
func (d *directory) searchable() {
	d.cut.Do(func() {
		known := make(map[string][]string)
		for _, u := range d.everybody() {
			tokens, ok := known[u.displayName]
			if !ok {
				tokens = odata.Tokenize(d.compared(u.displayName))
				known[u.displayName] = tokens
			}
			u.tokens = tokens
		}
	})
}

// compared returns a text as queries compare it, apart from case.
func (d *directory) compared(s string) string {
	if d.folds {
		return folded(s)
	}
	return s
}

// find returns the person with this object id or UPN, case-insensitively.
func (d *directory) find(key string) *user {
	key = strings.ToLower(key)
	if u := d.known[key]; u != nil {
		return u
	}
	d.everybody()
	return d.byKey[key]
}

// maxOrders bounds the cache of sorted directories. A console uses one or two orders.
const maxOrders = 4

// sorted returns everyone in the given order. The result is cached, so that only the first page costs a sort.
func (d *directory) sorted(text string, order *odata.Order, basic bool) []*user {
	key := text
	if basic {
		key += "\x00basic"
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if people, ok := d.orders[key]; ok {
		return people
	}
	people := slices.Clone(d.everybody())
	slices.SortStableFunc(people, func(a, b *user) int {
		return order.Compare(queryable(a, basic), queryable(b, basic))
	})
	if len(d.orders) >= maxOrders {
		clear(d.orders)
	}
	d.orders[key] = people
	return people
}
