package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/backup"
)

// bindCopies makes every copy of the data by our own way, whoever asks for it: PocketBase's would let all writes wait until it is done.
func bindCopies(a *app.App) {
	a.Core.OnBackupCreate().BindFunc(func(e *core.BackupEvent) error {
		if e.Name == "" {
			e.Name = backup.Name()
		}
		return backup.Keep(e.Context, e.App, e.Name, a.Version)
	})
}
