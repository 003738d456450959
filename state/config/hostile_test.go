package config

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestHostileFiles makes sure that a file within the limit cannot keep the console from starting: it costs what its
// length costs, not the square of it.
func TestHostileFiles(t *testing.T) {
	var keys, tables, inline strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&keys, "k%d = 1\n", i)
		fmt.Fprintf(&tables, "[[a]]\n")
		fmt.Fprintf(&inline, "{a=%d},", i)
	}
	for name, text := range map[string]string{
		"keys":             keys.String(),
		"tables":           tables.String(),
		"inline":           "x = [" + inline.String() + "]",
		"dots":             strings.Repeat("a.", 30000) + "a = 1",
		"header":           "[" + strings.Repeat("a.", 30000) + "a]",
		"arrays":           "x = " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000),
		"tables in tables": "x = " + strings.Repeat("{a=", 9000) + "1" + strings.Repeat("}", 9000),
		"too deep":         "x = " + strings.Repeat("[", 60000),
		"long key":         strings.Repeat("a", 60000) + " = 1",
		"long":             "cloud = \"" + strings.Repeat("a", 60000) + "\"",
		"lines":            strings.Repeat("\n", 60000) + "a = 1",
		"presets":          strings.Repeat("[[preset]]\n", 5000),
		"preset":           "[[preset]]\n" + keys.String(),
	} {
		t.Run(name, func(t *testing.T) {
			if len(text) > maxFile {
				t.Fatalf("%d bytes are too many to be read", len(text))
			}
			began := time.Now()
			s := source{File: File{"/own", Read}}
			problems := s.read([]byte(text), FromOperator)
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v", took)
			} else {
				t.Logf("%v, %d problems", took, len(problems))
			}
			if len(problems) == 0 {
				t.Error("nothing is wrong with it")
			}
			for _, p := range problems {
				if len(p.Error()) > 2000 {
					t.Errorf("a problem of %d bytes", len(p.Error()))
				}
			}
		})
	}
}
