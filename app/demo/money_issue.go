package demo

import (
	"context"
	"encoding/json"
	"time"

	"doorstep/app/billing"
	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
)

// plan enters into the agenda what happens to the bill.
func (b *books) plan(bl *bill) {
	if bl.issue.IsZero() {
		b.on(bl.since, func(at time.Time) error { return b.drafted(bl, at) })
	} else {
		b.on(bl.issue, func(at time.Time) error { return b.issueNow(bl, at) })
	}
	for _, p := range bl.pays {
		if !p.verified.IsZero() {
			bl.open++
		}
		b.on(p.at, func(at time.Time) error { return b.claim(p, at) })
		if p.how != "handover" && !p.verified.IsZero() {
			b.on(p.verified, func(at time.Time) error { return b.verify(p, at, b.accountant()) })
		}
	}
	if bl.tds != nil {
		bl.open++
		b.on(bl.tds.at, func(at time.Time) error { return b.withhold(bl, at) })
	}
}

// lacks is what a person has to mend or accept before the bill can go out.
func (bl *bill) lacks() []string {
	if bl.client.Kind == customers.Business && bl.client.GSTIN == "" {
		return []string{billing.LacksGSTIN}
	}
	return []string{}
}

func (b *books) drafted(bl *bill, at time.Time) error {
	bl.ID, bl.State, bl.Missing = b.k.ids.next("invoices"), billing.Draft, bl.lacks()
	by := act.By{Name: "Doorstep", Source: act.System}
	if bl.Technician != "" {
		by = act.By{Name: b.techName(bl.Technician), Source: act.Phone, Role: act.Technician}
	}
	if err := b.note(by, "invoices.draft", "", at, "invoices", bl.ID, bl.noted()); err != nil {
		return err
	}
	b.made++
	return b.keepBill(bl)
}

func (b *books) techName(id string) string {
	for _, t := range b.techs {
		if t.ID == id {
			return t.Name
		}
	}
	return ""
}

// noted is what the log holds of a new document.
func (bl *bill) noted() map[string]any {
	return map[string]any{
		"kind": string(bl.Kind), "state": string(bl.State), "no": bl.No, "date": string(bl.Date), "due": string(bl.Due), "customer": bl.Customer,
		"job": bl.Job, "total_paise": int64(bl.Total), "balance_paise": int64(bl.Balance),
	}
}

// issueNow gives the bill its number, freezes it, and lets what was verified before settle it.
func (b *books) issueNow(bl *bill, at time.Time) error {
	day := clock.DateOf(at)
	no, series, seq, err := b.number(billing.Counter, "", day)
	if err != nil {
		return err
	}
	bl.ID, bl.State, bl.No, bl.Series, bl.seq, bl.FY = b.k.ids.next("invoices"), billing.Issued, no, series, seq, gst.FY(day).Long
	bl.Date, bl.Due, bl.Balance, bl.Accepted = day, day.AddDays(bl.client.CreditDays), bl.Total, bl.lacks()
	bl.IssuedAt, bl.IssuedBy, bl.IssuedName = at, bl.by.User, bl.by.Name
	b.made++
	if err := b.note(bl.by, "invoices.issue", "", at, "invoices", bl.ID, bl.noted()); err != nil {
		return err
	}
	doc, err := b.billing.Freeze(context.Background(), b.sheet(bl), bl.Invoice, bl.no)
	if err != nil {
		return err
	}
	frozen, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	for _, p := range bl.pays {
		if p.done || !p.seenBy(at) {
			continue
		}
		if err := b.settle(p, at, bl.by); err != nil {
			return err
		}
	}
	bl.snapshot = brief(frozen)
	return b.closed(bl)
}

// seenBy reports whether the payment was verified by then.
func (p *pay) seenBy(at time.Time) bool { return p.seen && !p.verified.After(at) }

// closed stores an issued bill that nothing more will settle.
func (b *books) closed(bl *bill) error {
	if bl.open > 0 || bl.snapshot == nil {
		return nil
	}
	err := b.keepBill(bl)
	bl.snapshot, bl.Lines = nil, nil
	return err
}

var invoiceColumns = []string{
	"kind", "state", "no", "series", "fy", "seq", "date", "due", "customer", "site", "jobs", "job", "technician", "area", "place", "place_reason",
	"gst_mode", "buyer_gstin", "taxable_paise", "cgst_paise", "sgst_paise", "igst_paise", "round_paise", "total_paise", "settled_paise", "balance_paise",
	"missing", "accepted", "snapshot", "issued_at", "issued_by", "issued_name", "note", "contract",
}

var lineColumns = []string{
	"invoice", "position", "job", "visit", "job_line", "item", "kind", "name", "hsn", "uom", "qty_milli", "list_paise", "rate_paise", "discount_bps",
	"gst_bps", "cover", "why", "detail", "gross_paise", "taxable_paise", "cgst_paise", "sgst_paise", "igst_paise", "total_paise",
}

func (b *books) keepBill(bl *bill) error {
	var frozen any
	if bl.snapshot != nil {
		frozen = string(bl.snapshot)
	}
	err := b.put("invoices", bl.since, bl.ID, invoiceColumns,
		string(bl.Kind), string(bl.State), bl.No, bl.Series, bl.FY, bl.seq, string(bl.Date), string(bl.Due), bl.Customer, bl.Site, list(bl.Jobs), bl.Job,
		bl.Technician, bl.Area, bl.Place, bl.PlaceReason, bl.GSTMode, bl.BuyerGSTIN, int64(bl.Taxable), int64(bl.CGST), int64(bl.SGST), int64(bl.IGST),
		int64(bl.Round), int64(bl.Total), int64(bl.Settled), int64(bl.Balance), list(bl.Missing), list(bl.Accepted), frozen, stampOf(bl.IssuedAt),
		bl.IssuedBy, bl.IssuedName, bl.Note, bl.Contract)
	if err != nil {
		return err
	}
	for i, l := range bl.Lines {
		err := b.put("invoice_lines", bl.since, b.k.ids.next("invoice_lines"), lineColumns,
			bl.ID, i+1, l.Job, l.Visit, l.JobLine, l.Item, l.Kind, l.Name, l.HSN, l.UOM, l.QtyMilli, int64(l.List), int64(l.Rate), l.DiscountBps,
			l.GSTBps, l.Cover, l.Why, l.Detail, int64(l.Gross), int64(l.Taxable), int64(l.CGST), int64(l.SGST), int64(l.IGST), int64(l.Total))
		if err != nil {
			return err
		}
	}
	return nil
}

func list(all []string) string {
	if len(all) == 0 {
		return "[]"
	}
	text, _ := json.Marshal(all) // strings always become JSON
	return string(text)
}

// withhold settles a part by the tax that the customer keeps back.
func (b *books) withhold(bl *bill, at time.Time) error {
	bl.open--
	if _, err := b.lower(bl, bl.tds.kind, bl.tds.paise, "", bl.tds.ref, bl.tds.reason, at, b.accountant()); err != nil {
		return err
	}
	return b.closed(bl)
}

var settlementColumns = []string{"invoice", "kind", "paise", "payment", "ref", "reason", "at", "by", "by_name"}

// lower stores a settlement of an issued bill.
func (b *books) lower(bl *bill, kind string, paise money.Paise, payment, ref, reason string, at time.Time, by act.By) (string, error) {
	bl.Settled += paise
	bl.Balance -= paise
	id := b.k.ids.next("settlements")
	return id, b.put("settlements", at, id, settlementColumns, bl.ID, kind, int64(paise), payment, ref, reason, stampOf(at), by.User, by.Name)
}
