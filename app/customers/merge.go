package customers

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// MergeInput says who stays and who is taken over, with the revisions the page showed.
type MergeInput struct {
	Keep, Drop       string
	KeepRev, DropRev int
	Confirm          bool
	Reason           string
}

const notesMost = 2000

// Merge makes two customers one, in one transaction: phones, sites, assets and preferences of Drop go to Keep, fields that are
// empty in Keep are filled from Drop, and subscribers of Merged move what is theirs. Drop stays, closed, with MergedInto set, so
// that its history can still be read. Returns Keep.
// Errors: Forbidden; merge_same [drop]; NotFound; Stale; Conflict customer_merged {name, id}; Confirm merge_confirm
// {keep, drop, sites, assets} and, where both have a GSTIN and not the same, merge_gstin [gstin] {keep, drop}.
func (s *Service) Merge(ctx context.Context, in MergeInput) (Customer, error) {
	if err := act.Require(ctx, Merge); err != nil {
		return Customer{}, err
	}
	ctx = act.Begin(ctx, "customers.merge", strings.TrimSpace(in.Reason))
	if in.Keep == in.Drop {
		return Customer{}, fault.Field("drop", "merge_same")
	}
	var merged Customer
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		keep, keepRec, err := openCustomer(ctx, tx, in.Keep)
		if err != nil {
			return err
		}
		drop, dropRec, err := openCustomer(ctx, tx, in.Drop)
		if err != nil {
			return err
		}
		if in.KeepRev > 0 && in.KeepRev != keep.Rev || in.DropRev > 0 && in.DropRev != drop.Rev {
			return fault.New(fault.Stale, "stale")
		}
		if !in.Confirm {
			return mergeWarning(tx, keep, drop)
		}
		if err := moveAll(ctx, tx, keep.ID, drop.ID); err != nil {
			return err
		}
		// Drop gives its numbers up before Keep takes them, so that no number is two people's in between.
		closed := drop
		closed.Phones, closed.MergedInto = nil, keep.ID
		if _, err := saveCustomer(ctx, tx, dropRec, closed, in.DropRev); err != nil {
			return err
		}
		if merged, err = saveCustomer(ctx, tx, keepRec, union(keep, drop), in.KeepRev); err != nil {
			return err
		}
		return s.Merged.Trigger(&Merged{Tx: tx, Ctx: ctx, Keep: keep.ID, Drop: drop.ID})
	})
	return merged, err
}

func mergeWarning(tx core.App, keep, drop Customer) error {
	sites, err := sitesOf(tx, drop.ID)
	if err != nil {
		return err
	}
	assets, err := assetsOf(tx, drop.ID)
	if err != nil {
		return err
	}
	warn := fault.List{fault.Warn("", "merge_confirm", "keep", keep.Name, "drop", drop.Name, "sites", len(sites), "assets", len(assets))}
	if keep.GSTIN != "" && drop.GSTIN != "" && keep.GSTIN != drop.GSTIN {
		warn = append(warn, fault.Warn("gstin", "merge_gstin", "keep", keep.GSTIN, "drop", drop.GSTIN))
	}
	return warn
}

// union is keep with what is empty in it taken from drop, the numbers and notes of both, and the wish of either to be left alone.
func union(keep, drop Customer) Customer {
	c := keep
	known := map[string]bool{}
	for _, p := range c.Phones {
		known[p.E164] = true
	}
	c.Phones = append([]Phone{}, keep.Phones...)
	for _, p := range drop.Phones {
		if !known[p.E164] {
			c.Phones = append(c.Phones, p)
		}
	}
	if c.Address == "" && c.Pin == "" {
		c.Address, c.Pin, c.District = drop.Address, drop.Pin, drop.District
	}
	if c.GSTIN == "" && drop.GSTIN != "" {
		c.GSTIN, c.StateCode, c.Kind = drop.GSTIN, drop.StateCode, drop.Kind
	}
	c.StateCode = first(c.StateCode, drop.StateCode)
	c.Email, c.Channel, c.Lang = first(c.Email, drop.Email), first(c.Channel, drop.Channel), first(c.Lang, drop.Lang)
	c.DNC = c.DNC || drop.DNC
	if c.CreditDays == 0 {
		c.CreditDays = drop.CreditDays
	}
	if c.CreditLimit == 0 {
		c.CreditLimit = drop.CreditLimit
	}
	both := strings.TrimSpace(c.Notes + "\n\n" + drop.Notes)
	if drop.Notes != c.Notes && utf8.RuneCountInString(both) <= notesMost {
		c.Notes = both
	}
	return c
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
