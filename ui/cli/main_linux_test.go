package cli

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"tapdesk/state/journal/ram"
)

// The test binary runs itself in one of these roles, by the value of roleVariable.
const (
	roleVariable = "TAPDESK_TEST_ROLE"
	roleHarden   = "harden"  // harden, and print the result
	roleOffline  = "offline" // bring up the loopback of an empty network namespace, then exec the arguments
)

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case roleHarden:
		sayHardened()
		os.Exit(0)
	case roleOffline:
		fmt.Fprintln(os.Stderr, becomeOffline(os.Args[1:]))
		os.Exit(125)
	}
	ram.Use()
	flag.Parse()
	// The tests wait for programs and keyboards, not for a processor.
	_ = flag.Set("test.parallel", strconv.Itoa(max(6, runtime.GOMAXPROCS(0))))
	code := m.Run()
	if theBinary.dir != "" {
		_ = os.RemoveAll(theBinary.dir)
	}
	os.Exit(code)
}

// sayHardened prints what harden has done to this process, line by line.
func sayHardened() {
	notes, err := harden()
	dumpable, _ := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	var core unix.Rlimit
	_ = unix.Getrlimit(unix.RLIMIT_CORE, &core)
	left := 0
	for _, name := range spies {
		if _, set := os.LookupEnv(name); set {
			left++
		}
	}
	fmt.Printf("notes=%d err=%v dumpable=%d core=%d/%d spies=%d\n", len(notes), err, dumpable, core.Cur, core.Max, left)
}

// becomeOffline brings up the loopback of its network namespace, and then replaces this process by a program in it.
func becomeOffline(args []string) error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	lo.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	if err := unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, lo); err != nil {
		return fmt.Errorf("bring up the loopback: %w", err)
	}
	var env []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, roleVariable+"=") {
			env = append(env, entry)
		}
	}
	return syscall.Exec(args[0], args, env)
}
