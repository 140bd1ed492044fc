package office

// planningVerbs are the acts of the audit log that are about plans, proposals and what vans carry.
var planningVerbs = map[string]string{
	"settings.planning": "changed how days are planned",
}
