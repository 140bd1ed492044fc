package tech

import (
	"github.com/a-h/templ"

	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
	"doorstep/app/settings"
	"doorstep/views/web"
)

// tariff says what an item of the price list adds to what the customer of a job pays, as far as the phone can know it: with tax,
// and nothing where somebody else bears the work. The appliance prices the line anew when it comes in.
type tariff struct {
	taxed, charged bool
	agreed         map[string]bool // items that the customer expects
	counted        map[string]bool // expected lines that are due whether anybody enters them or not
	total, limit   money.Paise     // what the job comes to, and up to where the customer approved; 0 nowhere
}

func (p *phone) tariff(req *web.Request, b brief) (tariff, error) {
	t := tariff{charged: b.Payment == jobs.Chargeable, agreed: map[string]bool{}, counted: map[string]bool{}}
	company, err := p.app.Settings.Company(req.Ctx())
	if err != nil {
		return t, err
	}
	t.taxed = company.GSTMode == settings.Regular
	lines, err := p.app.Jobs.Lines(req.Ctx(), b.job.ID)
	if err != nil {
		return t, err
	}
	for _, l := range lines {
		t.agreed[l.Item] = true
	}
	door, err := p.app.Payments.DueAt(req.Ctx(), b.job.ID)
	t.total, t.limit = door.Due.Total, door.Due.Limit
	for _, l := range door.Due.Lines {
		t.counted[l.JobLine] = l.JobLine != "" && l.Visit == ""
	}
	return t, err
}

// worth is the price of so many thousandths of a unit.
func (t tariff) worth(price money.Paise, milli int64, bps int) money.Paise {
	if !t.charged {
		return 0
	}
	sum := money.Paise((int64(price)*milli + 500) / 1000) // both are bounded by the price list: no overflow
	if t.taxed {
		sum = gst.WithTax(sum, bps)
	}
	return sum
}

// of are the attributes by which script knows what a unit of the item comes to.
func (t tariff) of(i catalog.Item) templ.Attributes {
	return templ.Attributes{"data-worth": paise(t.worth(i.Price, 1000, i.GSTBps)), "data-service": i.Kind == catalog.KindService, "data-agreed": t.agreed[i.ID]}
}

// unit are those of a line whose form uses it once more.
func (t tariff) unit(l jobs.Line) templ.Attributes {
	if t.counted[l.ID] {
		return nil
	}
	return templ.Attributes{"data-worth": paise(t.worth(l.Rate, 1000, l.GSTBps)), "data-service": l.Kind == catalog.KindService}
}

// less are those of a line whose form takes it back.
func (t tariff) less(l jobs.Line) templ.Attributes {
	return templ.Attributes{"data-worth": paise(-t.worth(l.Rate, int64(l.QtyMilli), l.GSTBps)), "data-service": l.Kind == catalog.KindService}
}
