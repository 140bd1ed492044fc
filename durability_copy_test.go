package main

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"doorstep/app/apptest"
)

// command runs the binary to its end on a folder.
func command(t *testing.T, dir string, args ...string) (string, error) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), doorstepBinary(t), append(args, "--dir", dir)...).CombinedOutput()
	return string(out), err
}

func TestCopy_takenWhilePeopleWorkComesBackAsOneMoment(t *testing.T) {
	dir := apptest.Folder(t)
	file := filepath.Join(t.TempDir(), "copy.zip")
	a := start(t, dir, "serve")
	v := visit(t, a.URL)
	v.signIn(t, apptest.Mobiles["Asha Kulkarni"], apptest.Password)
	ctx, cancel := context.WithCancel(t.Context())
	sent := make(chan map[int]bool)
	go func() { sent <- send(ctx, v) }()
	time.Sleep(300 * time.Millisecond)
	if out, err := command(t, dir, "backup", file); err != nil || !strings.Contains(out, "Copied to") {
		t.Fatalf("%v\n%s", err, out)
	}
	time.Sleep(300 * time.Millisecond)
	cancel()
	acknowledged := <-sent

	if out, err := command(t, dir, "restore", file); err == nil || !strings.Contains(out, "End that one first") {
		t.Errorf("restoring under a running appliance: %v\n%s", err, out)
	}
	a.kill()
	out, err := command(t, dir, "restore", file)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	kept := gaveWay(out)
	if missing := absent(t, kept, acknowledged); len(missing) > 0 {
		t.Errorf("the folder that gave way lacks %d acknowledged customers", len(missing))
	}
	if n := stored(t, dir); n == 0 || n >= len(acknowledged) {
		t.Errorf("the copy has %d of %d customers; it was made between the first and the last", n, len(acknowledged))
	}
	if out, err := verify(t, dir); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	again := visit(t, start(t, dir, "serve").URL)
	again.signIn(t, apptest.Mobiles["Asha Kulkarni"], apptest.Password)
	page, err := again.Get(again.base + "/office/today")
	if err != nil {
		t.Fatal(err)
	}
	_ = page.Body.Close()
	if page.StatusCode != http.StatusOK {
		t.Errorf("the restored appliance answers %s", page.Status)
	}
}

// gaveWay is the folder that gave way, as the command said.
func gaveWay(out string) string {
	_, kept, _ := strings.Cut(out, "The folder as it was stands in ")
	return strings.TrimSpace(kept)
}

func TestCopy_withoutAFileIsKeptAmongTheCopiesAndComesBackByItsName(t *testing.T) {
	dir := apptest.Folder(t)
	out, err := command(t, dir, "backup")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	copies, err := os.ReadDir(filepath.Join(dir, "backups"))
	if err != nil {
		t.Fatal(err)
	}
	name := ""
	for _, c := range copies {
		if strings.HasSuffix(c.Name(), ".zip") {
			name = c.Name()
		}
	}
	if name == "" || !strings.Contains(out, name) {
		t.Fatalf("kept %v, said %q", copies, out)
	}
	if out, err := command(t, dir, "restore", name); err != nil || !strings.Contains(out, "Restored the copy of") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := command(t, dir, "restore", "doorstep-never.zip"); err == nil || !strings.Contains(out, "neither a file nor among the copies") {
		t.Errorf("%v\n%s", err, out)
	}
}
