package office

import "doorstep/app/audit"

// historyShown is how many acts a page's history lists.
const historyShown = 30

// hiddenFields say nothing to people.
var hiddenFields = map[string]bool{"id": true, "rev": true, "created": true, "updated": true}

// changedLines are the lines of an act that say something to people, with their fields and values in words.
func changedLines(e audit.Entry) []audit.Line {
	var lines []audit.Line
	for _, l := range e.Lines {
		if hiddenFields[l.Field] || opaque[l.Field] || l.From == l.To {
			continue
		}
		lines = append(lines, audit.Line{
			Entity: l.Entity, Field: plainWords(fieldWords(l.Entity, l.Field)),
			From: valueWords(l.Entity, l.Field, l.From), To: valueWords(l.Entity, l.Field, l.To),
		})
	}
	return lines
}
