package txn

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	_ "modernc.org/sqlite" // the driver "sqlite", without cgo
)

// Connect opens a database file so that what was acknowledged survives a power cut: WAL with synchronous=FULL.
// The page cache is per connection, 8 MB each, so that sixteen connections cannot eat a small machine.
func Connect(path string) (*dbx.DB, error) {
	const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)" +
		"&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-8000)"
	return dbx.Open("sqlite", path+pragmas)
}

// Optimize lets SQLite bring its statistics up to date, so that it goes on choosing the right index as the tables grow.
func Optimize(ctx context.Context, app core.App) error {
	_, err := app.NonconcurrentDB().NewQuery("PRAGMA optimize").WithContext(ctx).Execute()
	return err
}
