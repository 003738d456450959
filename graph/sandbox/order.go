package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"tapdesk/graph/sandbox/wire"
)

// passOrder is the body of a POST. A nil field was omitted or null and gets the policy's default.
type passOrder struct {
	lifetime *int64
	start    *time.Time
	once     *bool
}

// readOnly are properties of a pass that have no effect in a body.
var readOnly = map[string]bool{
	"id": true, "createdDateTime": true, "isUsable": true, "methodUsabilityReason": true, "temporaryAccessPass": true,
	"lastUsedDateTime": true,
}

// passOrder reads the body of a POST. Its refusals are those of the OData layer (texts from memory).
func (x *exchange) passOrder() (*passOrder, *wire.Answer) {
	if refused := x.jsonBody(); refused != nil {
		return nil, refused
	}
	var body map[string]json.RawMessage
	dec := json.NewDecoder(bytes.NewReader(x.body))
	if err := dec.Decode(&body); err != nil || body == nil || dec.More() {
		return nil, x.unreadable()
	}
	order := &passOrder{}
	for property, raw := range body {
		if refusal := order.set(property, raw); refusal != "" {
			return nil, x.bad(refusal)
		}
	}
	return order, nil
}

// set sets one property and returns a refusal, or "".
func (o *passOrder) set(property string, raw json.RawMessage) (refusal string) {
	null := string(raw) == "null"
	switch property {
	case "@odata.type":
		var typ string
		if json.Unmarshal(raw, &typ) != nil || typ != "#microsoft.graph."+typePass {
			return fmt.Sprintf("A type named '%s' could not be resolved by the model.", typ)
		}
	case "lifetimeInMinutes":
		if null {
			return ""
		}
		n := int64(0)
		if err := json.Unmarshal(raw, &n); err != nil || n < math.MinInt32 || n > math.MaxInt32 {
			return fmt.Sprintf("Cannot convert the literal '%s' to the expected type 'Edm.Int32'.", raw)
		}
		o.lifetime = &n
	case "startDateTime":
		if null {
			return ""
		}
		text := ""
		err := json.Unmarshal(raw, &text)
		at, parseErr := time.Parse(time.RFC3339Nano, text)
		if err != nil || parseErr != nil {
			return fmt.Sprintf("Cannot convert the literal '%s' to the expected type 'Edm.DateTimeOffset'.",
				bytes.Trim(raw, `"`))
		}
		o.start = &at
	case "isUsableOnce":
		if null {
			return ""
		}
		once := false
		if err := json.Unmarshal(raw, &once); err != nil {
			return fmt.Sprintf("Cannot convert the literal '%s' to the expected type 'Edm.Boolean'.", raw)
		}
		o.once = &once
	default:
		if !readOnly[property] {
			return fmt.Sprintf("The property '%s' does not exist on type 'microsoft.graph.%s'. Make sure to only use "+
				"property names that are defined by the type.", property, typePass)
		}
	}
	return ""
}
