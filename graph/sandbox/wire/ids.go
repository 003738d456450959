package wire

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"github.com/google/uuid"
)

// Domain is the verified domain of the sandbox tenant. Every UPN ends in it.
const Domain = "sandbox.example"

// TenantID is the directory id of the sandbox tenant, the same in every sandbox.
var TenantID = GUID("tenant")

// GraphAppID is the application id of Microsoft Graph.
const GraphAppID = "00000003-0000-0000-c000-000000000000"

// GUID returns an id derived from a name, in the form of a random GUID. The same name gives the same id.
func GUID(name string) string {
	sum := sha256.Sum256([]byte("sandbox.example/" + name))
	return ShapeGUID([16]byte(sum[:16]))
}

// ShapeGUID formats bytes as a random GUID (version 4, variant 1).
func ShapeGUID(b [16]byte) string {
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return uuid.UUID(b).String()
}

// RandomGUID returns a new random id.
func RandomGUID() string { return uuid.NewString() }

// IsGUID reports whether s is a GUID in its plain form of 36 characters.
func IsGUID(s string) bool {
	_, err := uuid.Parse(s)
	return err == nil && len(s) == 36
}

// Texts converts names of a string type to plain strings.
func Texts[S ~string](names []S) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = string(name)
	}
	return out
}

// Secret returns a random opaque string with a prefix.
func Secret(prefix string) string {
	b := make([]byte, 32)
	rand.Read(b)
	return prefix + base64.RawURLEncoding.EncodeToString(b)
}

// IDs are the two request ids that every answer of Microsoft's services carries.
type IDs struct{ Request, Client string }

// NewIDs returns ids with a new request-id; client is the caller's client-request-id, or "".
func NewIDs(client string) IDs {
	ids := IDs{Request: RandomGUID(), Client: client}
	if client == "" {
		ids.Client = ids.Request
	}
	return ids
}
