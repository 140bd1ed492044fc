package billing

import (
	"context"
	"encoding/json"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

func (i Invoice) write(r *core.Record) {
	r.Load(map[string]any{
		"kind": string(i.Kind), "state": string(i.State), "no": i.No, "series": i.Series, "fy": i.FY, "branch": i.Branch,
		"date": string(i.Date), "due": string(i.Due), "customer": i.Customer, "site": i.Site, "jobs": i.Jobs, "job": i.Job,
		"technician": i.Technician, "area": i.Area, "against": i.Against, "estimate": i.Estimate, "payment": i.Payment, "contract": i.Contract,
		"place": i.Place, "place_reason": i.PlaceReason, "gst_mode": i.GSTMode, "buyer_gstin": i.BuyerGSTIN, "sez": i.SEZ,
		"property_state": i.Property, "discount_bps": i.DiscountBps, "taxable_paise": int64(i.Taxable), "cgst_paise": int64(i.CGST),
		"sgst_paise": int64(i.SGST), "igst_paise": int64(i.IGST), "round_paise": int64(i.Round), "total_paise": int64(i.Total),
		"settled_paise": int64(i.Settled), "balance_paise": int64(i.Balance), "reason": i.Reason, "note": i.Note, "po": i.PO,
		"missing": filled(i.Missing), "accepted": filled(i.Accepted), "edited": i.Edited,
		"issued_at": txn.Instant(i.IssuedAt), "issued_by": i.IssuedBy, "issued_name": i.IssuedName,
	})
}

// read leaves Lines and the names out: they stand elsewhere.
func read(r *core.Record) (Invoice, error) {
	i := Invoice{
		ID: r.Id, Rev: r.GetInt("rev"), Kind: Kind(r.GetString("kind")), State: State(r.GetString("state")),
		No: r.GetString("no"), Series: r.GetString("series"), FY: r.GetString("fy"), Branch: r.GetString("branch"),
		Date: clock.Date(r.GetString("date")), Due: clock.Date(r.GetString("due")), Customer: r.GetString("customer"),
		Site: r.GetString("site"), Jobs: r.GetStringSlice("jobs"), Job: r.GetString("job"), Technician: r.GetString("technician"),
		Area: r.GetString("area"), Against: r.GetString("against"), Estimate: r.GetString("estimate"), Payment: r.GetString("payment"),
		Contract: r.GetString("contract"),
		Place:    r.GetString("place"), PlaceReason: r.GetString("place_reason"), GSTMode: r.GetString("gst_mode"),
		BuyerGSTIN: r.GetString("buyer_gstin"), SEZ: r.GetString("sez"), Property: r.GetString("property_state"),
		DiscountBps: r.GetInt("discount_bps"), Taxable: paise(r, "taxable_paise"), CGST: paise(r, "cgst_paise"),
		SGST: paise(r, "sgst_paise"), IGST: paise(r, "igst_paise"), Round: paise(r, "round_paise"), Total: paise(r, "total_paise"),
		Settled: paise(r, "settled_paise"), Balance: paise(r, "balance_paise"), Reason: r.GetString("reason"), Note: r.GetString("note"),
		PO: r.GetString("po"), Edited: r.GetBool("edited"), IssuedAt: txn.At(r, "issued_at"),
		IssuedBy: r.GetString("issued_by"), IssuedName: r.GetString("issued_name"), PDF: r.GetString("pdf"), Created: txn.At(r, "created"),
	}
	if err := list(r, "missing", &i.Missing); err != nil {
		return Invoice{}, err
	}
	return i, list(r, "accepted", &i.Accepted)
}

func (l Line) write(r *core.Record, invoice string, position int) {
	r.Load(map[string]any{
		"invoice": invoice, "position": position, "job": l.Job, "visit": l.Visit, "job_line": l.JobLine, "item": l.Item, "kind": l.Kind,
		"name": l.Name, "detail": l.Detail, "hsn": l.HSN, "uom": l.UOM, "qty_milli": l.QtyMilli, "list_paise": int64(l.List),
		"rate_paise": int64(l.Rate), "discount_bps": l.DiscountBps, "discount_paise": int64(l.Discount), "gst_bps": l.GSTBps,
		"cover": l.Cover, "why": l.Why, "gross_paise": int64(l.Gross), "taxable_paise": int64(l.Taxable), "cgst_paise": int64(l.CGST),
		"sgst_paise": int64(l.SGST), "igst_paise": int64(l.IGST), "total_paise": int64(l.Total),
	})
}

func readLine(r *core.Record) Line {
	return Line{
		ID: r.Id, Job: r.GetString("job"), Visit: r.GetString("visit"), JobLine: r.GetString("job_line"), Item: r.GetString("item"),
		Kind: r.GetString("kind"), Name: r.GetString("name"), Detail: r.GetString("detail"), HSN: r.GetString("hsn"), UOM: r.GetString("uom"),
		QtyMilli: int64(r.GetInt("qty_milli")), List: paise(r, "list_paise"), Rate: paise(r, "rate_paise"), DiscountBps: r.GetInt("discount_bps"),
		Discount: paise(r, "discount_paise"), GSTBps: r.GetInt("gst_bps"), Cover: r.GetString("cover"), Why: r.GetString("why"),
		Gross: paise(r, "gross_paise"), Taxable: paise(r, "taxable_paise"), CGST: paise(r, "cgst_paise"), SGST: paise(r, "sgst_paise"),
		IGST: paise(r, "igst_paise"), Total: paise(r, "total_paise"),
	}
}

func (s Settlement) write(r *core.Record) {
	r.Load(map[string]any{
		"invoice": s.Invoice, "kind": string(s.Kind), "paise": int64(s.Paise), "payment": s.Payment, "document": s.Document,
		"reverses": s.Reverses, "reason": s.Reason, "ref": s.Ref, "at": txn.Instant(s.At), "by": s.By, "by_name": s.ByName,
	})
}

func readSettlement(r *core.Record) Settlement {
	return Settlement{
		ID: r.Id, Invoice: r.GetString("invoice"), Kind: SettlementKind(r.GetString("kind")), Paise: paise(r, "paise"),
		Payment: r.GetString("payment"), Document: r.GetString("document"), Reverses: r.GetString("reverses"),
		Ref: r.GetString("ref"), Reason: r.GetString("reason"), At: txn.At(r, "at"), By: r.GetString("by"), ByName: r.GetString("by_name"),
	}
}

// find loads a document with its record and without its lines. NotFound.
func find(app core.App, id string) (*core.Record, Invoice, error) {
	r, err := txn.Find(app, "invoices", id)
	if err != nil {
		return nil, Invoice{}, err
	}
	i, err := read(r)
	return r, i, err
}

func lineRecords(app core.App, invoice string) ([]*core.Record, error) {
	return app.FindRecordsByFilter("invoice_lines", "invoice = {:i}", "position,id", 0, 0, dbx.Params{"i": invoice})
}

func linesOf(app core.App, invoice string) ([]Line, error) {
	rows, err := lineRecords(app, invoice)
	return values(rows, readLine), err
}

func settlementsOf(app core.App, invoice string) ([]Settlement, error) {
	rows, err := app.FindRecordsByFilter("settlements", "invoice = {:i}", "at,created,id", 0, 0, dbx.Params{"i": invoice})
	return values(rows, readSettlement), err
}

// save stores i in r and reads it back.
func save(ctx context.Context, tx core.App, r *core.Record, i Invoice, rev int) (Invoice, error) {
	i.write(r)
	if err := txn.Save(ctx, tx, r, rev); err != nil {
		return Invoice{}, err
	}
	lines := i.Lines
	i, err := read(r)
	i.Lines = lines
	return i, err
}

// saveLines makes the lines of a draft those given, in their order; lines with an id keep their record.
func saveLines(ctx context.Context, tx core.App, invoice string, lines []Line) ([]Line, error) {
	rows, err := lineRecords(tx, invoice)
	if err != nil {
		return nil, err
	}
	had := map[string]*core.Record{}
	for _, r := range rows {
		had[r.Id] = r
	}
	out := make([]Line, len(lines))
	for i, l := range lines {
		r := had[l.ID]
		delete(had, l.ID)
		if r == nil {
			if r, err = txn.New(tx, "invoice_lines"); err != nil {
				return nil, err
			}
		} else if l.unchanged(r, i) {
			out[i] = l
			continue
		}
		l.write(r, invoice, i)
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return nil, err
		}
		out[i] = readLine(r)
	}
	for _, r := range rows {
		if had[r.Id] == nil {
			continue
		}
		if err := txn.Delete(ctx, tx, r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (l Line) unchanged(r *core.Record, position int) bool {
	return readLine(r) == l && r.GetInt("position") == position
}

// remove deletes a draft with its lines.
func remove(ctx context.Context, tx core.App, r *core.Record) error {
	if _, err := saveLines(ctx, tx, r.Id, nil); err != nil {
		return err
	}
	return txn.Delete(ctx, tx, r)
}

func values[T any](rows []*core.Record, read func(*core.Record) T) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = read(r)
	}
	return out
}

func paise(r *core.Record, field string) money.Paise { return money.Paise(r.GetInt(field)) }

func filled(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func list(r *core.Record, field string, into *[]string) error {
	raw := r.GetString(field)
	if raw == "" || raw == "null" || raw == "[]" {
		return nil
	}
	return json.Unmarshal([]byte(raw), into)
}
