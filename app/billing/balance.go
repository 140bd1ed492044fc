package billing

import (
	"slices"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// account is what is owed of one document: its total and what settled it, in order. Settled is the stored sum.
type account struct {
	Kind    Kind
	Total   money.Paise
	Settled money.Paise
	Rows    []Settlement
}

// Left is what may still be settled: what is owed, or what of a credit note is not used.
func (a account) Left() money.Paise { return a.Total - a.Settled }

// balance is what the customer owes of it.
func (a account) balance() money.Paise {
	if !a.Kind.Owed() {
		return 0
	}
	return a.Left()
}

// add is the account after one more settlement, and that settlement as it is to be stored. It never settles more than the total
// and takes nothing back twice. Faults over_settled {left}, reversal_over {left}, settle_amount, not_found beside reverses, and
// settle_kind where a document of the kind cannot be settled.
func (a account) add(s Settlement) (account, Settlement, error) {
	if !a.Kind.Owed() && a.Kind != KindCreditNote {
		return a, s, fault.New(fault.Conflict, "settle_kind")
	}
	var err error
	if s.Kind == ByReversal {
		s, err = a.reversal(s)
	} else if s.Paise <= 0 {
		err = fault.Field("amount", "settle_amount")
	} else if s.Paise > a.Left() {
		err = fault.Field("amount", "over_settled", "left", a.Left().Rupees())
	}
	if err != nil {
		return a, s, err
	}
	a.Settled += s.Paise
	a.Rows = append(slices.Clip(a.Rows), s)
	return a, s, nil
}

// reversal takes a settlement back, or what is left of it.
func (a account) reversal(s Settlement) (Settlement, error) {
	at := slices.IndexFunc(a.Rows, func(r Settlement) bool { return r.ID == s.Reverses && r.Kind != ByReversal })
	if at < 0 || s.Reverses == "" {
		return s, fault.Field("reverses", "not_found")
	}
	left := a.Rows[at].Paise
	for _, r := range a.Rows {
		if r.Kind == ByReversal && r.Reverses == s.Reverses {
			left += r.Paise
		}
	}
	back := s.Paise
	if back < 0 {
		back = -back
	}
	if back == 0 {
		back = left
	}
	if back == 0 || back > left {
		return s, fault.Field("amount", "reversal_over", "left", left.Rupees())
	}
	s.Paise, s.Payment, s.Document = -back, a.Rows[at].Payment, a.Rows[at].Document
	return s, nil
}

// derived is what the rows come to: it must equal what is stored.
func derived(rows []Settlement) money.Paise {
	var sum money.Paise
	for _, r := range rows {
		sum += r.Paise
	}
	return sum
}
