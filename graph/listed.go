package graph

import (
	"context"
	"slices"
	"strings"

	"tapdesk/state/fault"
	"tapdesk/state/pass"
	"tapdesk/state/text"
)

// PassesOf returns the passes of several people, in the order of ids, with one request for every twenty different
// people. Ids are object ids or userPrincipalNames; the operator's own is read under /me. A list that cannot be read
// has its fault in its place and does not affect the others. If a whole request fails, its people and those not yet
// requested get its fault. PassesOf returns that fault as its error if nothing was read before it, and always if ctx
// has ended.
func (c *Client) PassesOf(ctx context.Context, ids []text.Key) ([]pass.Listed, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if err := c.withoutPasses(listPasses); err != nil {
		return nil, err
	}
	once := distinct(ids)
	read := make(map[string]pass.Listed, len(once))
	var broken *fault.Fault
	for group := range slices.Chunk(once, maxParts) {
		if broken == nil {
			if err := c.passesOfGroup(ctx, group, read); err != nil {
				broken = fault.Of(err)
			}
		}
		if broken != nil && (len(read) == 0 || broken.Kind == fault.Canceled) {
			return nil, broken
		}
	}
	all := make([]pass.Listed, 0, len(ids))
	for _, id := range ids {
		listed, ok := read[folded(id)]
		switch {
		case ok:
		case id.IsZero():
			listed.Fault = refuse(listPasses, "no person was given")
		default:
			listed.Fault = broken
		}
		listed.PersonID = id
		all = append(all, listed)
	}
	return all, nil
}

// distinct returns each identifier once, in order of first appearance, without empty ones.
func distinct(ids []text.Key) []text.Key {
	seen := make(map[string]bool, len(ids))
	var once []text.Key
	for _, id := range ids {
		if key := folded(id); !id.IsZero() && !seen[key] {
			seen[key] = true
			once = append(once, id)
		}
	}
	return once
}

// folded returns an identifier for comparison: Graph ignores case in identifiers.
func folded(id text.Key) string { return strings.ToLower(id.Wire()) }

// passesOfGroup reads the passes of at most twenty people with one request, and adds them to read.
func (c *Client) passesOfGroup(ctx context.Context, ids []text.Key, read map[string]pass.Listed) error {
	parts := make([]request, len(ids))
	for i, id := range ids {
		path, err := c.passesPath(ctx, listPasses, id)
		if err != nil {
			return err
		}
		parts[i] = get(listPasses, path)
	}
	results, err := c.batch(ctx, listPasses, parts)
	if err != nil {
		return err
	}
	for i, id := range ids {
		listed := pass.Listed{Fault: fault.Of(results[i].err)}
		if listed.Fault == nil {
			passes, err := c.takePasses(ctx, results[i].answer)
			listed.Passes, listed.Fault = passes, fault.Of(err)
		}
		if listed.Fault == nil {
			listed.ReadAt = c.Now()
		}
		if ctx.Err() != nil {
			return noAnswer(ctx, listPasses, answer{}, ctx.Err())
		}
		read[folded(id)] = listed
	}
	return nil
}
