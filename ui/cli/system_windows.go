package cli

import (
	"os"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"

	"tapdesk/state/recorder"
)

// This file was compiled and never run.

const (
	// machineTime is empty: Windows does not keep the machine's time zone in a file.
	machineTime = ""
	// terminalPath is the input of this session's console, whatever standard input is.
	terminalPath = "CONIN$"
)

// userNumber returns the last part of the user's security identifier, which is unique in a domain or on a machine, or
// -1 if Windows does not say.
func userNumber() int {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil || user.User.Sid.SubAuthorityCount() == 0 {
		return -1
	}
	return int(user.User.Sid.SubAuthority(uint32(user.User.Sid.SubAuthorityCount()) - 1))
}

// sealProcess lets other programs of the same user only end this process and ask whether it is alive, so that they
// cannot read its memory. The same holds for the owner, who could otherwise change that. An administrator with the
// right to debug still can. A crash leaves no dump unless GOTRACEBACK asks for one, which only the parent process can
// change.
func sealProcess() (notes []string) {
	windows.SetErrorMode(windows.SEM_FAILCRITICALERRORS | windows.SEM_NOGPFAULTERRORBOX)
	if strings.EqualFold(os.Getenv("GOTRACEBACK"), "wer") {
		notes = append(notes, "a crash may leave a memory dump: GOTRACEBACK is wer; unset it and start again")
	}
	// Grant SYNCHRONIZE, PROCESS_QUERY_LIMITED_INFORMATION and PROCESS_TERMINATE to the owner (OW), the system (SY) and
	// the administrators (BA).
	sealed, err := windows.SecurityDescriptorFromString("D:P(A;;0x101001;;;OW)(A;;0x101001;;;SY)(A;;0x101001;;;BA)")
	var list *windows.ACL
	if err == nil {
		list, _, err = sealed.DACL()
	}
	if err == nil {
		err = windows.SetSecurityInfo(windows.CurrentProcess(), windows.SE_KERNEL_OBJECT,
			windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, nil, nil, list, nil)
	}
	if err != nil {
		notes = append(notes, "other programs of this account may read Tapdesk's memory: Windows refused "+
			"to seal it ("+err.Error()+")")
	}
	return notes
}

// ancestors returns the names of a process and of those above it. Windows does not say when a parent has ended, and may
// reuse its number: a parent that began after its child ends the chain.
func ancestors(pid int) (chain recorder.Chain) {
	all := processes()
	for range maxAncestors {
		p, running := all[uint32(pid)]
		switch {
		case pid == 0:
			chain.Whole = true
			return chain
		case !running:
			return chain
		}
		name := windows.UTF16ToString(p.ExeFile[:])
		chain.Names = append(chain.Names, strings.TrimSuffix(strings.ToLower(name), ".exe"))
		parent := p.ParentProcessID
		if parent != 0 && !older(parent, uint32(pid)) {
			return chain
		}
		pid = int(parent)
	}
	return chain
}

// processes returns the running processes by number, or none if Windows does not say.
func processes() map[uint32]windows.ProcessEntry32 {
	all := map[uint32]windows.ProcessEntry32{}
	snapshot, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPPROCESS, 0)
	if err != nil {
		return all
	}
	defer windows.CloseHandle(snapshot)
	entry := windows.ProcessEntry32{Size: uint32(unsafe.Sizeof(windows.ProcessEntry32{}))}
	for err = windows.Process32First(snapshot, &entry); err == nil; err = windows.Process32Next(snapshot, &entry) {
		all[entry.ProcessID] = entry
	}
	return all
}

// older reports whether a process is known to have begun before another.
func older(parent, child uint32) bool {
	first, known := began(parent)
	second, also := began(child)
	return known && also && first <= second
}

// began returns when a process began, as a number that increases with time.
func began(pid uint32) (at int64, known bool) {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, pid)
	if err != nil {
		return 0, false
	}
	defer windows.CloseHandle(process)
	var created, exited, kernel, user windows.Filetime
	err = windows.GetProcessTimes(process, &created, &exited, &kernel, &user)
	return created.Nanoseconds(), err == nil
}
