package payments

import "doorstep/app/kernel/act"

var (
	// SeeBank is to read bank statements and what they were matched with.
	SeeBank = act.Permit("bank.see", act.Owner, act.Accountant)
	// MatchBank is to bring in statements, and to say which payment a line of one is.
	MatchBank = act.Permit("bank.match", act.Owner, act.Accountant)
	// ManageGateway is to enter and change the gateway's keys.
	ManageGateway = act.Permit("gateway.manage", act.Owner)
	// AskGateway is to ask for a QR code or payment link, and to see what came of it.
	AskGateway = act.Permit("gateway.request", act.Owner, act.Accountant, act.Dispatcher)
)
