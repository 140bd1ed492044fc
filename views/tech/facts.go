package tech

import (
	"doorstep/app/customers"
	"doorstep/app/kernel/i18n"
	number "doorstep/app/kernel/phone"
	"doorstep/views/ui"
)

// facts keeps of the pairs of key and text those that say something.
func facts(lang string, pairs ...string) []ui.Def {
	var defs []ui.Def
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			defs = append(defs, ui.Def{Term: i18n.T(lang, pairs[i]), Text: pairs[i+1]})
		}
	}
	return defs
}

func (b brief) where() []ui.Def {
	return facts(b.lang, "tech.unit", b.Unit, "tech.landmark", b.Landmark, "tech.contact", b.job.ContactName, "tech.phone", number.Format(b.Phone))
}

func (b brief) what() []ui.Def {
	return facts(b.lang,
		"tech.job", b.No, "tech.payment_expected", paymentWord(b.lang, b.Payment),
		"tech.duration", i18n.T(b.lang, "tech.minutes", "n", int(b.End.Time().Sub(b.Start.Time()).Minutes())))
}

func (b brief) machine(m customers.Asset) []ui.Def {
	return facts(b.lang,
		"tech.serial", m.Serial, "tech.place", m.Location, "tech.installed", dateWord(b.lang, m.InstalledOn),
		"tech.warranty_end", dateWord(b.lang, m.WarrantyEnd), "tech.notes", m.Notes)
}
