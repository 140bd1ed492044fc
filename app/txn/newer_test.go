package txn_test

import (
	"errors"
	"testing"

	"github.com/pocketbase/dbx"

	"doorstep/app/apptest"
	"doorstep/app/txn"
)

func TestMine_knowsDataThatANewerProgramWrote(t *testing.T) {
	app := apptest.Stored(t)
	if err := txn.Mine(app); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file  string
		newer bool
	}{
		{"1600000000_gone_from_a_later_pocketbase.go", false},
		{"later_99991231_what_nobody_knows_yet.go", true},
	} {
		if _, err := app.NonconcurrentDB().Insert("_migrations", dbx.Params{"file": c.file, "applied": 1}).Execute(); err != nil {
			t.Fatal(err)
		}
		if err := txn.Mine(app); errors.Is(err, txn.ErrNewer) != c.newer {
			t.Errorf("%s: %v", c.file, err)
		}
	}
}
