package contracts

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
	"doorstep/app/txn"
)

// series is the letter behind the company's prefix.
const series = "A"

// number is the next of the running financial year: "FWA/26-27/00001". Call it within the transaction that stores the contract: a
// number that is not stored is given back.
func (s *Service) number(ctx context.Context, tx core.App) (string, error) {
	company, err := s.settings.Company(ctx)
	if err != nil {
		return "", err
	}
	prefix, year := company.InvoicePrefix+series, gst.FY(clock.Today())
	n, err := txn.Next(tx, "contract:"+prefix+":"+year.Short)
	if err != nil {
		return "", err
	}
	return gst.Number(prefix, year, n)
}
