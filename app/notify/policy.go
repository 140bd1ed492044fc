package notify

import "doorstep/app/kernel/act"

// Receive is to get messages of new work on one's own phone.
var Receive = act.Permit("notify.receive", act.Technician)
