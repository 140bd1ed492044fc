package office

import (
	"strconv"
	"strings"

	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/phone"
	"doorstep/views/ui"
)

func hitWords(h customers.Hit) string {
	where := h.District
	if h.Sites > 1 {
		where = strconv.Itoa(h.Sites) + " sites"
	}
	return strings.Join(filled(phone.Format(h.Phone), where), " · ")
}

func foundWords(n int) string {
	switch n {
	case 0:
		return "No customer found. Press Enter to enter a new one."
	case 1:
		return "1 customer found. Press Enter to choose."
	}
	return strconv.Itoa(n) + " customers found. Use the arrow keys and Enter to choose."
}

func languageWords(code string) string {
	if code == "hi" {
		return "Hindi"
	}
	return "English"
}

func siteOptions(sites []customers.Site) []ui.Option {
	var all []ui.Option
	for _, s := range sites {
		hint := strings.Join(filled(s.Unit, s.Landmark, s.Pin, s.District), ", ")
		if s.Label != "" {
			hint = s.Address + ", " + hint
		}
		all = append(all, ui.Option{Value: s.ID, Label: s.Name(), Hint: hint})
	}
	return append(all, ui.Option{Value: newSite, Label: "Another site"})
}

// machineOptions says of each machine what decides who pays: serial and warranty.
func machineOptions(at siteAt) []ui.Option {
	var all []ui.Option
	for _, a := range at.Machines {
		cover := "Warranty not known"
		switch {
		case a.InWarranty(at.Today):
			cover = "In warranty until " + a.WarrantyEnd.Short()
		case a.WarrantyEnd != "":
			cover = "Out of warranty since " + a.WarrantyEnd.Short()
		}
		serial := ""
		if a.Serial != "" {
			serial = "Serial " + a.Serial
		}
		all = append(all, ui.Option{
			Value: a.ID, Label: a.Name(), Hint: strings.Join(filled(a.Location, serial, cover, at.Places[a.ID]), " · "),
		})
	}
	return all
}

func strengthWords(p customers.Preference) string {
	switch p.Strength {
	case customers.Must:
		return "Only " + p.TechnicianName
	case customers.Restricted:
		return "Never " + p.TechnicianName
	}
	return "Prefers " + p.TechnicianName
}

// typeOptions lists the job types under their trades.
func typeOptions(types []catalog.JobType) []ui.Option {
	all := []ui.Option{{Value: "", Label: "Choose"}}
	for _, t := range types {
		all = append(all, ui.Option{Value: t.ID, Label: t.Name, Group: t.Trade})
	}
	return all
}

// paymentOptions leaves the choice to the job type while none is known.
func paymentOptions(open bool) []ui.Option {
	var all []ui.Option
	if open {
		all = append(all, ui.Option{Value: "", Label: "As the job type says"})
	}
	for _, p := range jobs.Payments {
		all = append(all, ui.Option{Value: string(p), Label: paymentWords(p)})
	}
	return all
}

// promiseWords is what the service level gives a job of the priority if it is booked now.
func promiseWords(l levels, priority int) string {
	t := l.Times[priority]
	switch {
	case !l.Known:
		return ""
	case !t.ArriveBy.IsZero():
		return "arrive by " + dueWords(t.ArriveBy)
	case !t.ResolveBy.IsZero():
		return "resolve by " + dueWords(t.ResolveBy)
	}
	return "no time promised"
}

func checklistWords(all []catalog.Check) string {
	texts := make([]string, len(all))
	for i, c := range all {
		texts[i] = c.Text
	}
	return strings.Join(texts, ", ")
}

// short cuts text after n characters at most, at a word where there is one.
func short(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	cut := string(runes[:n])
	if i := strings.LastIndexByte(cut, ' '); i > n/2 {
		cut = cut[:i]
	}
	return cut + "…"
}
