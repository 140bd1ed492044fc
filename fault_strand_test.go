package main

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
)

// besieged is the company of the siege, with a technician for each of so many runners and so many contracts that wait.
func besieged(t *testing.T, runners, pacts int) *siege {
	t.Helper()
	s := &siege{crew: hire(t, runners, 0), t: t, pacts: make(chan pact, pacts), client: &http.Client{
		Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 4 * runners},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	within(t, s.dir, func(a *app.App) (err error) {
		if s.books, err = session(a, apptest.Mobiles["Anil Shah"]); err != nil {
			return err
		}
		if s.stores, err = session(a, apptest.Mobiles["Salim Shaikh"]); err != nil {
			return err
		}
		s.part, s.kind, s.check = apptest.Item(t, a, "CAP-35"), apptest.JobType(t, a, "AC-REP"), apptest.Job(t, a, nil).Checklist[0].ID
		for range pacts {
			s.pacts <- drafted(t, a)
		}
		return nil
	})
	return s
}

// drafted writes a contract whose visits are due as soon as it is in force.
func drafted(t testing.TB, a *app.App) pact {
	t.Helper()
	today := clock.Today()
	d := apptest.DraftContract(t, a, func(in *contracts.ContractInput) {
		in.Starts, in.Ends, in.Cycle = string(today), string(today.AddDays(364)), string(contracts.Monthly)
	})
	if _, err := a.Contracts.SavePlan(apptest.As(t, a, act.Owner), contracts.PlanInput{
		Contract: d.ID, Site: d.Sites[0], Name: "Daily round", RuleUnit: "days", RuleEvery: "1", RuleCount: strconv.Itoa(pactDays),
		Anchor: contracts.ByTerms, First: string(today.AddDays(1)), Holidays: contracts.KeepDay, HorizonDays: "30",
		Type: apptest.JobType(t, a, "RO-SVC"), Tell: true,
	}); err != nil {
		t.Fatal(err)
	}
	return pact{d.ID, d.Rev}
}

// strand is one job from the call to the money, as far as it was acknowledged.
type strand struct {
	name                string // of the customer, who rings once
	technician          string
	job, visit, invoice string
	mode, rrn           string
	paise               int64
	loaded, used        int // parts
	credited            bool
	contract            string // that came into force besides
}

// runner works strand after strand, with a technician's phone.
type runner struct {
	*siege
	i, n  int
	phone *handset
}

func (s *siege) runner(i int) *runner {
	return &runner{siege: s, i: i, phone: newHandset(s.crew, i, 20261123, &s.base, &s.said)}
}

func (r *runner) run() {
	for !r.over.Load() && time.Now().Before(r.deadline) && r.strand() {
	}
}

// strand works one job; it is false where a fault stands in the list.
func (r *runner) strand() bool {
	st := &strand{name: fmt.Sprintf("Siege%02d%04d", r.i, r.n), technician: r.crew.phones[r.i].technician}
	r.mu.Lock()
	r.strands = append(r.strands, st)
	r.mu.Unlock()
	if !r.call(st) || !r.visits(st) || !r.bills(st) {
		return false
	}
	r.n++
	return true
}

// makes does an act of the strand, now and then twice, and returns the last id in the address to which it led.
func (r *runner) makes(session, what, path string, form url.Values) string {
	key := fmt.Sprintf("siege-%s-%d-%d", what, r.i, r.n)
	at := r.does(session, key, path, form)
	if r.phone.random.IntN(6) == 0 {
		r.twice.Add(1)
		if again := r.does(session, key, path, form); again != at && again != "" && at != "" {
			r.fault("%s led to %s and then to %s", path, at, again)
		}
	}
	if m := lastID.FindStringSubmatch(at); m != nil {
		return m[1]
	}
	return ""
}

var lastID = regexp.MustCompile(`([a-z0-9]{15})[^/]*$`)

// typed is an amount as people type it.
func typed(paise int64) string { return fmt.Sprintf("%d.%02d", paise/100, paise%100) }

// call takes the job in and sends the technician.
func (r *runner) call(st *strand) bool {
	st.job = r.makes(r.office, "job", "/office/jobs", url.Values{
		"type": {r.kind}, "issue": {"Not cooling"}, "then": {"book"}, "new": {"1"}, "customer_name": {st.name},
		"customer_phones": {fmt.Sprintf("96%02d%06d", r.i, r.n)}, "site_pin": {"411038"}, "site_address": {"7 Mayur Colony"}, "asset_kind": {"Split AC"},
	})
	if st.job == "" {
		st.job = r.sees(r.office, "/office/jobs?q="+url.QueryEscape(st.name), `/office/jobs/([a-z0-9]{15})`)
	}
	r.makes(r.office, "visit", "/office/jobs/"+st.job+"/visits", url.Values{
		"technician": {st.technician}, "start": {clock.Local(clock.Now().Add(time.Minute))}, "minutes": {"45"}, "tell": {"1"}, "confirm": {"1"}, "reason": {"He is near"},
	})
	st.visit = r.sees(r.office, "/office/jobs/"+st.job, `/office/visits/([a-z0-9]{15})`)
	if r.n%2 == 0 {
		r.makes(r.stores, "load", "/office/vans/"+st.technician+"/loads", url.Values{"item_0": {"CAP-35"}, "qty_0": {"2"}})
		st.loaded = 2
	}
	return st.visit != ""
}

// visits is the technician's part, by his phone, whose network is as bad as ever.
func (r *runner) visits(st *strand) bool {
	h, on := r.phone, stint{id: st.visit, job: st.job, tick: r.check, item: r.part}
	h.visits = append(h.visits, on)
	h.add("visit.answer", on.id, "accept", "yes")
	for _, to := range []string{"travelling", "arrived", "working"} {
		h.add("visit.step", on.id, "to", to, "reason", "")
	}
	r.delivers()
	h.add("visit.check", on.id, "check", on.tick, "value", "yes")
	if r.n%2 == 0 {
		h.photo(on)
	}
	h.add("visit.use", on.id, "line", fmt.Sprintf("line-%s-%d", h.device, h.seq), "item", on.item, "qty", "1", "serial", "")
	st.used = 1
	r.delivers()
	st.mode, st.paise = "cash", int64(100_00+100*r.n)
	if r.n%2 == 1 {
		st.mode, st.rrn = "upi", fmt.Sprintf("632%03d%06d", r.i, r.n)
	}
	h.add("visit.pay", on.id, "mode", st.mode, "amount", typed(st.paise), "rrn", st.rrn)
	h.add("visit.pays", on.id, "pays", st.mode, "note", "")
	h.add("visit.step", on.id, "to", "done", "reason", "")
	r.delivers()
	return len(h.faults) == 0 && time.Now().Before(r.deadline)
}

// delivers sends until the phone holds nothing more.
func (r *runner) delivers() {
	for h := r.phone; len(h.outbox)+len(h.files) > 0 && time.Now().Before(r.deadline); {
		h.send()
		h.carry()
		if r.base.Load() == "" {
			time.Sleep(5 * time.Millisecond)
		}
	}
}

// bills issues the invoice, brings the money in, and takes back or agrees something besides.
func (r *runner) bills(st *strand) bool {
	st.invoice = r.sees(r.books, "/office/jobs/"+st.job+"/invoice", `/office/invoices/([a-z0-9]{15})`)
	if st.invoice == "" || !r.issues(st) {
		return false
	}
	if st.mode == "cash" {
		r.makes(r.books, "count", "/office/cash/hands/"+st.technician+"/hand-overs", url.Values{"counted": {typed(st.paise)}})
	} else {
		payment := r.sees(r.books, "/office/payments?q="+st.rrn, `/office/payments/([a-z0-9]{15})`)
		r.makes(r.books, "seen", "/office/payments/"+payment+"/verification", url.Values{})
	}
	if r.n%3 == 0 {
		r.makes(r.books, "credit", "/office/invoices/"+st.invoice+"/credit-note", url.Values{"what": {"all"}, "reason": {"Charged by mistake"}})
		st.credited = true
	}
	select {
	case p := <-r.pacts:
		r.makes(r.owner, "pact", "/office/contracts/"+p.id+"/activation", url.Values{"rev": {strconv.Itoa(p.rev)}, "confirm": {"1"}})
		st.contract = p.id
	default:
	}
	return r.sound()
}

// issues gives the strand's draft its number, by the queue as it stands.
func (r *runner) issues(st *strand) bool {
	fy := gst.FY(clock.Today()).Short
	rev := r.sees(r.books, "/office/invoices/"+st.invoice, `name="rev" value="(\d+)"`)
	for try := 0; time.Now().Before(r.deadline); try++ {
		draft := url.Values{"_key": {fmt.Sprintf("siege-issue-%d-%d-%d", r.i, r.n, try)}, "draft": {st.invoice + "." + rev}}
		resp, body, err := r.ask(r.books, http.MethodPost, "/office/review/issues", draft)
		switch {
		case err != nil:
			time.Sleep(20 * time.Millisecond)
		case resp.StatusCode == http.StatusOK && strings.Contains(body, "/"+fy+"/"):
			r.said.Add(1)
			return true
		default:
			r.fault("issuing answered %s\n%s", resp.Status, plainly(body))
			return false
		}
	}
	r.fault("%s was never issued", st.name)
	return false
}
