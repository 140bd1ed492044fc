package office

// planningVerbs are the acts of the audit log that are about plans, proposals and what vans carry.
var planningVerbs = map[string]string{
	"boards.remove":     "deleted a board",
	"boards.save":       "saved a board",
	"jobs.end_days":     "took the days left off the plan",
	"jobs.repromise":    "promised another time",
	"messages.discard":  "discarded a customer’s message",
	"messages.send":     "marked a customer’s message as sent",
	"proposals.apply":   "applied a plan",
	"proposals.discard": "discarded a plan",
	"proposals.make":    "proposed a plan",
	"settings.planning": "changed how days are planned",
	"stock.count":       "counted a part on a van",
	"stock.load":        "loaded a van",
	"stock.return":      "took parts back from a van",
	"stock.reverse":     "took a move of parts back",
	"visits.bulk":       "changed several visits",
	"visits.help":       "entered a helper’s time",
	"visits.lock":       "changed what is kept fixed",
	"visits.plan_days":  "planned the job over several days",
	"visits.undo":       "took a move back",
}
