package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Ground: PocketBase's settings, the claims of requests, running numbers and the audit chain.
func init() {
	m.Register(func(app core.App) error {
		s := app.Settings()
		s.Meta.AppName = "Doorstep"
		s.Meta.HideControls = true
		s.Logs.MaxDays = 7
		s.Logs.LogIP = false
		s.Batch.Enabled = false
		s.Backups.Cron = ""
		if err := app.Save(s); err != nil {
			return err
		}
		return run(
			app,
			`CREATE TABLE idempotency (
				actor TEXT NOT NULL, key TEXT NOT NULL, hash TEXT NOT NULL, at TEXT NOT NULL, answer TEXT NOT NULL DEFAULT '',
				PRIMARY KEY (actor, key)) WITHOUT ROWID`,
			`CREATE INDEX idempotency_at ON idempotency (at)`,
			`CREATE TABLE counters (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID`,
			`CREATE TABLE audit_log (
				seq INTEGER PRIMARY KEY, at TEXT NOT NULL, change TEXT NOT NULL,
				actor TEXT NOT NULL, actor_name TEXT NOT NULL, source TEXT NOT NULL,
				verb TEXT NOT NULL, entity TEXT NOT NULL, entity_id TEXT NOT NULL, root TEXT NOT NULL,
				reason TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL)`,
			`CREATE INDEX audit_log_entity ON audit_log (entity_id, seq)`,
			`CREATE INDEX audit_log_root ON audit_log (root, seq) WHERE root != ''`,
			`CREATE TRIGGER audit_log_fixed BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`,
			`CREATE TRIGGER audit_log_kept BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`,
		)
	}, nil)
}
