package office

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"doorstep/app/dispatch"
	"doorstep/app/kernel/clock"
	"doorstep/views/layout"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// bulkItem is a visit ("v") or a job ("j") with its revision, as a ticked box sends it.
func bulkItem(kind, id string, rev int) string { return kind + ":" + id + ":" + strconv.Itoa(rev) }

// bulkItems reads ticked boxes. What is none of them is left out.
func bulkItems(all []string) []dispatch.BulkItem {
	var items []dispatch.BulkItem
	for _, s := range all {
		parts := strings.Split(s, ":")
		if len(parts) != 3 {
			continue
		}
		rev, _ := strconv.Atoi(parts[2])
		switch parts[0] {
		case "v":
			items = append(items, dispatch.BulkItem{Visit: parts[1], Rev: rev})
		case "j":
			items = append(items, dispatch.BulkItem{Job: parts[1], Rev: rev})
		}
	}
	return items
}

// bulkOutcome is what came of each of what was ticked.
type bulkOutcome struct {
	rows         []bulkRow
	done, failed int
	next         string
}

type bulkRow struct {
	no, name, job, words string
	ok                   bool
}

// bulkVisits does one thing with everything that is ticked, and says of each what came of it.
func (o *office) bulkVisits(req *web.Request) error {
	f := req.Form()
	in := dispatch.Bulk{What: dispatch.BulkKind(f.Get("what")), Items: bulkItems(f.All("item")), Day: f.Date("day")}
	all, err := o.app.Dispatch.Bulk(req.Ctx(), in)
	if err != nil {
		return err
	}
	out := bulkOutcome{next: req.NextPath("/office/board")}
	for _, one := range all {
		row := bulkRow{no: one.No, name: one.Name, job: one.Job, ok: one.Err == nil}
		if row.ok {
			out.done++
			row.words = bulkWords(in.What, one)
		} else {
			out.failed++
			row.words = faultWords(req.Lang(), one.Err)
		}
		out.rows = append(out.rows, row)
	}
	if req.IsHX() {
		return req.Fragment(bulkPart(out))
	}
	return req.Page("What was done", "board", bulkPage(out))
}

func bulkWords(what dispatch.BulkKind, o dispatch.Outcome) string {
	switch what {
	case dispatch.BulkLock:
		return "Kept fixed"
	case dispatch.BulkUnlock:
		return "May move"
	case dispatch.BulkTell:
		return "The technician has been told"
	}
	return "Planned for " + clock.Stamp(o.After.Start)
}

// boardSheets is the day sheets of those who are named, or of the ticked visits, on one page to be printed.
func (o *office) boardSheets(req *web.Request) error {
	f := req.Form()
	day := dayOf(req)
	who := f.All("technician")
	ctx := req.Ctx()
	for _, i := range bulkItems(f.All("item")) {
		if i.Visit == "" {
			continue
		}
		v, err := o.app.Jobs.Visit(ctx, i.Visit)
		if err != nil {
			return err
		}
		day = clock.DateOf(v.Start) // the sheets are of the day of what was ticked
		if !slices.Contains(who, v.Technician) {
			who = append(who, v.Technician)
		}
	}
	cards, err := o.app.Jobs.Day(ctx, day)
	if err != nil {
		return err
	}
	company := o.app.Settings.Name(ctx)
	var sheets []sheetView
	for _, id := range who {
		t, err := o.app.People.Technician(ctx, id)
		if err != nil {
			return err
		}
		v := sheetView{Company: company, Technician: t, Day: day}
		for _, c := range cards {
			if c.Technician == id {
				s, err := o.sheetStop(ctx, c)
				if err != nil {
					return err
				}
				v.Stops = append(v.Stops, s)
			}
		}
		sheets = append(sheets, v)
	}
	return req.PageIn(http.StatusOK, layout.Shell{Title: "Day sheets", Nav: "board", Styles: []string{"field.css", "board.css"}}, sheetsBody(day, sheets))
}

var bulkChoices = ui.Options(
	"best", "Assign the best", "day", "Move to a day", "lock", "Keep fixed", "unlock", "Let move", "tell", "Tell the technicians",
)
