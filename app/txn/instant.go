package txn

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Instant is a time as a record stores it; the zero time is empty.
func Instant(t time.Time) types.DateTime {
	if t.IsZero() {
		return types.DateTime{}
	}
	d, _ := types.ParseDateTime(t) // a time.Time always parses
	return d
}

// At is the instant that a field of the record holds; zero where it is empty.
func At(r *core.Record, field string) time.Time { return r.GetDateTime(field).Time() }
