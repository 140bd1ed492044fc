// Package apptest gives tests an appliance: a small company in Pune, one person per role, and builders.
//
// The company is built once per test binary and copied for each test, as net/http has httptest.
package apptest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"doorstep/app"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
	"doorstep/hooks"
	_ "doorstep/migrations"
)

// Now is the frozen moment of every test: Monday, 16 November 2026, 10:00 IST.
var Now = time.Date(2026, 11, 16, 10, 0, 0, 0, clock.IST)

// Password is everybody's.
const Password = "Doorstep#2026"

var (
	once     sync.Once
	template string
	failed   error
)

// NewApp returns an appliance of its own with the company of Build, hooks bound, and the clock frozen at Now.
func NewApp(t testing.TB) *app.App {
	t.Helper()
	once.Do(func() { template, failed = build() })
	if failed != nil {
		t.Fatal(failed)
	}
	t.Cleanup(clock.Freeze(Now))
	return open(t, template)
}

// Empty returns an appliance on an empty folder: nothing is set up. The clock is frozen at Now.
func Empty(t testing.TB) *app.App {
	t.Helper()
	t.Cleanup(clock.Freeze(Now))
	return open(t, migrated(t))
}

// Folder is a data folder of its own with the company of Build, for who starts the real binary on it.
func Folder(t testing.TB) string {
	t.Helper()
	once.Do(func() { template, failed = build() })
	if failed != nil {
		t.Fatal(failed)
	}
	return copied(t, template)
}

// EmptyFolder is a data folder of its own on which nothing is set up.
func EmptyFolder(t testing.TB) string {
	t.Helper()
	return copied(t, migrated(t))
}

func copied(t testing.TB, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// Stored is a database with nothing in it and nobody bound to it, for tests of a slice on its own.
func Stored(t testing.TB) core.App {
	t.Helper()
	pb, err := tests.NewTestApp(migrated(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pb.Cleanup)
	return pb
}

// migrated is a folder on which every migration ran. Who opens it gets a copy.
func migrated(t testing.TB) string {
	t.Helper()
	dir, err := ground()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// ground migrates once per test binary: it takes seconds.
var ground = sync.OnceValues(func() (string, error) {
	empty, err := os.MkdirTemp("", "doorstep-empty-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(empty) }()
	pb, err := tests.NewTestAppWithConfig(core.BaseAppConfig{DataDir: empty, DBConnect: txn.Connect})
	if err != nil {
		return "", err
	}
	return pb.DataDir(), errors.Join(quickHashes(pb), closed(pb))
})

// quickHashes lets passwords cost as little as they can: tests sign in often.
func quickHashes(pb core.App) error {
	users, err := pb.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	users.Fields.GetByName("password").(*core.PasswordField).Cost = 4 // bcrypt's least
	return pb.Save(users)
}

// closed brings everything into the file and lets go of it; the folder stays for the life of the test binary.
func closed(pb *tests.TestApp) error {
	if _, err := pb.NonconcurrentDB().NewQuery("PRAGMA wal_checkpoint(TRUNCATE)").Execute(); err != nil {
		return err
	}
	return pb.ResetBootstrapState()
}

func open(t testing.TB, dir string) *app.App {
	t.Helper()
	pb, err := tests.NewTestAppWithConfig(core.BaseAppConfig{DataDir: dir, DBConnect: txn.Connect})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pb.Cleanup)
	a := app.New(pb)
	hooks.Bind(a)
	return a
}

// build makes the template folder; it stays for the life of the test binary.
func build() (string, error) {
	dir, err := ground()
	if err != nil {
		return "", err
	}
	pb, err := tests.NewTestAppWithConfig(core.BaseAppConfig{DataDir: dir, DBConnect: txn.Connect})
	if err != nil {
		return "", err
	}
	a := app.New(pb)
	hooks.Bind(a)
	if err := Build(a); err != nil {
		pb.Cleanup()
		return "", err
	}
	return pb.DataDir(), closed(pb)
}

// As is a context in which the company's person of the role acts at a desk; for the technician, Ravi on his phone.
func As(t testing.TB, a *app.App, role act.Role) context.Context {
	t.Helper()
	return asUser(t, a, firstOf[role])
}

// AsTechnician is a context in which the technician of the name acts on his phone.
func AsTechnician(t testing.TB, a *app.App, name string) context.Context {
	t.Helper()
	return asUser(t, a, name)
}

func asUser(t testing.TB, a *app.App, name string) context.Context {
	t.Helper()
	users, err := a.People.Users(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		if u.Name != name {
			continue
		}
		by := act.By{User: u.ID, Name: u.Name, Role: u.Role, Source: act.Desk, Lang: u.Lang}
		if u.Role == act.Technician {
			tech, err := a.People.TechnicianOf(context.Background(), u.ID)
			if err != nil {
				t.Fatal(err)
			}
			by.Technician, by.Source = tech.ID, act.Phone
		}
		return act.In(context.Background(), by)
	}
	t.Fatalf("nobody is called %s", name)
	return nil
}
