package txn

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// ErrNewer is the fault of data that a newer version of this program has changed.
var ErrNewer = errors.New("a newer version of Doorstep has written this data. Nothing was changed: install that version again, or a later one")

// Mine fails where the data of the opened app is not this program's to write: it knows a change of the schema that comes after all
// that this program knows. An older program would leave empty what the newer one relies on.
// Errors: ErrNewer; those of the database.
func Mine(app core.App) error {
	newest := ""
	for _, m := range core.AppMigrations.Items() {
		newest = max(newest, m.File)
	}
	var unknown []string
	if err := app.DB().Select("file").From(core.DefaultMigrationsTable).Where(dbx.NewExp("file > {:newest}", dbx.Params{"newest": newest})).
		OrderBy("file").Column(&unknown); err != nil {
		return err
	}
	if len(unknown) > 0 {
		return fmt.Errorf("%w (it knows %s)", ErrNewer, unknown[len(unknown)-1])
	}
	return nil
}
