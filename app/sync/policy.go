package sync

import "doorstep/app/kernel/act"

var (
	// Send is to send in what was done on one's own phone.
	Send = act.Permit("sync.send", act.Technician)
	// Settle is to see what phones sent and to settle what was refused.
	Settle = act.Permit("sync.settle", act.Owner, act.Dispatcher)
)
