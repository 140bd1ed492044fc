package payments

import "doorstep/app/kernel/act"

var (
	// See is to read every payment, its receipt, and who holds how much cash.
	See = act.Permit("payments.see", act.Owner, act.Dispatcher, act.Accountant)
	// Record is to say that money was given. A technician says so at his own visits only.
	Record = act.Permit("payments.claim", act.Technician, act.Owner, act.Accountant, act.Dispatcher)
	// Verify is to confirm that the business has the money, to reject a claim, or to say where verified money belongs.
	Verify = act.Permit("payments.verify", act.Owner, act.Accountant)
	// Refund is to give money back.
	Refund = act.Permit("payments.refund", act.Owner, act.Accountant)
	// Count is to count the cash that a technician hands over.
	Count = act.Permit("cash.count", act.Owner, act.Accountant, act.Dispatcher)
	// BankCash is to take cash from the till to the bank.
	BankCash = act.Permit("cash.deposit", act.Owner, act.Accountant)
)
