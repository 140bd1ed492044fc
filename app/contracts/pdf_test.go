package contracts_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// longContract is one with so many machines at two places of a customer with a Hindi name, with counted and excluded cover and visits
// every six days.
func (o *office) longContract(machines int) contracts.Contract {
	o.t.Helper()
	c, err := o.Customers.Create(o.owner, customers.CustomerInput{Name: "मीरा देशपांडे उद्योग समूह", Phones: []customers.PhoneInput{{Number: "9822066666"}}, Address: "श्री गणेश कॉम्प्लेक्स, कर्वे रोड", Pin: "411004"})
	o.ok(err)
	var sites []string
	for _, label := range []string{"मुख्य कार्यालय", "Baner branch"} {
		s, err := o.Customers.CreateSite(o.owner, customers.SiteInput{Customer: c.ID, Label: label, Address: "14 " + label + " Road, near the water tank", Pin: "411045"})
		o.ok(err)
		sites = append(sites, s.ID)
	}
	in := contracts.ContractInput{
		Customer: c.ID, Sites: sites, Type: string(contracts.NonComprehensive), Starts: "2026-11-16", Ends: "2027-11-15", Value: "125000", Cycle: string(contracts.Monthly),
		Timing: contracts.After, Item: o.service(), RespondHours: "4", ResolveHours: "24.5", Terms: "1. Consumables are charged.\n2. Visits are made between nine and six.",
	}
	for n := range machines {
		a, err := o.Customers.CreateAsset(o.owner, customers.AssetInput{
			Site: sites[n%2], Kind: "Split AC", Brand: "Voltas", Model: fmt.Sprintf("185V Vectra %d", n), Serial: fmt.Sprintf("VT-%06d", n), Location: "तल मजला",
		})
		o.ok(err)
		in.Assets = append(in.Assets, contracts.AssetLine{Asset: a.ID})
	}
	made, err := o.Contracts.Create(o.owner, in)
	o.ok(err)
	for _, rule := range []contracts.CoverInput{
		{Name: "Four free visits", Kind: string(contracts.CoverVisits), Most: "4", Applies: contracts.Unplanned},
		{Name: "Compressors", Kind: string(contracts.CoverParts), Excluded: true},
	} {
		rule.Contract = made.ID
		_, err := o.Contracts.SaveCover(o.owner, rule)
		o.ok(err)
	}
	_, err = o.Contracts.SavePlan(o.owner, contracts.PlanInput{
		Contract: made.ID, Site: sites[0], Name: "Filter service", RuleUnit: "days", RuleEvery: "6", Type: apptest.JobType(o.t, o.App, "RO-SVC"), Anchor: contracts.ByTerms,
		First: "2026-11-16", From: "10:00", To: "12:00", FlexAfter: "3",
	})
	o.ok(err)
	return o.read(made.ID)
}

// service is the id of a service as which contracts are billed.
func (o *office) service() string {
	o.t.Helper()
	items, err := o.Catalog.ItemsByCode(context.Background(), []string{"AC-VISIT"}, "2026-11-16")
	o.ok(err)
	for _, i := range items {
		return i.ID
	}
	o.t.Fatal("no service")
	return ""
}

func pagesOf(pdf []byte) int { return bytes.Count(pdf, []byte("/Type/Page/")) }

func TestPDF_ofADraftSaysSoAndThatOfAContractDoesNot(t *testing.T) {
	o := openOffice(t)
	draft := o.longContract(25)
	name, pdf, err := o.Contracts.PDF(o.accountant, draft.ID)
	o.ok(err)
	if n := pagesOf(pdf); n < 4 || n > 6 || name != "FSAA-26-27-00001.pdf" {
		t.Errorf("%s has %d pages", name, n)
	}
	if !bytes.Contains(pdf, utf16("MAINTENANCE CONTRACT")) || bytes.Contains(pdf, utf16("FSAA/26-27/00001")) {
		t.Error("a draft's title bears a number")
	}
	_, err = o.Contracts.Activate(o.owner, draft.ID, 0, true)
	o.ok(err)
	_, signed, err := o.Contracts.PDF(o.accountant, draft.ID)
	o.ok(err)
	if !bytes.Contains(signed, utf16("ANNUAL MAINTENANCE CONTRACT FSAA/26-27/00001")) {
		t.Error("the title lacks the number")
	}
}

// utf16 is text as it stands in the title of a document.
func utf16(s string) []byte {
	var b bytes.Buffer
	for _, c := range s {
		fmt.Fprintf(&b, "%04x", c)
	}
	return b.Bytes()
}

func TestPDF_isTheSameAsLongAsTheContractIs(t *testing.T) {
	o := openOffice(t)
	c := apptest.Contract(t, o.App, nil)
	_, first, err := o.Contracts.PDF(o.owner, c.ID)
	o.ok(err)
	thaw := clock.Freeze(apptest.Now.Add(40 * 24 * time.Hour))
	_, later, err := o.Contracts.PDF(o.dispatcher, c.ID)
	thaw()
	o.ok(err)
	if !bytes.Equal(first, later) || pagesOf(first) != 1 {
		t.Errorf("another paper 40 days later, or more than a page: %d", pagesOf(first))
	}
	_, err = o.Contracts.Suspend(o.owner, c.ID, 0, "does not pay")
	o.ok(err)
	if _, now, err := o.Contracts.PDF(o.owner, c.ID); err != nil || bytes.Equal(first, now) {
		t.Errorf("a suspended contract looks as before (%v)", err)
	}
}

func TestPDF_isForTheOffice(t *testing.T) {
	o := openOffice(t)
	c := apptest.DraftContract(t, o.App, nil)
	if _, _, err := o.Contracts.PDF(o.phone, c.ID); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a technician gets %v", err)
	}
	if _, _, err := o.Contracts.PDF(o.owner, "nothing"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}
