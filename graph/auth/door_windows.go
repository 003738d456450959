package auth

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// This file has been compiled but never run.

// errNoSocket means that no socket can be used: OpenSSH for Windows forwards to none, and Windows makes no directory
// for a user's session alone. The sign-in waits on a port.
var errNoSocket = errors.New("OpenSSH for Windows forwards to no Unix socket")

func private(string) (string, error) { return "", errNoSocket }

func listenAlone(string) (net.Listener, error) { return nil, errNoSocket }

// alone listens on a port that nobody else can then use. Without the option another program could bind the same port
// with SO_REUSEADDR and take its connections. Source: Microsoft, "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE".
var alone = net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) (err error) {
	const exclusive = ^4 // SO_EXCLUSIVEADDRUSE
	failed := c.Control(func(fd uintptr) {
		err = windows.SetsockoptInt(windows.Handle(fd), windows.SOL_SOCKET, exclusive, 1)
	})
	return errors.Join(failed, err)
}}

// portInUse reports whether another program has the port, possibly for itself alone.
func portInUse(err error) bool {
	return errors.Is(err, windows.WSAEADDRINUSE) || errors.Is(err, windows.WSAEACCES)
}

// stranger reports whether the program at the other end of a loopback connection is known to be another user's.
// Services (session 0), including sshd, may forward for anyone, as root does elsewhere.
func stranger(c net.Conn) bool {
	near, ok := c.LocalAddr().(*net.TCPAddr)
	far, isTCP := c.RemoteAddr().(*net.TCPAddr)
	if !ok || !isTCP {
		return false
	}
	pid, found := ownerOf(far.AddrPort(), near.AddrPort())
	return found && pid != 0 && foreignProcess(pid)
}

// foreignProcess reports whether a process is known to be another user's. A process that may not be queried is not this
// user's; if it is not a service either, it is another user's.
func foreignProcess(pid uint32) bool {
	me, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return false
	}
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, pid)
	if err != nil {
		var session uint32
		known := windows.ProcessIdToSessionId(pid, &session) == nil
		return errors.Is(err, windows.ERROR_ACCESS_DENIED) && known && session != 0
	}
	defer windows.CloseHandle(process)
	var token windows.Token
	if err := windows.OpenProcessToken(process, windows.TOKEN_QUERY, &token); err != nil {
		return false
	}
	defer token.Close()
	they, err := token.GetTokenUser()
	if err != nil {
		return false
	}
	service := they.User.Sid.IsWellKnown(windows.WinLocalSystemSid) ||
		they.User.Sid.IsWellKnown(windows.WinLocalServiceSid) ||
		they.User.Sid.IsWellKnown(windows.WinNetworkServiceSid)
	return !service && !they.User.Sid.Equals(me.User.Sid)
}

var extendedTCPTable = windows.NewLazySystemDLL("iphlpapi.dll").NewProc("GetExtendedTcpTable")

// tcpRows holds the offsets of the fields in a table of connections. Source: Microsoft, MIB_TCPROW_OWNER_PID and
// MIB_TCP6ROW_OWNER_PID.
type tcpRows struct {
	family                               uint32
	size, address                        int // of a row and of an address
	near, nearPort, far, farPort, number int // offsets in a row
}

var (
	tcp4Rows = tcpRows{family: windows.AF_INET, size: 24, address: 4,
		near: 4, nearPort: 8, far: 12, farPort: 16, number: 20}
	tcp6Rows = tcpRows{family: windows.AF_INET6, size: 56, address: 16,
		near: 0, nearPort: 20, far: 24, farPort: 44, number: 52}
)

// ownerOf returns the process whose socket at near is connected to far.
func ownerOf(near, far netip.AddrPort) (pid uint32, found bool) {
	from, to := near.Addr().Unmap(), far.Addr().Unmap()
	r := tcp4Rows
	if !from.Is4() {
		r = tcp6Rows
	}
	table := r.table()
	for ; len(table) >= r.size; table = table[r.size:] {
		at := func(address, port int) netip.AddrPort {
			a, _ := netip.AddrFromSlice(table[address : address+r.address])
			return netip.AddrPortFrom(a, binary.BigEndian.Uint16(table[port:]))
		}
		if at(r.near, r.nearPort) == netip.AddrPortFrom(from.WithZone(""), near.Port()) &&
			at(r.far, r.farPort) == netip.AddrPortFrom(to.WithZone(""), far.Port()) {
			return binary.LittleEndian.Uint32(table[r.number:]), true
		}
	}
	return 0, false
}

// table returns the rows of the current connections; none if Windows does not say.
func (r tcpRows) table() []byte {
	const connections = 4 // TCP_TABLE_OWNER_PID_CONNECTIONS
	size := uint32(64 << 10)
	for range 4 { // the table may grow between two calls
		b := make([]byte, size)
		result, _, _ := extendedTCPTable.Call(uintptr(unsafe.Pointer(&b[0])), uintptr(unsafe.Pointer(&size)), 0,
			uintptr(r.family), connections, 0)
		switch windows.Errno(result) {
		case windows.ERROR_SUCCESS:
			count := int(binary.LittleEndian.Uint32(b))
			return b[4:min(len(b), 4+count*r.size)]
		case windows.ERROR_INSUFFICIENT_BUFFER:
		default:
			return nil
		}
	}
	return nil
}
