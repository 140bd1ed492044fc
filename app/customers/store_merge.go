package customers

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/txn"
)

// moveAll gives Keep what belongs to Drop, and leads those who were merged into Drop on to Keep.
func moveAll(ctx context.Context, tx core.App, keep, drop string) error {
	for _, what := range []struct{ collection, field string }{
		{"sites", "customer"}, {"assets", "customer"}, {"links", "customer"}, {"customers", "merged_into"},
	} {
		rows, err := belonging(tx, what.collection, what.field, drop)
		if err != nil {
			return err
		}
		for _, r := range rows {
			r.Set(what.field, keep)
			if err := txn.Save(ctx, tx, r, 0); err != nil {
				return err
			}
		}
	}
	return movePreferences(ctx, tx, keep, drop)
}

// movePreferences lets Keep's word stand where both have one about the same technician.
func movePreferences(ctx context.Context, tx core.App, keep, drop string) error {
	rows, err := belonging(tx, "preferences", "customer", drop)
	if err != nil {
		return err
	}
	for _, r := range rows {
		p := readPreference(r)
		known, err := preferenceRecord(tx, keep, p.Technician)
		if err != nil {
			return err
		}
		if known != nil {
			if err := txn.Delete(ctx, tx, r); err != nil {
				return err
			}
			continue
		}
		p.Customer = keep
		p.write(r)
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
	}
	return nil
}

// openPreference is the pair's record, a new one if there is none. NotFound for the technician.
func openPreference(tx core.App, customer, technician string) (*core.Record, error) {
	if _, err := txn.Find(tx, "technicians", technician); err != nil {
		return nil, err
	}
	rec, err := preferenceRecord(tx, customer, technician)
	if err != nil || rec != nil {
		return rec, err
	}
	return txn.New(tx, "preferences")
}

// preferenceRecord is the pair's record; nil if there is none.
func preferenceRecord(tx core.App, customer, technician string) (*core.Record, error) {
	rows, err := tx.FindRecordsByFilter("preferences", "customer = {:c} && technician = {:t}", "", 1, 0,
		dbx.Params{"c": customer, "t": technician})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}
