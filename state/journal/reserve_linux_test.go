package journal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// TestTheDiskFillsAfterTheIntent runs on small disks in memory, in a process with its own mounts: two consoles write
// their intents, something else takes all the space that is left, and the outcomes are in the journal all the same.
// Nothing new begins until there is space again.
func TestTheDiskFillsAfterTheIntent(t *testing.T) {
	if base := os.Getenv("TAPDESK_TEST_FULL"); base != "" {
		for _, size := range []string{"nr_blocks=64", "nr_blocks=200,nr_inodes=24"} { // of 4 KiB
			if err := unix.Mount("none", base, "tmpfs", 0, size); err != nil {
				fmt.Println("no mount")
				return
			}
			diskFills(t, base)
			_ = unix.Unmount(base, unix.MNT_DETACH)
		}
		return
	}
	child := exec.Command(os.Args[0], "-test.run", "^TestTheDiskFillsAfterTheIntent$", "-test.v")
	child.Env = append(os.Environ(), "TAPDESK_TEST_FULL="+t.TempDir())
	child.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}},
	}
	out, err := child.CombinedOutput()
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EINVAL) || strings.Contains(string(out), "no mount") {
		t.Skip("this process cannot have its own mounts")
	}
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func diskFills(t *testing.T, base string) {
	dir := filepath.Join(base, "tapdesk")
	a, b := Open(options(dir)), Open(options(dir))
	appended(t, a, intent("a1"))
	appended(t, b, intent("b1"))
	waste, err := os.Create(filepath.Join(base, "waste"))
	if err != nil {
		t.Fatal(err)
	}
	fill := func() {
		if _, err := io.Copy(waste, zeros{}); !errors.Is(err, unix.ENOSPC) {
			t.Fatalf("the disk is not full: %v", err)
		}
	}
	fill()
	yes := true
	var want []string
	for n, j := range []*Journal{a, b} {
		write := []string{"a1", "b1"}[n]
		begin, end := outcome(write, Done).Follow(RevealBegin), outcome(write, Done).Follow(RevealEnd)
		end.Reason, end.Revealed = ReasonClosed, &yes
		for _, r := range []Record{outcome(write, Done), begin, end} {
			r.Reason += strings.Repeat("long ", 100)
			if err := j.Keep(r); err != nil {
				t.Errorf("%s of %s: got %v, want nil", r.Kind, write, err)
			}
			want = append(want, string(r.Kind)+" "+write)
			fill() // whatever was freed
		}
	}
	if err := a.Append(intent("a2")); !full(err) {
		t.Errorf("an intent on the full disk: got %v, want an error about space", err)
	}
	if err := a.Retry(); !full(err) || a.Trouble() == nil {
		t.Errorf("got %v and trouble %v, want both on a full disk", err, a.Trouble())
	}
	if err := waste.Truncate(0); err != nil {
		t.Fatal(err)
	}
	err = errors.Join(a.Retry(), a.Append(intent("a2")), a.Close(context.Background()), b.Close(context.Background()))
	if err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(filepath.Join(dir, reserveName)); err != nil || info.Size() != reserveSize {
		t.Errorf("got the reserve %v, %v", info, err)
	}
	sound(t, dir)
	var got []string
	for _, r := range records(t, dir) {
		if r.Kind != Intent {
			got = append(got, string(r.Kind)+" "+r.Write)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
