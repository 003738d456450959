package trust

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

// This file has been compiled but never run. What Windows does with owners and access control lists is from Microsoft's
// documentation of CreateFile, GetSecurityInfo and "File Security and Access Rights".

// walk opens a file by an absolute, clean path on a fixed disk, after every directory on it, and checks each by its
// handle. The handles stay open to the end, and none lets others delete or rename its entry, so that the path keeps its
// meaning. at is where it ended; why is the reason to distrust that entry.
func walk(path string, directory bool, sys System) (f *os.File, at, why string, err error) {
	volume := filepath.VolumeName(path)
	at = volume + `\`
	root, err := windows.UTF16PtrFromString(at)
	if err != nil || len(volume) != 2 || windows.GetDriveType(root) != windows.DRIVE_FIXED {
		return nil, at, path + " is not on a disk of this machine, so its owner cannot be determined", nil
	}
	parts := strings.Split(strings.Trim(path[len(volume):], `\`), `\`)
	for i := 0; ; i++ {
		if i > 0 && strings.Contains(parts[i-1], ":") {
			return nil, at, path + " names a stream of a file, not a file", nil
		}
		handle, why, err := openEntry(at, i == len(parts), directory, sys)
		switch {
		case err != nil || why != "":
			return nil, at, why, err
		case i == len(parts):
			return os.NewFile(uintptr(handle), path), at, "", nil
		}
		defer windows.CloseHandle(handle) // at the end of the walk, see above
		at = filepath.Join(at, parts[i])
	}
}

// openEntry opens and checks one entry: a directory or, if it is the last, what was asked for.
func openEntry(path string, last, directory bool, sys System) (handle windows.Handle, why string, err error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return 0, "", err
	}
	access := uint32(windows.FILE_TRAVERSE | windows.FILE_READ_ATTRIBUTES | windows.READ_CONTROL)
	if last {
		access = windows.FILE_GENERIC_READ
	}
	handle, err = windows.CreateFile(name, access, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE, nil,
		windows.OPEN_EXISTING, windows.FILE_FLAG_BACKUP_SEMANTICS|windows.FILE_FLAG_OPEN_REPARSE_POINT, 0)
	if err != nil {
		return 0, "", err
	}
	is, err := entryOf(handle, last)
	if err == nil {
		why = distrust(path, sys.entry(path, is))
	}
	if err == nil && why == "" {
		err = entryIs(is.Mode, last && !directory)
	}
	if err != nil || why != "" {
		_ = windows.CloseHandle(handle)
		return 0, why, err
	}
	return handle, "", nil
}

const (
	// deleteChild is FILE_DELETE_CHILD, the right to delete or rename what is in a directory.
	deleteChild = 0x40
	// replacing are the rights to replace an entry or give it away.
	replacing = deleteChild | windows.DELETE | windows.WRITE_DAC | windows.WRITE_OWNER | windows.GENERIC_ALL
	// writing are those plus the rights to write a file or create entries in a directory. They do no harm in a
	// directory that is only on the path: what others create there belongs to them, which is detected. Windows lets all
	// users create directories in C:\.
	writing = replacing | windows.FILE_WRITE_DATA | windows.FILE_APPEND_DATA | windows.GENERIC_WRITE
)

// entryOf returns who owns an entry, and whether anybody but the system and the administrators may write it.
func entryOf(handle windows.Handle, last bool) (Entry, error) {
	var e Entry
	var info windows.ByHandleFileInformation
	if err := windows.GetFileInformationByHandle(handle, &info); err != nil {
		return e, err
	}
	kind, err := windows.GetFileType(handle)
	switch {
	case err != nil:
		return e, err
	case kind != windows.FILE_TYPE_DISK:
		e.Mode = fs.ModeDevice
	case info.FileAttributes&windows.FILE_ATTRIBUTE_REPARSE_POINT != 0:
		e.Mode = fs.ModeSymlink
	case info.FileAttributes&windows.FILE_ATTRIBUTE_DIRECTORY != 0:
		e.Mode = fs.ModeDir
	}
	descriptor, err := windows.GetSecurityInfo(handle, windows.SE_FILE_OBJECT,
		windows.OWNER_SECURITY_INFORMATION|windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return e, err
	}
	owner, _, err := descriptor.Owner()
	if err != nil {
		return e, err
	}
	if !trusted(owner) {
		e.UID = 1
	}
	harm := windows.ACCESS_MASK(replacing)
	if last {
		harm = writing
	}
	e.Mode |= 0o755
	if others, err := granted(descriptor, harm, nil); err != nil {
		return e, err
	} else if others {
		e.Mode |= 0o022
	}
	return e, nil
}

// granted reports whether an access control list gives one of the rights to anybody but the system, the administrators
// and one account, which may be nil. It ignores entries that deny, and so errs on the side of distrust.
func granted(descriptor *windows.SECURITY_DESCRIPTOR, rights windows.ACCESS_MASK, but *windows.SID) (bool, error) {
	list, _, err := descriptor.DACL()
	switch {
	case errors.Is(err, windows.ERROR_OBJECT_NOT_FOUND) || err == nil && list == nil:
		return true, nil // a missing list gives everything to everybody
	case err != nil:
		return false, err
	}
	const allowedCallback = 9 // ACCESS_ALLOWED_CALLBACK_ACE_TYPE: like ACCESS_ALLOWED_ACE, followed by a condition
	for i := range uint32(list.AceCount) {
		var ace *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(list, i, &ace); err != nil {
			return false, err
		}
		switch {
		case ace.Header.AceType == windows.ACCESS_DENIED_ACE_TYPE, ace.Header.AceFlags&windows.INHERIT_ONLY_ACE != 0:
		case ace.Header.AceType != windows.ACCESS_ALLOWED_ACE_TYPE && ace.Header.AceType != allowedCallback:
			return true, nil // a kind that files do not have
		case ace.Mask&rights != 0:
			who := (*windows.SID)(unsafe.Pointer(&ace.SidStart))
			if !trusted(who) && (but == nil || !who.Equals(but)) {
				return true, nil
			}
		}
	}
	return false, nil
}

// trusted reports whether an account is the system, the administrators, or the installer of Windows itself, which owns
// the root of the disk and the directories of Windows. The owner's own rights were checked with the owner.
func trusted(sid *windows.SID) bool {
	const (
		installer   = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464" // NT SERVICE\TrustedInstaller
		ownerRights = "S-1-3-4"
	)
	if sid == nil {
		return false
	}
	known := sid.String()
	return sid.IsWellKnown(windows.WinLocalSystemSid) || sid.IsWellKnown(windows.WinBuiltinAdministratorsSid) ||
		known == installer || known == ownerRights
}

// distrust returns why somebody other than an administrator could have written path, and what to do; empty if nobody
// could. icacls gets accounts by number, since their names are translated: the administrators, the system and the
// users.
func distrust(path string, e Entry) string {
	switch {
	case e.Mode.Type() == fs.ModeSymlink:
		return fmt.Sprintf("%s is a link; replace it with the file or directory itself", path)
	case e.UID != 0:
		return fmt.Sprintf("%s is not owned by the administrators; run 'icacls \"%s\" /setowner *S-1-5-32-544'", path, path)
	case e.Mode.Perm()&0o022 != 0:
		return fmt.Sprintf("%s can be written by others than the administrators; "+
			"run 'icacls \"%s\" /inheritance:r /grant *S-1-5-32-544:F *S-1-5-18:F *S-1-5-32-545:RX'", path, path)
	}
	return ""
}

// Foreign returns who but this user and the administrators could have written an open file, and what to do; empty if
// nobody could.
func Foreign(f *os.File) (what, hint string, err error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return "", "", err
	}
	descriptor, err := windows.GetSecurityInfo(windows.Handle(f.Fd()), windows.SE_FILE_OBJECT,
		windows.OWNER_SECURITY_INFORMATION|windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return "", "", err
	}
	owner, _, err := descriptor.Owner()
	if err != nil {
		return "", "", err
	}
	if !trusted(owner) && !owner.Equals(user.User.Sid) {
		return "is not owned by you", "write one of your own with 'tapdesk init'", nil
	}
	others, err := granted(descriptor, writing, user.User.Sid)
	if err != nil || !others {
		return "", "", err
	}
	return "can be written by others", "remove everybody else's right to write it, in its properties under Security", nil
}

// executable returns why a program cannot be run; empty if it can. Scripts are refused: the registry decides what runs
// them, and that is not checked.
func executable(path string, _ fs.FileInfo) string {
	if !strings.EqualFold(filepath.Ext(path), ".exe") {
		return path + " is not a program; its name must end with .exe"
	}
	return ""
}
