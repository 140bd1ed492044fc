package office

import (
	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/views/web"
)

// noteEffect is what a note does to what is owed, for the eye: the note itself is computed by billing when it is issued. Unclear
// says that something typed cannot be read yet.
type noteEffect struct {
	Total, Balance, After, Credit money.Paise
	Unclear                       bool
}

// creditNoteSums and debitNoteSums answer with what the note does while it is typed.
func (o *office) creditNoteSums(req *web.Request) error {
	return o.noteSums(req, billing.KindCreditNote)
}

func (o *office) debitNoteSums(req *web.Request) error { return o.noteSums(req, billing.KindDebitNote) }

func (o *office) noteSums(req *web.Request, kind billing.Kind) error {
	v, err := o.correctionOf(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	v.Form = req.Form()
	v.Effect = v.effect(kind)
	return req.Fragment(noteEffectPart(v, kind))
}

func (v correctionView) effect(kind billing.Kind) noteEffect {
	e := noteEffect{Balance: v.Doc.Balance, After: v.Doc.Balance}
	if v.Form.Get("what") == "all" {
		e.Total = v.LeftTotal
	} else {
		var sum money.Paise
		for _, l := range v.Left {
			part, ok := typedPart(v.noteLine(l.ID), l, v.Doc.Tax() != 0)
			sum, e.Unclear = sum+part, e.Unclear || !ok
		}
		e.Total = (sum + money.Rupee/2) / money.Rupee * money.Rupee
		if kind == billing.KindCreditNote {
			e.Total = min(e.Total, v.LeftTotal)
		}
	}
	if kind == billing.KindCreditNote {
		used := min(e.Total, e.Balance)
		e.After, e.Credit = e.Balance-used, e.Total-used
	}
	return e
}

// typedPart is what is typed of a line, tax included.
func typedPart(in billing.NoteLine, left billing.Line, taxed bool) (money.Paise, bool) {
	switch {
	case in.Qty != "" && in.Amount != "":
		return 0, false
	case in.Qty != "":
		milli, err := catalog.ParseQty(in.Qty)
		if err != nil || left.QtyMilli <= 0 || int64(milli) > left.QtyMilli {
			return 0, false
		}
		return left.Total * money.Paise(milli) / money.Paise(left.QtyMilli), true
	case in.Amount != "":
		amount, err := money.Parse(in.Amount)
		if err != nil || amount < 0 {
			return 0, false
		}
		if !taxed {
			return amount, true
		}
		return gst.WithTax(amount, left.GSTBps), true
	}
	return 0, true
}
