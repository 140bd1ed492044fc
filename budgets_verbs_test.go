package main

import (
	"os"
	"time"

	"doorstep/app"
	"doorstep/app/billing"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/payments"
)

// verbs is what people do, in the company as it is with 60 technicians and 50,000 customers more.
func (s *sheet) verbs() {
	c := s.company()
	day := plannedDay()
	inside(s, c.dir, func(a *app.App) {
		engage(s, a, 40)
		visitsOn(s, a, day, 0, 40, 10)
	})
	running := s.serve(c)
	office := visit(s, running.URL)
	office.signIn(s, c.owner, c.secret)
	office.waits(s)
	board := "/office/board?day=" + string(day)
	s.page("day board, 40 technicians with 400 visits: the page and what it fetches", 30, office, board, "/office/board/events?day="+string(day))
	running.kill()
	inside(s, c.dir, func(a *app.App) {
		engage(s, a, 60)
		visitsOn(s, a, day, 40, 60, 4)
		crowd(s, a)
	})
	running = s.serve(c)
	office = visit(s, running.URL)
	office.signIn(s, c.owner, c.secret)
	office.waits(s)
	s.page("finding a customer among 50,000 by digits, as typed at intake", 20, office, "/office/intake/lookup?q=1234")
	s.page("today's page in the office", 50, office, "/office/today")
	running.kill()
	inside(s, c.dir, func(a *app.App) {
		s.taken(a, day)
		s.billed(a)
	})
}

func (s *sheet) serve(c *site) *appliance {
	a := start(s, c.dir, "serve")
	s.pid = a.cmd.Process.Pid
	return a
}

// taken measures intake, ranking and assignment, a job after the other.
func (s *sheet) taken(a *app.App, day clock.Date) {
	desk := actor(s, a, act.Dispatcher)
	var places []struct{ Customer, Site, Asset string }
	if err := a.Core.DB().NewQuery("SELECT customer, site, MIN(id) AS asset FROM assets WHERE id NOT LIKE 'crowd%' GROUP BY site ORDER BY site LIMIT 53").All(&places); err != nil {
		s.Fatal(err)
	}
	types, err := a.Catalog.JobTypes(desk, true)
	if err != nil {
		s.Fatal(err)
	}
	next := 0
	var booked []jobs.Job
	s.timed("taking in a job", 10, len(places)-2, os.Getpid(), func() {
		p := places[next]
		next++
		j, err := a.Jobs.Book(desk, jobs.Booking{Customer: p.Customer, Site: p.Site, Assets: []string{p.Asset}, Type: types[0].ID, Issue: "Not cooling"})
		if err != nil {
			s.Fatal(err)
		}
		booked = append(booked, j)
	})
	var ranks []dispatch.Ranking
	s.timed("ranking 60 technicians with 480 visits", 20, len(booked)-2, os.Getpid(), func() {
		r, err := a.Dispatch.RankFor(desk, booked[len(ranks)].ID, "", day)
		if err != nil || len(r.Candidates)+len(r.Rejected) != 60 {
			s.Fatalf("%d fit, %d do not, %v", len(r.Candidates), len(r.Rejected), err)
		}
		ranks = append(ranks, r)
	})
	next = 0
	s.timed("assigning it, rules checked", 10, len(booked)-2, os.Getpid(), func() {
		j, r := booked[next], ranks[next].Candidates
		next++
		if len(r) == 0 {
			s.Fatal("nobody fits")
		}
		if _, err := a.Dispatch.Assign(desk, dispatch.Assignment{
			Job: j.ID, Rev: j.Rev, Technician: r[0].Technician, Start: r[0].Start, Tell: true, Insist: true, Reason: "Measured",
		}); err != nil {
			s.Fatal(err)
		}
	})
}

// billed measures issuing an invoice, which stores its paper, drawing that paper, and verifying what is said to be paid on it.
func (s *sheet) billed(a *app.App) {
	books := actor(s, a, act.Accountant)
	const n = 41
	var customers []string
	if err := a.Core.DB().NewQuery("SELECT id FROM customers WHERE kind = 'person' AND id NOT LIKE 'crowd%' AND merged_into = '' ORDER BY id LIMIT 50").Column(&customers); err != nil {
		s.Fatal(err)
	}
	var whole, paper, verified []float64
	for i := range n {
		line := billing.LineInput{Name: "Annual service", HSN: "998715", Rate: "1000", GST: "18", Qty: "1", UOM: "NOS"}
		draft, err := a.Billing.Draft(books, billing.NewInvoice{Customer: customers[i], Lines: []billing.LineInput{line, line}})
		if err != nil {
			s.Fatal(err)
		}
		began := time.Now()
		issued, err := a.Billing.Issue(books, draft.ID, draft.Rev)
		if err != nil {
			s.Fatal(err)
		}
		whole = append(whole, milliseconds(time.Since(began)))
		began = time.Now()
		if _, err := a.Billing.Draw(books, issued.ID, false, ""); err != nil {
			s.Fatal(err)
		}
		paper = append(paper, milliseconds(time.Since(began)))
		claim, err := a.Payments.Record(books, payments.Claim{Mode: payments.Cheque, Amount: issued.Total, Ref: "1", Invoice: issued.ID})
		if err != nil {
			s.Fatal(err)
		}
		began = time.Now()
		if _, err := a.Payments.Verify(books, claim.ID, claim.Rev); err != nil {
			s.Fatal(err)
		}
		verified = append(verified, milliseconds(time.Since(began)))
	}
	s.row("issuing an invoice, its paper included", 30, middle(whole), "ms")
	s.row("the paper alone", 150, middle(paper), "ms")
	s.row("verifying a claim", 10, middle(verified), "ms")
}
