package command

import (
	"os"
	"os/exec"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// This file was compiled and never run.

// group is a program and what it began: a job that none of them can leave, and that ends with the console.
type group struct {
	job, program windows.Handle
}

// start runs a program in a job of its own, without a console. It is begun stopped, so that it can begin nothing before
// it is in the job. Go lets it inherit its standard handles and no others.
func start(cmd *exec.Cmd) (g group, err error) {
	if g.job, err = windows.CreateJobObject(nil, nil); err != nil {
		return g, err
	}
	var limits windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	limits.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
	_, err = windows.SetInformationJobObject(g.job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NO_WINDOW | windows.CREATE_SUSPENDED}
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		_ = windows.CloseHandle(g.job)
		return g, err
	}
	pid := uint32(cmd.Process.Pid)
	g.program, err = windows.OpenProcess(windows.SYNCHRONIZE|windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false,
		pid)
	if err == nil {
		err = windows.AssignProcessToJobObject(g.job, g.program)
	}
	if err == nil {
		err = resume(pid)
	}
	if err != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_, _ = windows.CloseHandle(g.job), windows.CloseHandle(g.program)
	}
	return g, err
}

// resume lets a process go on that was begun stopped, which has one thread.
func resume(pid uint32) error {
	threads, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPTHREAD, 0)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(threads)
	entry := windows.ThreadEntry32{Size: uint32(unsafe.Sizeof(windows.ThreadEntry32{}))}
	for err = windows.Thread32First(threads, &entry); err == nil; err = windows.Thread32Next(threads, &entry) {
		if entry.OwnerProcessID != pid {
			continue
		}
		thread, err := windows.OpenThread(windows.THREAD_SUSPEND_RESUME, false, entry.ThreadID)
		if err != nil {
			return err
		}
		defer windows.CloseHandle(thread)
		_, err = windows.ResumeThread(thread)
		return err
	}
	return err
}

// awaitEnd waits until the program has ended.
func (g group) awaitEnd() {
	_, _ = windows.WaitForSingleObject(g.program, windows.INFINITE)
	_ = windows.CloseHandle(g.program)
}

// kill ends what is left of the job, once.
func (g group) kill() {
	_ = windows.TerminateJobObject(g.job, 1)
	_ = windows.CloseHandle(g.job)
}

// drain has nothing to read: all that could hold the pipe was in the job, so that its end was read.
func drain(*os.File, int) []byte { return nil }
