package contracts

import "doorstep/app/kernel/act"

var (
	// See is to read contracts, their plans and bills.
	See = act.Permit("contracts.see", act.Owner, act.Dispatcher, act.Accountant)
	// Write is to draft and change contracts, their cover, machines and plans.
	Write = act.Permit("contracts.write", act.Owner, act.Dispatcher)
	// Decide is to activate, suspend, resume and close contracts, and to import them.
	Decide = act.Permit("contracts.decide", act.Owner)
	// Renew is to quote renewals, and to say why one was lost.
	Renew = act.Permit("contracts.renew", act.Owner, act.Dispatcher, act.Accountant)
	// MayBill is to have due bills drafted, to leave a bill out and to open a skipped one again.
	MayBill = act.Permit("contracts.bill", act.Owner, act.Accountant)
)
