package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/app/apptest"
)

func TestAlone_aSecondApplianceOnAFolderIsSentAwayAndAKilledOneHoldsNothing(t *testing.T) {
	dir := apptest.Folder(t)
	if err := os.WriteFile(filepath.Join(dir, "demo.json"), []byte("{}"), 0o600); err != nil { // so that a demo might clear it
		t.Fatal(err)
	}
	a := start(t, dir, "serve")
	for _, command := range [][]string{{"serve", "--http", "127.0.0.1:0"}, {"demo", "--http", "127.0.0.1:0", "--jobs", "1"}, {"restore", "none.zip"}} {
		out, err := exec.Command(doorstepBinary(t), append(command, "--dir", dir)...).CombinedOutput()
		if said := string(out); codeOf(err) != 1 || !strings.Contains(said, "is in use: Doorstep is open on it already, at "+strings.TrimPrefix(a.URL, "http://")) {
			t.Errorf("%v beside it ended with %v and said:\n%s", command, err, said)
		}
	}
	if out, err := verify(t, dir); err != nil {
		t.Errorf("looking beside it: %v\n%s", err, out)
	}
	a.kill()
	visit(t, start(t, dir, "serve").URL).signIn(t, apptest.Mobiles["Asha Kulkarni"], apptest.Password)
}

// codeOf is with what a command ended.
func codeOf(err error) int {
	if exit, ok := err.(*exec.ExitError); ok {
		return exit.ExitCode()
	}
	return 0
}
