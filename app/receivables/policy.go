package receivables

import "doorstep/app/kernel/act"

var (
	// See is to see who owes how much since when, a customer's statement, and disputes.
	See = act.Permit("receivables.see", act.Owner, act.Dispatcher, act.Accountant)
	// Settle is to enter a dispute or complaint, say who looks after it, and end it with an outcome.
	Settle = act.Permit("receivables.settle", act.Owner, act.Dispatcher, act.Accountant)
)
