//go:build !race

// What these tests search includes the sandbox's server and the connections to it, which still run: the tests read
// memory that others write, on purpose, so the race detector would be right to complain.

package ui

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"tapdesk/graph/sandbox"
)

// finder looks for a text in everything that a value leads to, including unexported fields.
type finder struct {
	needle string
	seen   map[uintptr]bool
	where  []string
}

func (f *finder) walk(v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.String:
		if strings.Contains(v.String(), f.needle) {
			f.where = append(f.where, path)
		}
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() || (v.Kind() == reflect.Pointer && f.again(v.Pointer())) {
			return
		}
		f.walk(v.Elem(), path)
	case reflect.Struct:
		for i := range v.NumField() {
			f.walk(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		if v.IsNil() || v.Cap() == 0 {
			return
		}
		if v.Type().Elem().Kind() == reflect.Uint8 {
			all := v.Slice(0, v.Cap()) // including what was cut off
			if strings.Contains(string(all.Bytes()), f.needle) {
				f.where = append(f.where, path)
			}
			return
		}
		f.elements(v, path)
	case reflect.Array:
		f.elements(v, path)
	case reflect.Map:
		for _, key := range v.MapKeys() {
			f.walk(key, path+"[key]")
			f.walk(v.MapIndex(key), fmt.Sprintf("%s[%v]", path, key))
		}
	}
}

func (f *finder) elements(v reflect.Value, path string) {
	for i := range v.Len() {
		f.walk(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

func (f *finder) again(p uintptr) bool {
	if f.seen[p] {
		return true
	}
	f.seen[p] = true
	return false
}

func find(needle string, in any) []string {
	f := finder{needle: needle, seen: make(map[uintptr]bool)}
	f.walk(reflect.ValueOf(in), "model")
	return f.where
}

// over ends every waiting command, as the end of Run does: what is searched must not change meanwhile.
func (h *harness) over() {
	h.t.Helper()
	h.cancel()
	h.takeUntil(func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.running == 0
	})
}

// TestFinalModelHoldsNoPass checks that, after issue, reveal, close and quit, the pass is nowhere in what Run would
// return, nor in anything that leads to. The person's object id, which is there, shows that the search works.
func TestFinalModelHoldsNoPass(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space")
	value := h.revealed()
	h.press("esc")
	for name, model := range map[string]any{"after closing": h.app, "as drawn": h.app.View()} {
		if where := find(value, model); where != nil {
			t.Errorf("%s the pass is held at %v, want nowhere", name, where)
		}
	}
	account, _ := h.tenant.Account("ordinary")
	if find(account.ID, h.app) == nil {
		t.Error("the search finds nothing, want the object id")
	}
	h.press("ctrl+c", "y")
	h.over()
	if where := find(value, h.app); where != nil {
		t.Errorf("after quitting the pass is held at %v, want nowhere", where)
	}
}

// TestQuittingInSightLeavesNoPass checks quitting while the pass is shown.
func TestQuittingInSightLeavesNoPass(t *testing.T) {
	h := start(t, sandbox.Options{})
	h.issue("ordinary")
	h.wait(quiet)
	h.press("space")
	value := h.revealed()
	h.press("ctrl+c", "ctrl+c")
	h.over()
	if where := find(value, h.app); where != nil || h.vault.Held() != 0 {
		t.Errorf("the pass is held at %v, and %d values; want nowhere and none", where, h.vault.Held())
	}
}
