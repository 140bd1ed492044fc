package dispatch

import "doorstep/app/kernel/act"

var (
	// SeeBoard is to read the day board and rankings.
	SeeBoard = act.Permit("board.see", act.Owner, act.Dispatcher)
	// Assigning is to plan, move and send visits, and to set a rule aside with a reason.
	Assigning = act.Permit("board.assign", act.Owner, act.Dispatcher)
	// LookBack is to see what planning would have saved on past days.
	LookBack = act.Permit("board.look_back", act.Owner, act.Dispatcher)
)
