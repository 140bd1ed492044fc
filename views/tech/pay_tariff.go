package tech

import (
	"github.com/a-h/templ"

	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/jobs"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/settings"
	"doorstep/views/web"
)

// tariff says what an item of the price list adds to what the customer of a job pays, as far as the phone can know it: with tax,
// and nothing where somebody else bears the work, or the job's contract the item. The appliance prices the line anew when it comes in.
type tariff struct {
	taxed, charged bool
	agreed         map[string]bool        // items that the customer expects
	quoted         map[string]money.Paise // prices of items that he approved in an estimate
	price          func(item string, standard money.Paise) money.Paise
	counted        map[string]bool                   // expected lines that are due whether anybody enters them or not
	free           func(kind, item, uom string) bool // one more of the item is borne by the contract; nil without one
	due            map[string]int64                  // thousandths of used lines that the contract leaves to the customer
	total, limit   money.Paise                       // what the job comes to, and up to where the customer approved; 0 nowhere
}

func (p *phone) tariff(req *web.Request, b brief) (tariff, error) {
	t := tariff{
		charged: b.Payment == jobs.Chargeable || b.job.Contract != "", agreed: map[string]bool{}, quoted: map[string]money.Paise{},
		counted: map[string]bool{}, due: map[string]int64{},
	}
	company, err := p.app.Settings.Company(req.Ctx())
	if err != nil {
		return t, err
	}
	t.taxed = company.GSTMode == settings.Regular
	lines, err := p.app.Jobs.Lines(req.Ctx(), b.job.ID)
	if err != nil {
		return t, err
	}
	if err := p.priced(req, &t, b.job, lines); err != nil {
		return t, err
	}
	door, err := p.app.Payments.DueAt(req.Ctx(), b.job.ID)
	t.total, t.limit = door.Due.Total, door.Due.Limit
	for _, l := range door.Due.Lines {
		t.counted[l.JobLine] = l.JobLine != "" && l.Visit == ""
		if l.Cover == "" {
			t.due[l.JobLine] += l.QtyMilli
		}
	}
	if err == nil {
		t.free, err = p.app.Contracts.Bears(req.Ctx(), b.job, asked(door.Due.Lines))
	}
	return t, err
}

// priced says what items cost this customer, and which of the expected lines he approved at a price.
func (p *phone) priced(req *web.Request, t *tariff, job jobs.Job, lines []jobs.Line) error {
	estimates, err := p.app.Billing.EstimatesOf(req.Ctx(), job.ID)
	if err != nil {
		return err
	}
	approved := map[string]bool{}
	for _, e := range estimates {
		for _, l := range e.Lines {
			approved[l.Item] = approved[l.Item] || e.State == billing.EstimateApproved
		}
	}
	for _, l := range lines {
		t.agreed[l.Item] = true
		if _, twice := t.quoted[l.Item]; approved[l.Item] && !twice {
			t.quoted[l.Item] = l.Rate
		}
	}
	t.price, err = p.app.Billing.PriceFor(req.Ctx(), job)
	return err
}

// asked are the lines of the job as its contract is asked for them, each once, whoever bears its parts.
func asked(lines []billing.Line) []contracts.LineAsk {
	var all []contracts.LineAsk
	at := map[string]int{}
	for _, l := range lines {
		n, split := at[l.JobLine]
		switch {
		case l.JobLine == "":
		case split:
			all[n].QtyMilli += l.QtyMilli
		default:
			at[l.JobLine] = len(all)
			all = append(all, contracts.LineAsk{Item: l.Item, Kind: l.Kind, UOM: l.UOM, QtyMilli: l.QtyMilli})
		}
	}
	return all
}

// borne reports whether the contract bears one more of the item.
func (t tariff) borne(kind, item, uom string) bool { return t.free != nil && t.free(kind, item, uom) }

// worth is what so many thousandths of a unit come to for this customer.
func (t tariff) worth(item string, price money.Paise, milli int64, bps int) money.Paise {
	if !t.charged {
		return 0
	}
	if quoted, ok := t.quoted[item]; ok {
		price = quoted
	} else if t.price != nil {
		price = t.price(item, price)
	}
	sum := money.Paise((int64(price)*milli + 500) / 1000) // both are bounded by the price list: no overflow
	if t.taxed {
		sum = gst.WithTax(sum, bps)
	}
	return sum
}

// of are the attributes by which script knows what a unit of the item comes to.
func (t tariff) of(i catalog.Item) templ.Attributes {
	worth, borne := t.worth(i.ID, i.Price, 1000, i.GSTBps), t.borne(i.Kind, i.ID, i.UOM)
	if borne {
		worth = 0
	}
	return templ.Attributes{"data-worth": paise(worth), "data-service": i.Kind == catalog.KindService, "data-agreed": borne || t.agreed[i.ID]}
}

// unit are those of a line whose form uses it once more.
func (t tariff) unit(l jobs.Line) templ.Attributes {
	if t.counted[l.ID] {
		return nil
	}
	worth := t.worth(l.Item, l.Rate, 1000, l.GSTBps)
	if t.borne(l.Kind, l.Item, "") {
		worth = 0
	}
	return templ.Attributes{"data-worth": paise(worth), "data-service": l.Kind == catalog.KindService}
}

// less are those of a line whose form takes it back.
func (t tariff) less(l jobs.Line) templ.Attributes {
	milli := int64(l.QtyMilli)
	if t.free != nil {
		milli = t.due[l.ID]
	}
	return templ.Attributes{"data-worth": paise(-t.worth(l.Item, l.Rate, milli, l.GSTBps)), "data-service": l.Kind == catalog.KindService}
}
