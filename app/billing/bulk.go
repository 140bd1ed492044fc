package billing

import (
	"context"
	"slices"
	"strings"

	"doorstep/app/customers"
	"doorstep/app/kernel/paper"
	"doorstep/app/settings"
)

// Sheet is whom a document is from and to, for storing many at once without the verbs.
type Sheet struct {
	Company  settings.Company
	Customer customers.Customer
	Site     customers.Site
}

func (sh Sheet) parties() parties {
	return parties{company: sh.Company, customer: sh.Customer, site: sh.Site}
}

// Compute fills in place of supply, the lines' taxes and the sums, as the verbs do. Errors: those of gst.Compute.
func (sh Sheet) Compute(i Invoice) (Invoice, error) { return sh.parties().compute(i) }

// Freeze is what is frozen of an issued invoice with its lines; job is the number of its job, empty where it has none.
// Nothing is read.
func (s *Service) Freeze(ctx context.Context, sh Sheet, i Invoice, job string) (paper.Doc, error) {
	i.Jobs, i.Against = nil, ""
	doc, err := s.paper(ctx, s.app, i, sh.parties())
	if job != "" {
		doc.Meta = slices.Insert(doc.Meta, 0, paper.Field{Label: "Job", Value: job})
	}
	return doc, err
}

// Counter is the name of the running number of the series in the financial year as it is written short, "26-27".
func Counter(series, year string) string { return strings.Join([]string{"invoice", series, year}, ":") }
