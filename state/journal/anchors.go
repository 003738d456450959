package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/coreos/go-systemd/v22/journal"
	"github.com/leodido/go-syslog/v4/common"
	"github.com/leodido/go-syslog/v4/rfc5424"

	"tapdesk/state/clean"
	"tapdesk/state/clock"
)

// The sockets of the system's logs: that of journald (systemd-journald.service(8)) and that of a syslog, on Linux and on macOS.
const journaldSocket = "/run/systemd/journal/socket"

var syslogSockets = []string{"/dev/log", "/var/run/syslog"}

// LocalAnchor returns the log of this machine: journald where it listens, else the local syslog; nil when there is neither. Host is
// the name that a syslog's message bears. What it hands over is the text of an entry and its members as fields: no value of a pass and
// no token is in an Entry.
func LocalAnchor(c clock.Clock, host string) Anchor {
	return localAnchor(c, host, journaldSocket, syslogSockets)
}

func localAnchor(c clock.Clock, host, journald string, syslogs []string) Anchor {
	if isSocket(journald) {
		return journaldAnchor{}
	}
	for _, path := range syslogs {
		if isSocket(path) {
			return &syslogAnchor{path: path, host: host, clock: c}
		}
	}
	return nil
}

func isSocket(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().Type() == fs.ModeSocket
}

// The facility is authpriv, which syslogs keep from other users, the severity notice (RFC 5424, 6.2.1).
const (
	facilityAuthPriv = 10
	severityNotice   = 5
)

// journaldAnchor is systemd's journal, by its native protocol.
type journaldAnchor struct{}

func (journaldAnchor) Name() string { return "systemd's journal" }

func (journaldAnchor) Check() error {
	if !journal.Enabled() {
		return errors.New("its socket is dead")
	}
	return nil
}

func (journaldAnchor) Send(e Entry) error {
	return journal.Send(e.text(), journal.PriNotice, map[string]string{
		"SYSLOG_FACILITY": strconv.Itoa(facilityAuthPriv), "SYSLOG_IDENTIFIER": "tapdesk", "TAPDESK_JOURNAL": e.Journal,
		"TAPDESK_SERIAL": strconv.FormatUint(e.Serial, 10), "TAPDESK_HASH": e.Hash, "TAPDESK_KIND": string(e.Kind), "TAPDESK_OPERATOR": e.operator(),
	})
}

// syslogAnchor is a syslog on this machine. Each entry is a connection of its own, so that a syslog that was started again is found.
type syslogAnchor struct {
	path, host string
	clock      clock.Clock
}

func (a *syslogAnchor) Name() string { return "the syslog at " + clean.Line(a.path) }

func (a *syslogAnchor) Check() error {
	conn, _, err := a.dial()
	if err != nil {
		return err
	}
	return conn.Close()
}

// dial connects: most syslogs take datagrams, some a stream, in which a message ends with a line feed (RFC 6587, 3.4.2).
func (a *syslogAnchor) dial() (conn net.Conn, end string, err error) {
	conn, err = net.Dial("unixgram", a.path)
	if errors.Is(err, syscall.EPROTOTYPE) {
		end = "\n"
		conn, err = net.Dial("unix", a.path)
	}
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		err = errno
	}
	return conn, end, err
}

func (a *syslogAnchor) Send(e Entry) error {
	message, err := a.message(e)
	if err != nil {
		return err
	}
	conn, end, err := a.dial()
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err = conn.Write([]byte(message + end)); err != nil {
		return fmt.Errorf("it does not take a message: %w", err)
	}
	return nil
}

// element names the structured data. 32473 is the enterprise number for examples (RFC 5612): Tapdesk has none of its own.
const element = "tapdesk@32473"

// message returns an entry as RFC 5424 has it.
func (a *syslogAnchor) message(e Entry) (string, error) {
	m := &rfc5424.SyslogMessage{}
	m.SetPriority(facilityAuthPriv*8 + severityNotice).SetVersion(1).SetTimestamp(a.clock.Now().UTC().Format(time.RFC3339))
	m.SetHostname(a.host).SetAppname("tapdesk").SetProcID(strconv.Itoa(os.Getpid())).SetMsgID("journal")
	for _, p := range [][2]string{
		{"journal", e.Journal}, {"serial", strconv.FormatUint(e.Serial, 10)}, {"hash", e.Hash}, {"kind", string(e.Kind)}, {"operator", e.operator()},
	} {
		m.SetParameter(element, p[0], common.EscapeBytes(p[1]))
	}
	m.SetMessage(e.text())
	return m.String()
}
