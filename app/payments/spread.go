package payments

import "doorstep/app/kernel/money"

// debt is what is owed of an invoice, part what of a payment goes to it.
type (
	debt struct {
		Invoice string
		Owed    money.Paise
	}
	part struct {
		Invoice string
		Amount  money.Paise
	}
)

// spread puts left to the debts in their order, to each at most what is owed of it. What no debt takes stays.
func spread(left money.Paise, debts []debt) []part {
	var parts []part
	for _, d := range debts {
		if n := min(left, d.Owed); n > 0 {
			parts = append(parts, part{d.Invoice, n})
			left -= n
		}
	}
	return parts
}

// live are the invoices that hold something of a payment, and how much, in the order in which they got it.
func live(all []Allocation) []part {
	var parts []part
	place := map[string]int{}
	for _, a := range all {
		i, ok := place[a.Invoice]
		if !ok {
			i = len(parts)
			place[a.Invoice] = i
			parts = append(parts, part{Invoice: a.Invoice})
		}
		parts[i].Amount += a.Amount
	}
	held := parts[:0]
	for _, p := range parts {
		if p.Amount > 0 {
			held = append(held, p)
		}
	}
	return held
}

// held are the settlements of one invoice that still hold something of a payment, the last first: what is taken back is taken
// from the last.
func held(all []Allocation, invoice string) []Allocation {
	left := map[string]money.Paise{}
	for _, a := range all {
		if a.Invoice == invoice {
			left[a.Settlement] += a.Amount
		}
	}
	var out []Allocation
	for i := len(all) - 1; i >= 0; i-- {
		a := all[i]
		if n := left[a.Settlement]; a.Invoice == invoice && a.Amount > 0 && n > 0 {
			a.Amount = n
			delete(left, a.Settlement)
			out = append(out, a)
		}
	}
	return out
}
