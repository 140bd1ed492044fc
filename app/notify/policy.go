package notify

import "doorstep/app/kernel/act"

var (
	// Receive is to get messages of new work on one's own phone.
	Receive = act.Permit("notify.receive", act.Technician)
	// SendDrafts is to read the messages to customers that wait, and to say that one was sent or is not to be.
	SendDrafts = act.Permit("messages.send", act.Owner, act.Dispatcher)
)
