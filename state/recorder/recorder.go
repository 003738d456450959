// Package recorder tells from what surrounds a session whether somebody records it, and so keeps what the screen shows. It can only
// ever say yes: that nothing was found does not mean that nothing records, and nobody may be told so.
package recorder

import (
	"strings"
)

// Snapshot is what was seen around the session.
type Snapshot struct {
	// Site says that whoever looks after this host says that sessions are recorded.
	Site bool
	// Set are the names of the environment variables that are set and not empty.
	Set []string
	// Chains are the processes above this one and, in tmux, above each client that shows it.
	Chains []Chain
	// Piped says that tmux pipes what the pane shows into a command (pipe-pane).
	Piped bool
}

// Chain is a line of processes, each the parent of the one before.
type Chain struct {
	// Names are their names, as the kernel has them: cut to 15 bytes.
	Names []string
	// Whole says that the line was followed to its end.
	Whole bool
}

// Report is what records the session, in words; each is safe to draw.
type Report struct {
	// Sure are those that record, in the order of their names' alphabet.
	Sure []string
	// Maybe are those through which the session runs and that record where they are set up to, which cannot be seen from here.
	Maybe []string
}

// Nothing says that no recorder was found.
func (r Report) Nothing() bool { return len(r.Sure) == 0 && len(r.Maybe) == 0 }

// What recorders are called here.
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

// programs are recorders by the name of their process. Source: the programs' own manuals; a Python program's process has the name
// of its file.
var programs = map[string]string{
	"asciinema": asciinema, "script": script, "scriptlive": script, "tlog-rec": tlog, "tlog-rec-sessio": tlog, "ttyrec": ttyrec,
	"ovh-ttyrec": ttyrec, "teleport": teleport,
}

// variables are recorders by what they put into the environment. A name that ends in "_" stands for all that begin with it.
// Source: asciinema(1), script(1) of BSD, tlog-rec-session(8), Teleport's documentation of session variables, sudo(8).
var variables = map[string]string{
	"ASCIINEMA_REC": asciinema, "ASCIINEMA_SESSION": asciinema, "SCRIPT": script, "TLOG_REC_": tlog, "TELEPORT_SESSION": teleport,
	"SSH_TELEPORT_": teleport, "SUDO_COMMAND": sudo, "SUDO_USER": sudo, "SUDO_UID": sudo, "SUDO_GID": sudo,
}

// maybe are those of whom it cannot be seen whether they record.
var maybe = []string{teleport, sudo}

// Report says what the snapshot tells.
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

// throughSudo says whether sudo may log what the terminal shows. To do that it puts the command on a terminal of its own, and then
// there are two processes of that name in a row; with one of them alone it cannot. Source: sudoers(5), I/O logging. The environment
// speaks of sudo for as long as it is handed on, also where no process of that name is left.
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
