package backup_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
)

// nights is a company that keeps that many copies of nights, also in a folder of another disk, and its owner's context.
func nights(t *testing.T, keep string) (a *app.App, owner context.Context, folder string) {
	t.Helper()
	a, folder = apptest.NewApp(t), t.TempDir()
	owner = apptest.As(t, a, act.Owner)
	if _, err := a.Backup.Change(owner, settings.CopiesInput{Rev: rev(t, a), Keep: keep, Folder: folder}); err != nil {
		t.Fatal(err)
	}
	return a, owner, folder
}

func rev(t *testing.T, a *app.App) int {
	t.Helper()
	c, err := a.Settings.Company(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c.Rev
}

// night is the n-th night after the company was set up.
func night(t *testing.T, a *app.App, n int) {
	t.Helper()
	c, err := a.Settings.Company(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(clock.Freeze(c.Since.Add(time.Duration(n) * 24 * time.Hour)))
}

func TestNightly_keepsTheNewestHereAndInTheOtherFolder(t *testing.T) {
	a, owner, folder := nights(t, "2")
	byHand, err := a.Backup.Make(owner)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 4 {
		night(t, a, n)
		did, err := a.Backup.Nightly(owner)
		if err != nil || (did == "") != (n == 0) {
			t.Fatalf("night %d: %q, %v", n, did, err)
		}
	}
	all, err := a.Backup.Copies(owner)
	if err != nil || len(all) != 3 || !all[0].Nightly() || !all[1].Nightly() || all[2].Name != byHand || all[0].Name < all[1].Name {
		t.Fatalf("kept %+v, %v", all, err)
	}
	there, _ := filepath.Glob(filepath.Join(folder, "*"))
	if len(there) != 2 || filepath.Base(there[1]) != all[0].Name {
		t.Errorf("the other folder has %v", there)
	}
	for _, c := range all {
		if _, err := a.Backup.Try(owner, c.Name); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
}

func TestNightly_makesNoneWhereNoneIsWanted(t *testing.T) {
	a, owner, _ := nights(t, "0")
	night(t, a, 2)
	if did, err := a.Backup.Nightly(owner); did != "" || err != nil {
		t.Errorf("%q, %v", did, err)
	}
}

func TestNightly_keepsItsCopyAndFailsWhereTheOtherDiskIsGone(t *testing.T) {
	a, owner, folder := nights(t, "2")
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	night(t, a, 1)
	_, err := a.Backup.Nightly(owner)
	is(t, err, "copies_folder")
	if all, _ := a.Backup.Copies(owner); len(all) != 1 {
		t.Errorf("kept %+v", all)
	}
}

func TestTry_findsACopyThatIsDamagedOrNotThere(t *testing.T) {
	a, owner, _ := nights(t, "1")
	name, err := a.Backup.Make(owner)
	if err != nil {
		t.Fatal(err)
	}
	label, err := a.Backup.Try(owner, name)
	if err != nil || label.Events == 0 || len(label.Last) != 64 {
		t.Fatalf("%+v, %v", label, err)
	}
	path := filepath.Join(a.Core.DataDir(), "backups", name)
	cut, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, cut[:len(cut)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = a.Backup.Try(owner, name)
	is(t, err, "copies_damaged")
	for _, other := range []string{"none.zip", "../data.db", "../" + name, "/etc/passwd"} {
		_, err = a.Backup.Try(owner, other)
		is(t, err, "not_found")
	}
	if left, _ := filepath.Glob(filepath.Join(a.Core.DataDir(), ".copy-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestChange_refusesAFolderThatWillNotDo(t *testing.T) {
	a, owner, _ := nights(t, "1")
	for folder, code := range map[string]string{
		"copies": "copies_folder_path", "/nowhere/at/all": "copies_folder", a.Core.DataDir(): "copies_folder", filepath.Join(a.Core.DataDir(), "backups"): "copies_folder",
	} {
		_, err := a.Backup.Change(owner, settings.CopiesInput{Rev: rev(t, a), Keep: "1", Folder: folder})
		is(t, err, code)
	}
	_, err := a.Backup.Change(owner, settings.CopiesInput{Rev: rev(t, a), Keep: "31"})
	is(t, err, "number_range")
}

func TestCopies_areTheOwnersAlone(t *testing.T) {
	a, owner, _ := nights(t, "1")
	name, err := a.Backup.Make(owner)
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []act.Role{act.Dispatcher, act.Accountant, act.Technician} {
		ctx := apptest.As(t, a, role)
		_, one := a.Backup.Make(ctx)
		_, two := a.Backup.Copies(ctx)
		_, three := a.Backup.Try(ctx, name)
		_, _, four := a.Backup.Take(ctx, name)
		_, five := a.Backup.Nightly(ctx)
		_, six := a.Backup.Change(ctx, settings.CopiesInput{Rev: rev(t, a), Keep: "1"})
		for _, err := range []error{one, two, three, four, five, six} {
			is(t, err, "not_allowed")
		}
	}
}

// is holds a refusal to its code.
func is(t *testing.T, err error, code string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != code {
		t.Errorf("%v, not %s", err, code)
	}
}
