package billing

import (
	"context"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// Combine puts several drafts of a customer onto one, and discards them. Where they differ in branch, place of supply, discount or
// zone they cannot stand on one paper. Site and technician stay where all have the same.
// Errors: Forbidden; NotFound; Invalid combine_few beside drafts; Conflict issued_fixed, combine_other, combine_differs,
// combine_contract.
func (s *Service) Combine(ctx context.Context, customer string, drafts []string) (Invoice, error) {
	if err := act.Require(ctx, MayDraft); err != nil {
		return Invoice{}, err
	}
	ctx = act.Begin(ctx, "invoices.combine", "")
	ids := slices.Clone(drafts)
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) < 2 {
		return Invoice{}, fault.Field("drafts", "combine_few")
	}
	var out Invoice
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		var all []Invoice
		for _, id := range ids {
			r, i, err := openOne(tx, id, 0)
			if err != nil {
				return err
			}
			all = append(all, i)
			if err := remove(ctx, tx, r); err != nil {
				return err
			}
		}
		one, err := combined(customer, all)
		if err != nil {
			return err
		}
		company, err := s.settings.Company(ctx)
		if err != nil {
			return err
		}
		technician, site := one.Technician, one.Site
		t, err := s.worked(ctx, &one, company)
		if err != nil {
			return err
		}
		one.Technician, one.Site = technician, site
		out, err = s.settleForm(ctx, tx, nil, one, t, company, 0)
		return err
	})
	return out, err
}

// combined is one draft with the lines and jobs of all, in the order in which they were made.
func combined(customer string, all []Invoice) (Invoice, error) {
	slices.SortFunc(all, func(a, b Invoice) int { return a.Created.Compare(b.Created) })
	first := all[0]
	one := Invoice{
		Customer: customer, Branch: first.Branch, Site: first.Site, Technician: first.Technician, Place: first.Place,
		PlaceReason: first.PlaceReason, SEZ: first.SEZ, Property: first.Property, DiscountBps: first.DiscountBps, PO: first.PO, Note: first.Note,
		Date: first.Date, Due: first.Due, Edited: true,
	}
	for _, i := range all {
		if i.Customer != customer {
			return one, fault.New(fault.Conflict, "combine_other")
		}
		if i.Contract != "" {
			return one, fault.New(fault.Conflict, "combine_contract")
		}
		if i.Branch != one.Branch || i.Place != one.Place || i.DiscountBps != one.DiscountBps || i.SEZ != one.SEZ || i.Property != one.Property {
			return one, fault.New(fault.Conflict, "combine_differs")
		}
		if i.Site != one.Site {
			one.Site = ""
		}
		if i.Technician != one.Technician {
			one.Technician = ""
		}
		one.Jobs = append(one.Jobs, i.Jobs...)
		for _, l := range i.Lines {
			l.ID = ""
			one.Lines = append(one.Lines, l)
		}
		for _, flag := range i.Accepted {
			if !slices.Contains(one.Accepted, flag) {
				one.Accepted = append(one.Accepted, flag)
			}
		}
	}
	return one, nil
}
