package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/catalog"
	"doorstep/app/stock"
)

// bindVanUsed: a part that is used at a visit leaves the van of whoever leads it, in the same transaction; a line that is changed or
// taken back brings the van after it. What vans moved is added to, never changed; so are the comings and goings of helpers.
func bindVanUsed(a *app.App) {
	refuse := func(*core.RecordEvent) error { return errKept }
	a.Core.OnRecordUpdate("van_moves", "helper_marks").BindFunc(refuse)
	a.Core.OnRecordDelete("van_moves", "helper_marks").BindFunc(refuse)
	used := func(gone bool) func(*core.RecordEvent) error {
		return func(e *core.RecordEvent) error {
			if err := e.Next(); err != nil {
				return err
			}
			r := e.Record
			if r.GetString("visit") == "" || r.GetString("kind") != catalog.KindPart || r.GetString("item") == "" {
				return nil
			}
			l := stock.Line{ID: r.Id, Visit: r.GetString("visit"), Item: r.GetString("item"), Milli: r.GetInt("qty_milli")}
			if gone {
				l.Milli = 0
			}
			return a.Stock.In(e.App).Follow(e.Context, l)
		}
	}
	a.Core.OnRecordCreateExecute("job_lines").BindFunc(used(false))
	a.Core.OnRecordUpdateExecute("job_lines").BindFunc(used(false))
	a.Core.OnRecordDeleteExecute("job_lines").BindFunc(used(true))
}
