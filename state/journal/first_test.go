package journal

import (
	"path/filepath"
	"testing"
)

func TestFirst(t *testing.T) {
	dir := newDir(t)
	if _, ok, err := First(dir); ok || err != nil {
		t.Errorf("no journal: got %v, %v; want false and nil", ok, err)
	}
	j := started(t, options(dir))
	for range 3 {
		if err := j.Append(intent(newID())); err != nil {
			t.Fatal(err)
		}
	}
	if r, ok, err := First(dir); err != nil || !ok || r.Serial != 1 {
		t.Errorf("%+v, %v, %v", r, ok, err)
	}
	if r, ok, err := First(filepath.Join(dir, currentName)); err != nil || !ok || r.Serial != 1 {
		t.Errorf("a file: got %+v, %v, %v", r, ok, err)
	}
}
