package office

import (
	"fmt"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/payments"
	"doorstep/views/ui"
)

// modeWords are the ways of paying as the office reads them.
var modeWords = map[payments.Mode]string{
	payments.UPI: "UPI", payments.Cash: "Cash", payments.Transfer: "Bank transfer", payments.Cheque: "Cheque", payments.Card: "Card",
	payments.Gateway: "Online",
}

var stateWords = map[payments.State]string{
	payments.Claimed: "To verify", payments.Verified: "Verified", payments.Rejected: "Rejected", payments.Reversed: "Reversed",
}

var howWords = map[payments.How]string{
	payments.ByAccountant: "by hand", payments.ByStatement: "by the bank statement", payments.ByGateway: "by the gateway",
	payments.ByHandOver: "by counting the cash",
}

var moveWords = map[string]string{
	payments.MoveCollected: "Collected", payments.MoveReceived: "Received", payments.MoveHanded: "Handed over", payments.MoveShort: "Short",
	payments.MoveDeposited: "To the bank", payments.MoveRefunded: "Paid back", payments.MoveReversed: "Taken out",
}

// paymentTone is red for a claim that waited too long.
func paymentTone(p payments.Payment) string {
	switch {
	case p.Overdue():
		return "bad"
	case p.State == payments.Claimed:
		return "warn"
	case p.State == payments.Verified:
		return "good"
	}
	return "faint"
}

// paymentState says how a payment stands, and of a claim for how long it waits.
func paymentState(p payments.Payment) string {
	if p.Kind == payments.Out {
		return "Paid back"
	}
	if p.Overdue() {
		return "To verify for " + waited(clock.Now().Sub(p.AtServer))
	}
	return stateWords[p.State]
}

func waited(d time.Duration) string {
	if days := int(d / (24 * time.Hour)); days != 1 {
		return fmt.Sprintf("%d days", days)
	}
	return "1 day"
}

// taker is who took the money: the technician, or who recorded it.
func taker(p payments.Payment) string {
	if p.TechnicianName != "" {
		return p.TechnicianName
	}
	return p.ByName
}

// proofOf is the reference by which the payment is known.
func proofOf(p payments.Payment) string {
	switch {
	case p.RRN != "":
		return p.RRN
	case p.WasRRN != "":
		return p.WasRRN
	}
	return p.Ref
}

func modeOptions(first string) []ui.Option {
	var all []ui.Option
	if first != "" {
		all = append(all, ui.Option{Label: first})
	}
	for _, m := range payments.Modes {
		all = append(all, ui.Option{Value: string(m), Label: modeWords[m]})
	}
	return all
}
