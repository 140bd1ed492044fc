package billing_test

import (
	"testing"

	"doorstep/app/billing"
	"doorstep/app/kernel/money"
)

// derives fails unless what stands as settled is what the settlements come to.
func (d *desk) derives(id string) billing.Invoice {
	d.t.Helper()
	i := d.doc(id)
	rows, err := d.Billing.Settlements(d.owner, id)
	if err != nil {
		d.t.Fatal(err)
	}
	var sum money.Paise
	for _, r := range rows {
		sum += r.Paise
	}
	if sum != i.Settled || i.Balance != i.Total-sum {
		d.t.Errorf("%s: settled %d, balance %d of %d; the settlements come to %d", i.No, i.Settled, i.Balance, i.Total, sum)
	}
	return i
}

func TestSettle_neverGoesBeyondWhatIsOwed(t *testing.T) {
	d := open(t)
	i := d.issued("1000") // 1180
	must[billing.Invoice](t)(d.settle(i.ID, 500_00))
	_, err := d.settle(i.ID, 680_01)
	is(t, "a paisa too much", err, "over_settled")
	_, err = d.settle(i.ID, 0)
	is(t, "nothing", err, "settle_amount")
	if out := must[billing.Invoice](t)(d.settle(i.ID, 680_00)); out.Balance != 0 || out.Settled != 1180_00 {
		t.Errorf("%+v", out)
	}
	rows := must[[]billing.Settlement](t)(d.Billing.Settlements(d.owner, i.ID))
	back := billing.Settlement{Invoice: i.ID, Kind: billing.ByReversal, Reverses: rows[0].ID}
	if out := must[billing.Invoice](t)(d.Billing.Settle(d.accountant, back)); out.Balance != 500_00 {
		t.Errorf("balance %d after the reversal", out.Balance)
	}
	_, err = d.Billing.Settle(d.accountant, back)
	is(t, "the same taken back twice", err, "reversal_over")
	_, err = d.Billing.Settle(d.phone, billing.Settlement{Invoice: i.ID, Kind: billing.ByPayment, Paise: 1})
	is(t, "a technician", err, "not_allowed")
	_, err = d.settle(d.standalone("1").ID, 1)
	is(t, "a draft", err, "not_issued")
	d.derives(i.ID)
}

func TestWithhold_takesTheTaxFromTheTaxableValue(t *testing.T) {
	d := open(t)
	i := d.issued("1000")
	in := billing.TDSInput{Invoice: i.ID, Rev: i.Rev, Kind: billing.ByTDS, Percent: "2", Ref: "Q3"}
	_, err := d.Billing.Withhold(d.dispatcher, in)
	is(t, "a dispatcher", err, "not_allowed")
	if out := must[billing.Invoice](t)(d.Billing.Withhold(d.accountant, in)); out.Settled != 20_00 || out.Balance != 1160_00 {
		t.Errorf("%+v", out)
	}
	_, err = d.Billing.Withhold(d.accountant, in)
	is(t, "an older page", err, "stale")
	in.Rev = d.doc(i.ID).Rev
	in.Kind, in.Percent, in.Amount = billing.ByGSTTDS, "", "23.60"
	must[billing.Invoice](t)(d.Billing.Withhold(d.accountant, in))
	rows := must[[]billing.Settlement](t)(d.Billing.Settlements(d.owner, i.ID))
	if len(rows) != 2 || rows[0].Kind != billing.ByTDS || rows[0].Ref != "Q3" || rows[1].Paise != 23_60 || rows[1].ByName != "Anil Shah" {
		t.Errorf("%+v", rows)
	}
	must[billing.Invoice](t)(d.Billing.Undo(d.accountant, rows[0].ID, "He paid in full"))
	if d.derives(i.ID).Settled != 23_60 {
		t.Error("the tax was not given back")
	}
}

func TestWriteOff_givesUpWhatIsOwedAndCanBeUndone(t *testing.T) {
	d := open(t)
	j := d.completed(nil, "AC-VISIT")
	i := d.draft(j.ID)
	i = must[billing.Invoice](t)(d.Billing.Issue(d.accountant, i.ID, i.Rev))
	i = must[billing.Invoice](t)(d.settle(i.ID, 31_00))
	_, err := d.Billing.WriteOff(d.accountant, i.ID, i.Rev, " ")
	is(t, "no reason", err, "required")
	_, err = d.Billing.WriteOff(d.dispatcher, i.ID, i.Rev, "Moved away")
	is(t, "a dispatcher", err, "not_allowed")
	out := must[billing.Invoice](t)(d.Billing.WriteOff(d.accountant, i.ID, i.Rev, "Moved away"))
	if out.Balance != 0 || d.job(j.ID).Billing != billing.BillingWrittenOff {
		t.Errorf("%+v, job %s", out, d.job(j.ID).Billing)
	}
	rows := must[[]billing.Settlement](t)(d.Billing.Settlements(d.owner, i.ID))
	_, err = d.Billing.Undo(d.accountant, rows[0].ID, "x")
	is(t, "money is taken back where it is", err, "settle_kind")
	out = must[billing.Invoice](t)(d.Billing.Undo(d.accountant, rows[1].ID, "He came back"))
	if out.Balance != i.Total-31_00 || d.job(j.ID).Billing != billing.BillingInvoiced {
		t.Errorf("%+v, job %s", out, d.job(j.ID).Billing)
	}
	d.derives(i.ID)
}

func TestReceiptVoucher_containsTheTax(t *testing.T) {
	d := open(t)
	v := must[billing.Invoice](t)(d.Billing.ReceiptVoucher(d.accountant, billing.Advance{Customer: d.customer(), Paise: 1000_01, Rate: -1}))
	if v.No != "FSAV/26-27/00001" || v.Total != 1000_01 || v.Taxable != 847_47 || v.CGST != 76_27 || v.SGST != 76_27 || v.Balance != 0 {
		t.Errorf("%+v", v)
	}
	back := billing.NewRefund{Against: v.ID, Paise: 600_00, Reason: "Cancelled"}
	if x := must[billing.Invoice](t)(d.Billing.RefundVoucher(d.accountant, back)); x.No != "FSAX/26-27/00001" || x.Total != 600_00 || x.Against != v.ID {
		t.Errorf("%+v", x)
	}
	_, err := d.Billing.RefundVoucher(d.accountant, back)
	is(t, "more than came", err, "over_settled")
	_, err = d.Billing.RefundVoucher(d.dispatcher, back)
	is(t, "a dispatcher", err, "not_allowed")
	_, err = d.settle(v.ID, 1)
	is(t, "a voucher is not owed", err, "settle_kind")
}
