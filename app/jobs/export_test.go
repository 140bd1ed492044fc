package jobs

// What tests of this package look at from outside it.
var (
	UsedQty    = usedQty
	ParseMilli = parseMilli
	MilliText  = milliText
)
