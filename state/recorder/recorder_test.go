package recorder_test

import (
	"slices"
	"strings"
	"testing"

	"tapdesk/state/recorder"
)

func chain(names ...string) []recorder.Chain {
	return []recorder.Chain{{Names: names, Whole: true}}
}

func TestReport(t *testing.T) {
	shell := []string{"bash", "sshd-session", "sshd", "systemd"}
	for name, c := range map[string]struct {
		s           recorder.Snapshot
		sure, maybe string
	}{
		"nothing": {
			recorder.Snapshot{Set: []string{"PATH", "TERM", "TMUX"}, Chains: chain(shell...)},
			"", "",
		},
		"nothing at all":        {recorder.Snapshot{}, "", ""},
		"site":                  {recorder.Snapshot{Site: true}, "as the site's file says", ""},
		"script":                {recorder.Snapshot{Chains: chain("bash", "script", "bash")}, "script", ""},
		"script of BSD":         {recorder.Snapshot{Set: []string{"SCRIPT"}}, "script", ""},
		"asciinema by process":  {recorder.Snapshot{Chains: chain("sh", "asciinema")}, "asciinema", ""},
		"asciinema by variable": {recorder.Snapshot{Set: []string{"ASCIINEMA_REC"}}, "asciinema", ""},
		"asciinema 3":           {recorder.Snapshot{Set: []string{"ASCIINEMA_SESSION"}}, "asciinema", ""},
		"tlog by process":       {recorder.Snapshot{Chains: chain("bash", "tlog-rec-sessio", "sshd")}, "tlog", ""},
		"tlog by variable":      {recorder.Snapshot{Set: []string{"TLOG_REC_SESSION_SHELL"}}, "tlog", ""},
		"ttyrec":                {recorder.Snapshot{Chains: chain("bash", "ttyrec")}, "ttyrec", ""},
		"pipe-pane":             {recorder.Snapshot{Set: []string{"TMUX"}, Piped: true}, "tmux pipe-pane", ""},
		"around a client of tmux": {
			recorder.Snapshot{Chains: append(chain("bash", "tmux: server"), chain("tmux: client", "bash", "script")...)},
			"script", "",
		},
		"Teleport by variable": {
			recorder.Snapshot{Set: []string{"SSH_TELEPORT_USER", "TELEPORT_SESSION"}},
			"", "Teleport",
		},
		"Teleport by process": {recorder.Snapshot{Chains: chain("bash", "teleport")}, "", "Teleport"},
		"sudo with a terminal": {
			recorder.Snapshot{Set: []string{"SUDO_USER"}, Chains: chain("bash", "sudo", "sudo", "bash")},
			"", "sudo",
		},
		"sudo without one": {
			recorder.Snapshot{Set: []string{"SUDO_USER"}, Chains: chain("bash", "sudo", "bash")},
			"", "",
		},
		"sudo, cut off": {
			recorder.Snapshot{Chains: []recorder.Chain{{Names: []string{"bash", "sudo"}}}},
			"", "sudo",
		},
		"sudo, gone": {
			recorder.Snapshot{Set: []string{"SUDO_COMMAND"}, Chains: chain("bash", "tmux: server")},
			"", "sudo",
		},
		"all": {recorder.Snapshot{
			Site: true, Piped: true,
			Set:    []string{"SUDO_UID", "SSH_TELEPORT_CLUSTER_NAME", "ASCIINEMA_REC", "TLOG_REC_CONF_TEXT"},
			Chains: chain("script", "ttyrec"),
		}, "asciinema script tlog tmux pipe-pane ttyrec as the site's file says", "Teleport sudo"},
		"names that only look alike": {recorder.Snapshot{
			Set:    []string{"ASCIINEMA_RECX", "SCRIPTS", "TLOG", "MY_SUDO_USER", "teleport_session"},
			Chains: chain("scripty", "sudoedit", "Teleport"),
		}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := c.s.Report()
			if sure, maybe := strings.Join(r.Sure, " "), strings.Join(r.Maybe, " "); sure != c.sure || maybe != c.maybe {
				t.Errorf("got sure %q and maybe %q", sure, maybe)
			}
			if r.Nothing() != (c.sure == "" && c.maybe == "") {
				t.Errorf("Nothing() = %v", r.Nothing())
			}
		})
	}
}

// TestMoreIsNeverLess: seeing more never hides a recorder already found, except for sudo, which depends on its
// processes.
func TestMoreIsNeverLess(t *testing.T) {
	names := []string{"script", "asciinema", "tlog-rec", "ttyrec", "teleport", "bash", "sudo", "sudo"}
	for i := range names {
		few := recorder.Snapshot{Chains: chain(names[:i]...)}.Report()
		many := recorder.Snapshot{Chains: chain(names[:i+1]...)}.Report()
		for _, r := range few.Sure {
			if !slices.Contains(many.Sure, r) {
				t.Errorf("%s is missing when %v are seen", r, names[:i+1])
			}
		}
	}
}

func FuzzReport(f *testing.F) {
	f.Add("SUDO_USER\nX", "bash\nsudo", true, false)
	f.Fuzz(func(t *testing.T, set, names string, whole, piped bool) {
		s := recorder.Snapshot{
			Set:    strings.Split(set, "\n"),
			Chains: []recorder.Chain{{Names: strings.Split(names, "\n"), Whole: whole}},
			Piped:  piped,
		}
		r := s.Report()
		if piped && len(r.Sure) == 0 {
			t.Error("a piped pane is not reported")
		}
		for _, word := range append(r.Sure, r.Maybe...) {
			if strings.Contains(word, "\n") || len(word) > 30 {
				t.Errorf("%q was taken from the input", word)
			}
		}
	})
}
