package audit

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Report is what a walk along the chain found.
type Report struct {
	Events int64
	Last   string // hash of the newest event
}

// Broken says where the chain does not hold.
type Broken struct {
	Seq int64
	Why string
}

func (b *Broken) Error() string {
	return fmt.Sprintf("the audit chain breaks at event %d: %s", b.Seq, b.Why)
}

const stride = 2000

// Verify walks the whole chain. The error is *Broken where an event was changed, removed or put in.
func Verify(app core.App) (Report, error) { return walk(app, Report{}) }

// VerifyLast walks the newest n events only, taking the one before them as it stands. Errors as of Verify.
func VerifyLast(app core.App, n int64) (Report, error) {
	last, err := Last(app)
	if err != nil || last.Seq <= n {
		return walk(app, Report{})
	}
	from := Report{Events: last.Seq - n}
	err = app.ConcurrentDB().NewQuery("SELECT hash FROM audit_log WHERE seq = {:seq}").Bind(dbx.Params{"seq": from.Events}).Row(&from.Last)
	if errors.Is(err, sql.ErrNoRows) {
		return from, &Broken{from.Events, "it is missing"}
	}
	if err != nil {
		return from, err
	}
	return walk(app, from)
}

// LastAt is when the newest event was written; zero on an empty log.
func LastAt(app core.App) (time.Time, error) {
	var at string
	err := app.ConcurrentDB().NewQuery("SELECT at FROM audit_log ORDER BY seq DESC LIMIT 1").Row(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	return time.Parse("2006-01-02 15:04:05.000Z", at)
}

// walk goes on from an event that is taken as it stands.
func walk(app core.App, report Report) (Report, error) {
	for {
		var rows []Event
		err := app.ConcurrentDB().NewQuery("SELECT " + columns + " FROM audit_log WHERE seq > {:seq} ORDER BY seq LIMIT {:n}").
			Bind(dbx.Params{"seq": report.Events, "n": stride}).All(&rows)
		if err != nil {
			return report, err
		}
		for _, e := range rows {
			if err := follows(e, report); err != nil {
				return report, err
			}
			report.Events, report.Last = e.Seq, e.Hash
		}
		if len(rows) < stride {
			return report, nil
		}
	}
}

func follows(e Event, r Report) error {
	switch {
	case e.Seq != r.Events+1:
		return &Broken{r.Events + 1, fmt.Sprintf("it is missing; the next is %d", e.Seq)}
	case e.Prev != r.Last:
		return &Broken{e.Seq, "it does not follow the event before it"}
	case e.Hash != e.Sum():
		return &Broken{e.Seq, "its content is not what was written"}
	}
	return nil
}
