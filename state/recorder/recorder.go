// Package recorder infers from a session's surroundings whether it is being recorded, and so whether what the screen
// shows is kept. It can only ever find a recorder: finding none does not mean that there is none, and no screen may
// claim so.
package recorder

import (
	"strings"
)

// Snapshot is what was observed around the session.
type Snapshot struct {
	// Site means that the site's file says that sessions are recorded.
	Site bool
	// Set are the names of the environment variables that are set and not empty.
	Set []string
	// Chains are the processes above this one and, in tmux, above each client that shows it.
	Chains []Chain
	// Piped means that tmux pipes the pane's output to a command (pipe-pane).
	Piped bool
}

// Chain is a chain of processes, each the parent of the one before.
type Chain struct {
	// Names are their names as the kernel has them, cut to 15 bytes.
	Names []string
	// Whole means that the chain was followed to its end.
	Whole bool
}

// Report is what records the session, in words that are safe to draw.
type Report struct {
	// Sure are the recorders found, sorted by name.
	Sure []string
	// Maybe are programs that the session runs through and that record only if configured to, which cannot be seen from
	// here.
	Maybe []string
}

// Nothing reports whether no recorder was found.
func (r Report) Nothing() bool { return len(r.Sure) == 0 && len(r.Maybe) == 0 }

// The names of recorders.
const (
	asciinema = "asciinema"
	script    = "script"
	teleport  = "Teleport"
	tlog      = "tlog"
	ttyrec    = "ttyrec"
	pipePane  = "tmux pipe-pane"
	sudo      = "sudo"
	site      = "as the site's file says"
)

// programs maps process names to recorders. Source: the programs' own manuals; a Python program's process has the name
// of its file.
var programs = map[string]string{
	"asciinema": asciinema, "script": script, "scriptlive": script, "tlog-rec": tlog, "tlog-rec-sessio": tlog,
	"ttyrec":     ttyrec,
	"ovh-ttyrec": ttyrec, "teleport": teleport,
}

// variables maps environment variables to the recorders that set them. A name ending in "_" is a prefix. Source:
// asciinema(1), script(1) of BSD, tlog-rec-session(8), Teleport's documentation of session variables, sudo(8).
var variables = map[string]string{
	"ASCIINEMA_REC": asciinema, "ASCIINEMA_SESSION": asciinema, "SCRIPT": script, "TLOG_REC_": tlog,
	"TELEPORT_SESSION": teleport,
	"SSH_TELEPORT_":    teleport, "SUDO_COMMAND": sudo, "SUDO_USER": sudo, "SUDO_UID": sudo, "SUDO_GID": sudo,
}

// maybe are the recorders that may or may not be recording.
var maybe = []string{teleport, sudo}

// Report returns the recorders that the snapshot shows.
func (s Snapshot) Report() Report {
	found := make(map[string]bool)
	for _, name := range s.Set {
		for variable, recorder := range variables {
			if name == variable || strings.HasSuffix(variable, "_") && strings.HasPrefix(name, variable) {
				found[recorder] = true
			}
		}
	}
	for _, chain := range s.Chains {
		for _, name := range chain.Names {
			if recorder, ok := programs[name]; ok {
				found[recorder] = true
			}
		}
	}
	found[sudo] = s.throughSudo(found[sudo])
	found[pipePane], found[site] = s.Piped, s.Site
	var r Report
	for _, recorder := range []string{asciinema, script, tlog, pipePane, ttyrec, site} {
		if found[recorder] {
			r.Sure = append(r.Sure, recorder)
		}
	}
	for _, recorder := range maybe {
		if found[recorder] {
			r.Maybe = append(r.Maybe, recorder)
		}
	}
	return r
}

// throughSudo reports whether sudo may be logging what the terminal shows. To do that it runs the command on a terminal
// of its own, which takes two sudo processes in a row; a single one cannot log. The environment mentions sudo as long
// as it is inherited, even if no sudo process is left. Source: sudoers(5), I/O logging.
func (s Snapshot) throughSudo(set bool) bool {
	for _, chain := range s.Chains {
		for i, name := range chain.Names {
			if name != "sudo" {
				continue
			}
			if i+1 < len(chain.Names) && chain.Names[i+1] == "sudo" || !chain.Whole {
				return true
			}
			set = false
		}
	}
	return set
}
