package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
)

// MaxWaiting is how long a program that is asked may take in all, as long as it says that it waits.
const MaxWaiting = 2 * time.Minute

// check is what sentences call the program that is asked.
const check = "the site's check"

// Request is what is asked. Property names are Graph's where Graph has them; what is left to the tenant's policy is
// null.
type Request struct {
	// Version is that of this form, 1.
	Version int `json:"version"`
	// Operation is create, unblock or reset-password.
	Operation         string     `json:"operation"`
	Ticket            string     `json:"ticket"`
	Verification      string     `json:"verification"`
	Person            Party      `json:"person"`
	Operator          Party      `json:"operator"`
	LifetimeInMinutes *int       `json:"lifetimeInMinutes"`
	StartDateTime     *time.Time `json:"startDateTime"`
	IsUsableOnce      *bool      `json:"isUsableOnce"`
}

// Answer is what the program said. Message is safe to draw, and may be empty.
type Answer struct {
	Allow   bool
	Message string
}

// Ask asks the program whether a pass may be issued, or what else the request is about may be done. Only
// {"allow": true} with exit code 0 allows anything. Until then the program may print lines that say that it waits: say
// takes their texts, safe to draw, from another goroutine until Ask returns, and must not block. An error is a sentence
// that says why there is no answer; nothing is allowed then.
func (c Command) Ask(ctx context.Context, r Request, say func(string)) (Answer, error) {
	out := &output{say: say}
	if err := c.run(ctx, check, r, MaxWaiting, out); err != nil {
		return Answer{}, err
	}
	return parse(out.rest)
}

// parse takes one JSON object and nothing else. A key that could be read in two ways refuses: encoding/json would take
// "Allow" for "allow", and the last of two. So does an answer that says that there is none yet.
func parse(out []byte) (Answer, error) {
	var wire struct {
		Allow   *bool  `json:"allow"`
		Message string `json:"message"`
		State   any    `json:"state"`
	}
	if err := json.Unmarshal(out, &wire); err != nil || wire.Allow == nil || wire.State == stateWaiting ||
		ambiguous(out, "allow", "message") {
		return Answer{}, errors.New(check + ` did not answer {"allow": true or false, "message": TEXT}; ` +
			"ask the person who maintains it")
	}
	return Answer{Allow: *wire.Allow, Message: shown(wire.Message)}, nil
}

// ambiguous reports whether a JSON object has a key twice, or one that differs from a known key by its case alone.
func ambiguous(object []byte, known ...string) bool {
	keys := json.NewDecoder(bytes.NewReader(object))
	_, _ = keys.Token() // the opening brace
	seen := map[string]bool{}
	for keys.More() {
		token, err := keys.Token()
		key, isKey := token.(string)
		if err != nil || !isKey || seen[key] || slices.ContainsFunc(known, func(k string) bool {
			return key != k && strings.EqualFold(key, k)
		}) {
			return true
		}
		seen[key] = true
		var value json.RawMessage
		if keys.Decode(&value) != nil {
			return true
		}
	}
	return false
}
