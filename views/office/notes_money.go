package office

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// correction is one way to put an issued document right: what it is called, how its form is drawn, and its verb.
type correction struct {
	title string
	body  func(v correctionView) templ.Component
	do    func(b *billing.Service, ctx context.Context, v correctionView) (billing.Invoice, error)
	note  billing.Kind // of the document that it issues; empty where it issues none
	done  string
}

// correctionView is the form of a correction with the document that it is about.
type correctionView struct {
	Doc       billing.Invoice
	Rev       int // as the person saw the document
	Form      *ui.Form
	Left      []billing.Line // of each line what no credit note has taken back yet
	LeftTotal money.Paise
	Effect    noteEffect
}

func (v correctionView) action(part string) string { return "/office/invoices/" + v.Doc.ID + part }

var creditNote = correction{
	title: "Credit note", body: creditNoteBody, note: billing.KindCreditNote,
	do: func(b *billing.Service, ctx context.Context, v correctionView) (billing.Invoice, error) {
		in := v.noteInput()
		if v.Form.Get("what") != "all" && len(in.Lines) == 0 {
			return billing.Invoice{}, fault.New(fault.Invalid, "note_lines_none")
		}
		return b.CreditNote(ctx, in)
	},
}

var debitNote = correction{
	title: "Debit note", body: debitNoteBody, note: billing.KindDebitNote,
	do: func(b *billing.Service, ctx context.Context, v correctionView) (billing.Invoice, error) {
		in := v.noteInput()
		if len(in.Lines) == 0 {
			return billing.Invoice{}, fault.New(fault.Invalid, "note_lines_none")
		}
		return b.DebitNote(ctx, in)
	},
}

var tdsHeld = correction{
	title: "Tax held back", body: tdsBody, done: "The tax held back is entered.",
	do: func(b *billing.Service, ctx context.Context, v correctionView) (billing.Invoice, error) {
		f := v.Form
		return b.Withhold(ctx, billing.TDSInput{
			Invoice: v.Doc.ID, Rev: f.Int("rev"), Kind: billing.SettlementKind(f.Get("kind")), Amount: f.Get("amount"), Percent: f.Get("percent"),
			Ref: f.Get("ref"),
		})
	},
}

var writeOff = correction{
	title: "Write off", body: writeOffBody, done: "The balance is written off.",
	do: func(b *billing.Service, ctx context.Context, v correctionView) (billing.Invoice, error) {
		return b.WriteOff(ctx, v.Doc.ID, v.Form.Int("rev"), v.Form.Get("reason"))
	},
}

func (o *office) creditNoteForm(req *web.Request) error  { return creditNote.show(o, req) }
func (o *office) issueCreditNote(req *web.Request) error { return creditNote.post(o, req) }
func (o *office) debitNoteForm(req *web.Request) error   { return debitNote.show(o, req) }
func (o *office) issueDebitNote(req *web.Request) error  { return debitNote.post(o, req) }
func (o *office) tdsForm(req *web.Request) error         { return tdsHeld.show(o, req) }
func (o *office) withholdTDS(req *web.Request) error     { return tdsHeld.post(o, req) }
func (o *office) writeOffForm(req *web.Request) error    { return writeOff.show(o, req) }
func (o *office) writeOffInvoice(req *web.Request) error { return writeOff.post(o, req) }

func (c correction) show(o *office, req *web.Request) error {
	v, err := o.correctionOf(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	v.Form = ui.NewForm(req.Lang()).Set("what", "some").Set("kind", string(billing.ByTDS))
	if bps, _, ok := gst.GuessTDS(v.Doc.Taxable, v.Doc.Balance); ok {
		v.Form.Set("percent", catalog.GSTText(bps))
	}
	v.Effect = noteEffect{Balance: v.Doc.Balance, After: v.Doc.Balance}
	return c.page(req, http.StatusOK, v)
}

// post does the correction, or gives the form back with what is wrong and what was typed.
func (c correction) post(o *office, req *web.Request) error {
	v, err := o.correctionOf(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	v.Form = req.Form()
	done, err := c.do(o.app.Billing, req.Ctx(), v)
	switch {
	case web.Refill(err):
		v.Form.Fail(v.besideLines(err))
		v.label()
		v.Rev, v.Effect = heldRev(err, v.Form, v.Doc.Rev), v.effect(c.note)
		return c.page(req, web.StatusOf(err), v)
	case err != nil:
		return err
	case c.note != "":
		return req.Go("/office/invoices/"+done.ID, documentName(done)+" is issued.")
	}
	return req.Go("/office/invoices/"+v.Doc.ID, c.done)
}

func (c correction) page(req *web.Request, status int, v correctionView) error {
	shell := layout.Shell{Title: c.title + ", " + v.Doc.No, Nav: "invoices", Styles: []string{"money.css"}}
	return req.PageIn(status, shell, c.body(v))
}

// correctionOf is an issued document with what is left of it. Conflict not_issued for a draft.
func (o *office) correctionOf(ctx context.Context, id string) (correctionView, error) {
	i, err := o.app.Billing.Invoice(ctx, id)
	if err != nil {
		return correctionView{}, err
	}
	if i.State != billing.Issued {
		return correctionView{}, fault.New(fault.Conflict, "not_issued")
	}
	if !i.Kind.Owed() {
		return correctionView{}, fault.New(fault.Conflict, "note_kind")
	}
	v := correctionView{Doc: i, Rev: i.Rev, Left: slices.Clone(i.Lines), LeftTotal: i.Total}
	notes, err := o.app.Billing.NotesOf(ctx, id)
	if err != nil {
		return v, err
	}
	for _, n := range notes {
		if n.Kind != billing.KindCreditNote {
			continue
		}
		note, err := o.app.Billing.Invoice(ctx, n.ID)
		if err != nil {
			return v, err
		}
		v.LeftTotal -= note.Total
		for _, l := range note.Lines {
			v.take(l)
		}
	}
	return v, nil
}

// take takes the line of a credit note from what is left of its line.
func (v *correctionView) take(l billing.Line) {
	at := slices.IndexFunc(v.Left, func(o billing.Line) bool { return l.Why == billing.WhyReference+":"+o.ID })
	if at >= 0 {
		left := &v.Left[at]
		left.QtyMilli, left.Taxable, left.Total = left.QtyMilli-l.QtyMilli, left.Taxable-l.Taxable, left.Total-l.Total
	}
}

// noteLine is what is typed about a line; its fields bear the line's id, for only lines about which something is typed are sent.
func (v correctionView) noteLine(line string) billing.NoteLine {
	return billing.NoteLine{Line: line, Qty: v.Form.Get("qty_" + line), Amount: v.Form.Get("amount_" + line)}
}

func (v correctionView) noteInput() billing.NewNote {
	f := v.Form
	in := billing.NewNote{Against: v.Doc.ID, Rev: f.Int("rev"), Reason: f.Get("reason"), Date: f.Get("date")}
	if f.Get("what") == "all" {
		return in
	}
	for _, left := range v.Left {
		if l := v.noteLine(left.ID); l.Qty != "" || l.Amount != "" {
			in.Lines = append(in.Lines, l)
		}
	}
	return in
}

func (v correctionView) label() {
	for _, l := range v.Left {
		v.Form.Labels["qty_"+l.ID], v.Form.Labels["amount_"+l.ID] = l.Name+", quantity", l.Name+", amount"
	}
}

var noteField = regexp.MustCompile(`^lines_([0-9]+)_(qty|amount|line)$`)

// besideLines puts faults of the lines that were sent, which count from 0, beside the fields of those lines.
func (v correctionView) besideLines(err error) error {
	sent := v.noteInput().Lines
	var out fault.List
	for _, f := range fault.All(err) {
		c := *f
		if m := noteField.FindStringSubmatch(c.Field); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil && n < len(sent) {
				c.Field = "amount_" + sent[n].Line
				if m[2] == "qty" {
					c.Field = "qty_" + sent[n].Line
				}
			}
		}
		out = append(out, &c)
	}
	return out
}
