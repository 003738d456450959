package auth

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// private checks that dir belongs to this user, that nobody else can enter it, as XDG_RUNTIME_DIR requires, and that
// nobody else can replace it. It returns the path without symbolic links. Source: XDG Base Directory Specification.
func private(dir string) (string, error) {
	if !filepath.IsAbs(dir) {
		return "", errors.New("not an absolute path")
	}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", err
	}
	for path := dir; ; path = filepath.Dir(path) {
		var st unix.Stat_t
		if err := unix.Lstat(path, &st); err != nil {
			return "", err
		}
		own, exact := int(st.Uid) == os.Geteuid(), st.Mode&0o7777 == 0o700
		shared := st.Mode&0o022 != 0 && st.Mode&unix.S_ISVTX == 0
		switch {
		case st.Mode&unix.S_IFMT != unix.S_IFDIR, path == dir && !(own && exact), st.Uid != 0 && !own, shared:
			return "", fmt.Errorf("others can access %s", path)
		case path == filepath.Dir(path):
			return dir, nil
		}
	}
}

// listenAlone listens at a path that no running console has. The system releases the lock when a console dies, so a
// socket found under the lock is a leftover.
func listenAlone(path string) (net.Listener, error) {
	lock, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	l, err := listenLocked(path, lock)
	if err != nil {
		_ = lock.Close()
		return nil, err
	}
	return &ownSocket{l, lock}, nil
}

// ownSocket is a listener that holds the lock on its path.
type ownSocket struct {
	net.Listener
	lock *os.File
}

// Close removes the socket, then releases the lock on its path.
func (s *ownSocket) Close() error { return errors.Join(s.Listener.Close(), s.lock.Close()) }

func listenLocked(path string, lock *os.File) (net.Listener, error) {
	if unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB) != nil {
		return nil, errInUse
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil { // until now the directory has kept others out
		_ = l.Close()
		return nil, err
	}
	return l, nil
}

// stranger reports whether the program at the other end of a loopback connection is known to be another user's. sshd
// forwards as the user who signed in to it, other servers and containers as root.
func stranger(c net.Conn) bool {
	near, ok := c.LocalAddr().(*net.TCPAddr)
	far, isTCP := c.RemoteAddr().(*net.TCPAddr)
	if !ok || !isTCP {
		return false
	}
	uid, open, err := ownerOf(far, near)
	return err == nil && (!open || uid != 0 && int(uid) != os.Geteuid())
}

// Sizes and offsets of sock_diag(7): a request is a header and an inet_diag_req_v2, an answer a header and an
// inet_diag_msg.
const (
	diagHeader  = 16
	diagRequest = diagHeader + 56
	diagUID     = diagHeader + 4 + 48 + 12
	diagInode   = diagUID + 4
)

// ownerOf asks the kernel who owns the socket at near that is connected to far, and whether a program still has it
// open. It takes some microseconds, however many sockets there are.
func ownerOf(near, far *net.TCPAddr) (uid uint32, open bool, err error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_INET_DIAG)
	if err != nil {
		return 0, false, err
	}
	defer unix.Close(fd)
	b := make([]byte, diagRequest)
	family, from, to := byte(unix.AF_INET), near.IP.To4(), far.IP.To4()
	if from == nil || to == nil {
		family, from, to = unix.AF_INET6, near.IP.To16(), far.IP.To16()
	}
	native := binary.NativeEndian
	native.PutUint32(b[0:], diagRequest)
	native.PutUint16(b[4:], unix.SOCK_DIAG_BY_FAMILY)
	native.PutUint16(b[6:], unix.NLM_F_REQUEST)
	b[16], b[17] = family, unix.IPPROTO_TCP
	native.PutUint32(b[20:], ^uint32(0)) // any state
	binary.BigEndian.PutUint16(b[24:], uint16(near.Port))
	binary.BigEndian.PutUint16(b[26:], uint16(far.Port))
	copy(b[28:44], from)
	copy(b[44:60], to)
	native.PutUint64(b[64:], ^uint64(0)) // no cookie
	if err := unix.Sendto(fd, b, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return 0, false, err
	}
	answer := make([]byte, 4096)
	n, _, err := unix.Recvfrom(fd, answer, unix.MSG_DONTWAIT)
	if err != nil {
		return 0, false, err
	}
	if n < diagInode+4 || native.Uint16(answer[4:]) != unix.SOCK_DIAG_BY_FAMILY {
		return 0, false, errors.New("the kernel does not say")
	}
	return native.Uint32(answer[diagUID:]), native.Uint32(answer[diagInode:]) != 0, nil
}
