package stock

import "doorstep/app/kernel/act"

var (
	// See is to read what vans carry and how it came there.
	See = act.Permit("stock.see", act.Owner, act.Dispatcher, act.Storekeeper)
	// Move is to give parts to a technician, to take them back, and to count.
	Move = act.Permit("stock.move", act.Owner, act.Dispatcher, act.Storekeeper)
)
