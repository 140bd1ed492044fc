package billing

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/txn"
)

// Rehome gives the documents and estimates of one customer to another, within the transaction that merges the two. What was issued keeps its words.
func (s *Service) Rehome(ctx context.Context, tx core.App, keep, drop string) error {
	for _, collection := range []string{"invoices", "estimates"} {
		records, err := tx.FindAllRecords(collection, dbx.HashExp{"customer": drop})
		if err != nil {
			return err
		}
		for _, r := range records {
			r.Set("customer", keep)
			if err := txn.Save(ctx, tx, r, 0); err != nil {
				return err
			}
		}
	}
	return nil
}
