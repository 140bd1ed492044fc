package settings

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// SetUpInput is everything about the company that set-up asks, as typed. An empty Prefix is INV; UPI may be empty.
type SetUpInput struct {
	CompanyInput
	Days     [7]string // as in HoursInput
	Prefix   string
	UPI      string
	Holidays []HolidayInput
}

// Prepared is a company whose input was found right.
type Prepared struct {
	company  Company
	holidays []Holiday
}

// Prepare checks the input of set-up. Faults as of UpdateCompany, UpdateHours, UpdateInvoicing and AddHoliday; those of
// holidays stand beside holiday_0_date and so on.
func Prepare(in SetUpInput) (Prepared, error) {
	var check fault.Check
	p := Prepared{company: Company{Weights: DefaultWeights(), Policies: DefaultPolicies(), Planning: DefaultPlanning(), Copies: DefaultCopies()}}
	who, err := in.parse()
	check.Add(err)
	who(&p.company)
	p.company.Week, err = ParseWeek(in.Days)
	check.Add(err)
	if strings.TrimSpace(in.Prefix) == "" {
		in.Prefix = "INV"
	}
	paper, err := InvoicingInput{Prefix: in.Prefix, UPI: in.UPI}.parse()
	check.Add(err)
	paper(&p.company)
	for i, typed := range in.Holidays {
		if typed == (HolidayInput{}) {
			continue
		}
		h, err := typed.parse()
		check.Add(fault.Prefix(err, fmt.Sprintf("holiday_%d_", i)))
		for _, other := range p.holidays {
			check.That(other.Date != h.Date || h.Date == "", fault.Field(fmt.Sprintf("holiday_%d_date", i), "taken"))
		}
		p.holidays = append(p.holidays, h)
	}
	return p, check.Err()
}

// Create stores a new company with its holidays and service levels within people's set-up, which gives it an owner in the
// same transaction. Conflict "already_set_up" if there is a company.
func (s *Service) Create(ctx context.Context, tx core.App, p Prepared) (Company, error) {
	if _, err := load(ctx, tx); err == nil {
		return Company{}, fault.New(fault.Conflict, "already_set_up")
	} else if fault.KindOf(err) != fault.NotFound {
		return Company{}, err
	}
	r, err := txn.New(tx, "company")
	if err != nil {
		return Company{}, err
	}
	p.company.write(r)
	if err := txn.Save(ctx, tx, r, 0); err != nil {
		return Company{}, err
	}
	for _, h := range p.holidays {
		if _, err := addHoliday(ctx, tx, h); err != nil {
			return Company{}, err
		}
	}
	if err := firstSLAs(ctx, tx); err != nil {
		return Company{}, err
	}
	return read(r)
}
