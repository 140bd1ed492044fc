package txn

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Rehome gives the records of the collections that belong to one customer to another, within the transaction that merges the two.
func Rehome(ctx context.Context, tx core.App, keep, drop string, collections ...string) error {
	for _, collection := range collections {
		records, err := tx.FindAllRecords(collection, dbx.HashExp{"customer": drop})
		if err != nil {
			return err
		}
		for _, r := range records {
			r.Set("customer", keep)
			if err := Save(ctx, tx, r, 0); err != nil {
				return err
			}
		}
	}
	return nil
}
