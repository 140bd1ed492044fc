package demo

import (
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// sale is an item of the price list as it is sold.
type sale struct {
	item
	price       money.Paise
	before, now int // GST in basis points before and since the reform
}

// sales are the items of the price list by code.
var sales = func() map[string]sale {
	all := make(map[string]sale, len(priceList))
	for _, i := range priceList {
		s := sale{item: i}
		s.price, _ = money.Parse(i.price) // the list is ours; its test reads every price
		s.before, _ = catalog.ParseGST(i.was)
		s.now, _ = catalog.ParseGST(i.now)
		all[i.code] = s
	}
	return all
}()

func (s sale) gst(day clock.Date) int {
	if day < reform {
		return s.before
	}
	return s.now
}

// labour is what is charged for a job of the trade at the machine.
func (w *work) labour() (code string, milli int) {
	code = trades[w.trade].code
	switch {
	case code == "AC-AMC" || code == "AC-SVC":
		code = map[string]string{"Window AC": "AC-SVC-W", "Cassette AC": "AC-SVC-C"}[w.machine.Kind]
		if code == "" {
			code = "AC-SVC"
		}
	case code == "AC-GAS":
		code = "AC-GASL"
	case code == "CC-VIS":
		code = "CC-VISIT"
	case code == "CC-INS":
		return code, 2000
	}
	return code, 1000
}

// used stores what was used at the visit, and returns it as it is billed.
func (b *books) used(w *work, t *trip, at time.Time) ([]billing.Line, error) {
	code, milli := w.labour()
	all := []billing.Line{{Kind: billing.LineService, Name: code, QtyMilli: int64(milli)}}
	for _, p := range trades[w.trade].parts {
		often := 92
		if trades[w.trade].repair {
			often = 66
		}
		if !chance(b.rng, often) {
			continue
		}
		qty, err := catalog.ParseQty(p.qty)
		if err != nil {
			return nil, err
		}
		all = append(all, billing.Line{Kind: billing.LinePart, Name: p.code, QtyMilli: int64(qty)})
	}
	ctx := doing(t.tech.by, "visits.use", "")
	for i := range all {
		l := &all[i]
		b.fill(l, clock.DateOf(at))
		l.Job, l.Visit, l.JobLine = w.ID, t.ID, b.k.ids.next("job_lines")
		line := jobs.Line{
			Kind: l.Kind, Item: l.Item, Name: l.Name, QtyMilli: int(l.QtyMilli), Rate: l.List, GSTBps: l.GSTBps, State: "used", Visit: t.ID,
			By: t.tech.by.User, ByName: t.tech.Name,
		}
		if err := b.k.put(ctx, at.Add(-time.Duration(6-i)*time.Minute), l.JobLine, jobs.ExpectedLine{Line: line, Job: w.ID}); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// fill makes a line of what is called by its code, at the price of the day.
func (b *books) fill(l *billing.Line, day clock.Date) {
	s := sales[l.Name]
	l.Item, l.Name, l.HSN, l.UOM = b.items[s.code], s.name, s.hsn, s.uom
	l.List, l.Rate, l.GSTBps, l.Why = s.price, s.price, s.gst(day), billing.WhyStandard
}

// listName is the price list that one customer has of his own.
const listName = "Contract rates, offices"

// listed are the prices on it, in rupees.
var listed = map[string]string{"AC-SVC": "549", "AC-SVC-C": "1090", "AC-REP": "650", "VISIT": "249", "AC-GASL": "850", "RO-SVC": "349"}

// agree gives one firm a price list of its own.
func (b *books) agree(day clock.Date) {
	for _, c := range b.clients {
		if c.Kind == customers.Business && c.GSTIN != "" && len(c.sites) > 2 && (b.corp == nil || len(c.sites) > len(b.corp.sites)) {
			b.corp = c
		}
	}
	if b.corp == nil {
		return
	}
	at := day.At(9 * 60)
	b.list = b.k.ids.next("price_lists")
	b.on(at, func(at time.Time) error {
		row := map[string]any{"name": listName, "discount_bps": 500, "active": true}
		if err := b.note(b.staff[0], "prices.create_list", "", at, "price_lists", b.list, row); err != nil {
			return err
		}
		if err := b.put("price_lists", at, b.list, []string{"name", "discount_bps", "active"}, listName, 500, true); err != nil {
			return err
		}
		for _, code := range slices.Sorted(keys(listed)) {
			price, err := money.Parse(listed[code])
			if err != nil {
				return err
			}
			if err := b.put("price_list_items", at, b.k.ids.next("price_list_items"), []string{"list", "item", "price_paise"}, b.list, b.items[code], int64(price)); err != nil {
				return err
			}
		}
		return nil
	})
}

// assign puts the customer onto his price list, once he is stored.
func (b *books) assign() error {
	if b.corp == nil {
		return nil
	}
	_, err := b.k.tx.DB().NewQuery("UPDATE customers SET price_list = {:list}, tds_bps = 200, tan = 'PNES12345A' WHERE id = {:id}").
		Bind(dbx.Params{"list": b.list, "id": b.corp.ID}).Execute()
	return err
}

// priced is what the line costs the customer, as billing prices it.
func (b *books) priced(c *client, l billing.Line) billing.Line {
	if c != b.corp {
		return l
	}
	for code, price := range listed {
		if b.items[code] == l.Item {
			l.Rate, _ = money.Parse(price)
			l.Why = billing.WhyList + ":" + listName
			return l
		}
	}
	l.DiscountBps, l.Why = 500, billing.WhyListBps+":"+listName
	return l
}

// given takes something off a bill now and then, which nobody agreed to.
func (b *books) given(lines []billing.Line) {
	if chance(b.rng, 4) {
		l := &lines[b.rng.IntN(len(lines))]
		if !strings.HasPrefix(l.Why, "list") && l.Cover == "" {
			l.DiscountBps, l.Why = pick(b.rng, []int{500, 1000, 1500}), billing.WhyTyped
		}
	}
}
