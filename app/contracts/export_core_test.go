package contracts

// What tests reach into.
var (
	Prorated     = prorated
	SplitEqually = splitEqually
)
