package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"tapdesk/state/person"
	"tapdesk/state/text"
)

// members is an answer about one person's groups, or the request for it while done is open.
type members struct {
	asked []string
	began time.Time
	done  chan struct{}

	got person.Memberships // once done is closed
	err error
}

// Memberships returns which of some groups hold the person, as Directory.Memberships does: an answer kept, or under
// way, that was asked for no longer than maxAge ago about the same groups, or else a new one. A maxAge of zero always
// asks again. Its errors are those of Directory.Memberships, and fault.Canceled when ctx ends first; a failure is not
// kept. Forget, which is about what a write changes, leaves the answers alone.
func (d *dossiers) Memberships(
	ctx context.Context, id text.Key, groups []string, maxAge time.Duration,
) (person.Memberships, error) {
	key := strings.ToLower(id.Wire())
	d.mu.Lock()
	m, ok := d.members[key]
	if !ok || maxAge <= 0 || d.clock.Now().Sub(m.began) > maxAge || !slices.Equal(m.asked, groups) {
		m = &members{asked: slices.Clone(groups), began: d.clock.Now(), done: make(chan struct{})}
		d.members[key] = m
		go d.askMembers(context.WithoutCancel(ctx), key, id, m) // it ends by its own deadlines
	}
	d.mu.Unlock()
	select {
	case <-m.done:
		return m.got, m.err
	case <-ctx.Done():
		return person.Memberships{}, givenUp(ctx, "read the person's memberships")
	}
}

func (d *dossiers) askMembers(ctx context.Context, key string, id text.Key, m *members) {
	m.got, m.err = d.directory.Memberships(ctx, id, m.asked)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.members[key] == m && m.err != nil {
		delete(d.members, key)
	}
	for len(d.members) > maxDossiers {
		oldest := key
		for other, o := range d.members {
			if o.began.Before(d.members[oldest].began) {
				oldest = other
			}
		}
		delete(d.members, oldest)
	}
	close(m.done)
}
