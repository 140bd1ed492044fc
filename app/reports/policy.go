package reports

import "doorstep/app/kernel/act"

// See is to look at the figures of the whole company and at the rows behind them.
var See = act.Permit("reports.see", act.Owner, act.Accountant)
