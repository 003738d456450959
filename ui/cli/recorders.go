package cli

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"tapdesk/state/clock"
	"tapdesk/state/recorder"
	"tapdesk/state/trust"
)

const (
	// tmuxPatience is how long to wait for tmux. It takes a few milliseconds, but a server that hangs never answers.
	tmuxPatience = time.Second
	// maxTmuxAnswer is how much of its answer is read, in bytes.
	maxTmuxAnswer = 4096
	// maxClients is how many clients of a tmux session are checked, maxAncestors how many processes above each.
	maxClients, maxAncestors = 8, 64
)

// recorders returns a function that checks who may record the session. It reads the environment and the names of the
// processes above this one and, in tmux, asks its server. It takes tmuxPatience at most, and finds less if something
// does not answer.
func (p *program) recorders(site bool) func(context.Context) recorder.Report {
	return func(ctx context.Context) recorder.Report {
		s := recorder.Snapshot{Site: site, Set: p.variables(), Chains: []recorder.Chain{ancestors(os.Getppid())}}
		tmux := ""
		if p.getenv("TMUX") != "" {
			tmux = p.trusted("tmux")
		}
		if tmux == "" {
			return s.Report()
		}
		ctx, stop := clock.WithTimeout(ctx, p.clock, tmuxPatience)
		defer stop()
		var clients []int
		s.Piped, clients = tmuxAnswer(p.askTmux(ctx, tmux, p.getenv("TMUX_PANE")))
		for _, pid := range clients {
			s.Chains = append(s.Chains, ancestors(pid))
		}
		return s.Report()
	}
}

// variables returns the names of the environment variables that are set and not empty.
func (p *program) variables() (set []string) {
	for _, entry := range p.environ() {
		if name, value, _ := strings.Cut(entry, "="); value != "" {
			set = append(set, name)
		}
	}
	return set
}

// pane matches tmux's name for a pane.
var pane = regexp.MustCompile(`^%[0-9]{1,9}$`)

// askTmux asks the tmux server of this session, using the program at path, whether it pipes the pane into a command and
// which clients show it. Without an answer it returns "".
func askTmux(ctx context.Context, path, id string) string {
	var at []string
	if pane.MatchString(id) {
		at = []string{"-t", id}
	}
	args := append(append([]string{"display-message"}, at...), "-p", "#{pane_pipe}", ";", "list-clients")
	cmd := exec.CommandContext(ctx, path, append(append(args, at...), "-F", "#{client_pid}")...)
	cmd.WaitDelay = 100 * time.Millisecond
	out, err := cmd.StdoutPipe()
	if err != nil || cmd.Start() != nil {
		return ""
	}
	answer, _ := io.ReadAll(io.LimitReader(out, maxTmuxAnswer))
	_ = cmd.Wait() // the output counts, however the command ended
	return string(answer)
}

// trusted returns the path of the first program of this name on PATH that only root can have written, by the rules for
// programs in the site's file, or "". PATH itself is not trusted: it only says where to look.
func (p *program) trusted(name string) string {
	for _, dir := range filepath.SplitList(p.getenv("PATH")) {
		path := filepath.Join(dir, name)
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		if trust.Program(path, p.system) == "" {
			return path
		}
	}
	return ""
}

// tmuxAnswer parses the answer: 1 if the pane is piped, then the process of a client on each line.
func tmuxAnswer(answer string) (piped bool, clients []int) {
	lines := strings.Split(strings.TrimSpace(answer), "\n")
	for _, line := range lines[1:] {
		if pid, err := strconv.Atoi(line); err == nil && pid > 0 && len(clients) < maxClients {
			clients = append(clients, pid)
		}
	}
	return lines[0] == "1", clients
}
