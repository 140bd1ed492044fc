package apptest

import (
	"context"
	"testing"

	"doorstep/app"
	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
)

// ContractInput is a comprehensive contract over Meera Deshpande's machine at her site, for a year from the frozen day, ₹12,000 billed
// upfront as an AC visit charge.
func ContractInput(t testing.TB, a *app.App) contracts.ContractInput {
	t.Helper()
	b := Booking(t, a)
	in := contracts.ContractInput{
		Customer: b.Customer, Sites: []string{b.Site}, Type: string(contracts.Comprehensive), Starts: "2026-11-16", Ends: "2027-11-15",
		Value: "12000", Cycle: string(contracts.Upfront), Item: Item(t, a, "AC-VISIT"),
	}
	for _, asset := range b.Assets {
		in.Assets = append(in.Assets, contracts.AssetLine{Asset: asset})
	}
	return in
}

// DraftContract drafts ContractInput as the owner; change may alter it first.
func DraftContract(t testing.TB, a *app.App, change func(*contracts.ContractInput)) contracts.Contract {
	t.Helper()
	in := ContractInput(t, a)
	if change != nil {
		change(&in)
	}
	c, err := a.Contracts.Create(As(t, a, act.Owner), in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Contract is DraftContract put in force.
func Contract(t testing.TB, a *app.App, change func(*contracts.ContractInput)) contracts.Contract {
	t.Helper()
	c := DraftContract(t, a, change)
	c, err := a.Contracts.Activate(As(t, a, act.Owner), c.ID, c.Rev, true)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Item is the id of the price list's item with the code.
func Item(t testing.TB, a *app.App, code string) string {
	t.Helper()
	found, err := a.Catalog.Items(context.Background(), clock.Today(), catalog.ItemFilter{Query: code}, page.Cursor{})
	if err != nil || len(found.Rows) != 1 {
		t.Fatalf("%d items are called %s (%v)", len(found.Rows), code, err)
	}
	return found.Rows[0].ID
}
