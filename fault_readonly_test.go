//go:build linux

package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"doorstep/app/apptest"
)

// nobody is who may write nothing here.
const nobody = 65534

// asNobody runs the real binary to its end as somebody whom chmod binds, and returns what it printed and its exit code.
func asNobody(t *testing.T, args ...string) (said string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, reachable(t), args...)
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("%v goes on as if nothing were wrong:\n%s", args, out)
	}
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// reachable is the binary where everybody may run it.
func reachable(t *testing.T) string {
	t.Helper()
	path := filepath.Join(lobby(t), "doorstep")
	if err := os.Link(doorstepBinary(t), path); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// lobby is a new folder into which everybody may look.
func lobby(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "doorstep-fault-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestFault_aFolderThatCannotBeWrittenEndsTheStartWithOneSentence(t *testing.T) {
	room := lobby(t)
	folder := func(name string) string {
		dir := filepath.Join(room, name)
		if err := os.CopyFS(dir, os.DirFS(apptest.Folder(t))); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	chmod := func(mode os.FileMode, path string) string {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	others := filepath.Join(folder("others"), "data.db")
	chmod(0o777, filepath.Dir(others))
	chmod(0o444, others)
	file := filepath.Join(room, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ dir, says string }{
		"a folder that may only be read":    {chmod(0o555, folder("readonly")), "may not be written by the account that runs Doorstep"},
		"a database that may only be read":  {filepath.Dir(others), "data.db may not be written by the account that runs Doorstep"},
		"a folder that may not be made":     {filepath.Join(chmod(0o555, folder("parent")), "data"), "may not be written by the account that runs Doorstep"},
		"a file where the folder should be": {file, "a file stands where the folder should be"},
	} {
		for _, command := range []string{"serve", "verify", "doctor"} {
			said, code := asNobody(t, command, "--dir", c.dir)
			refusesToStart(t, name+", "+command, said, code, c.says)
		}
	}
}

func TestFault_aDiskThatIsFullOrReadOnlyEndsTheStartWithOneSentence(t *testing.T) {
	d, ok := ownDisk(t)
	if !ok {
		return
	}
	if err := os.CopyFS(d.dir, os.DirFS(apptest.Folder(t))); err != nil {
		t.Fatal(err)
	}
	d.take(nil)
	out, err := exec.Command(doorstepBinary(t), "serve", "--dir", d.dir).CombinedOutput()
	refusesToStart(t, "a full disk", string(out), codeOf(err), "its disk is full. Free space on it, then start again.")
	d.give(nil)
	if out, err := verify(t, d.dir); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	mount := filepath.Dir(d.dir)
	if err := syscall.Mount("", mount, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	out, err = exec.Command(doorstepBinary(t), "serve", "--dir", d.dir).CombinedOutput()
	refusesToStart(t, "a read-only disk", string(out), codeOf(err), "its disk is read-only. Make the disk writable")
}

// refusesToStart holds what was printed to one plain sentence, and an exit code by which others know.
func refusesToStart(t *testing.T, name, said string, code int, want string) {
	t.Helper()
	if code != 1 || !strings.Contains(said, "the data folder") || !strings.Contains(said, want) || strings.Count(strings.TrimSpace(said), "\n") > 0 ||
		strings.Contains(said, "goroutine") || strings.Contains(said, "SQLITE") {
		t.Errorf("%s: ended with %d and said:\n%s", name, code, said)
	}
}
