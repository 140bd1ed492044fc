package billing

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
)

// mostLines is how many lines one document may have.
const mostLines = 300

// head reads everything but the lines into i, which keeps what the input does not speak of.
func (in NewInvoice) head(i Invoice) (Invoice, error) {
	var check fault.Check
	if in.Customer != "" {
		i.Customer = in.Customer
	}
	check.Need(i.Customer != "", "customer")
	i.Site, i.Branch = in.Site, in.Branch
	i.Note, i.PO = strings.TrimSpace(in.Note), strings.TrimSpace(in.PO)
	check.That(len([]rune(i.Note)) <= 1000, fault.Field("note", "too_long"))
	check.That(len([]rune(i.PO)) <= 60, fault.Field("po", "too_long"))
	i.Date, i.Due = date(&check, "date", in.Date), date(&check, "due", in.Due)
	check.That(i.Due == "" || i.Due >= i.Date, fault.Field("due", "due_before"))
	check.That(in.SEZ == "" || in.SEZ == gst.SEZWithPayment || in.SEZ == gst.SEZUnderLUT, fault.Field("sez", "invalid"))
	i.SEZ, i.Property = in.SEZ, strings.TrimSpace(in.Property)
	if i.Property != "" {
		_, ok := gst.StateByCode(i.Property)
		check.That(ok, fault.Field("property", "place_state", "code", i.Property))
	}
	i.Place, i.PlaceReason = strings.TrimSpace(in.Place), strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(in.PlaceReason), rule))
	check.That(len([]rune(i.PlaceReason)) <= 300, fault.Field("place_reason", "too_long"))
	var err error
	i.DiscountBps, err = percent(in.Discount)
	check.Add(fault.At("discount", err))
	i.Accepted = nil
	for _, flag := range in.Accept {
		check.That(slices.Contains(MayAccept, flag), fault.Field("accept", "invalid"))
		i.Accepted = append(i.Accepted, flag)
	}
	check.That(len(in.Lines) <= mostLines, fault.Field("lines", "lines_many", "max", mostLines))
	return i, check.Err()
}

func date(check *fault.Check, field, typed string) clock.Date {
	if typed = strings.TrimSpace(typed); typed == "" {
		return ""
	}
	d, err := clock.ParseDate(typed)
	check.That(err == nil, fault.Field(field, "date_bad"))
	return d
}

var percentForm = regexp.MustCompile(`^([0-9]{1,3})(?:\.([0-9]{1,2}))?\s*%?$`)

// percent reads "10", "10%" or "2.5 %" as basis points, at most a hundred percent; empty is 0. Fault percent_form.
func percent(typed string) (int, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return 0, nil
	}
	m := percentForm.FindStringSubmatch(typed)
	if m == nil {
		return 0, fault.Field("", "percent_form")
	}
	bps, err := strconv.Atoi(m[1] + (m[2] + "00")[:2])
	if err != nil || bps > 10000 {
		return 0, fault.Field("", "percent_form")
	}
	return bps, nil
}

// pricing is what lines are priced with: items with the rates of the day, and what the customer pays.
type pricing struct {
	items map[string]catalog.Item
	terms terms
}

// lines reads the lines; had are those of the draft. Faults stand beside lines_0_qty and so on.
func (p pricing) lines(typed []LineInput, had []Line) ([]Line, error) {
	var check fault.Check
	out := make([]Line, 0, len(typed))
	for n, in := range typed {
		l, err := p.line(in, had)
		check.Add(fault.Prefix(err, fmt.Sprintf("lines_%d_", n)))
		twice := in.ID != "" && slices.ContainsFunc(out, func(o Line) bool { return o.ID == in.ID })
		check.That(!twice, fault.Field(fmt.Sprintf("lines_%d_name", n), "invalid"))
		out = append(out, l)
	}
	return out, check.Err()
}

func (p pricing) line(in LineInput, had []Line) (Line, error) {
	var check fault.Check
	l, err := p.base(in, had)
	if err != nil {
		return l, err
	}
	for into, typed := range map[*string]string{&l.Name: in.Name, &l.Detail: in.Detail, &l.HSN: in.HSN, &l.UOM: in.UOM, &l.Kind: in.Kind} {
		if typed = strings.Join(strings.Fields(typed), " "); typed != "" || in.ID != "" && (into == &l.Detail) {
			*into = typed
		}
	}
	if l.Kind == "" {
		l.Kind = LineCharge
	}
	if l.UOM == "" {
		l.UOM = "NOS"
	}
	l.UOM = strings.ToUpper(l.UOM)
	check.Need(l.Name != "", "name")
	check.That(len([]rune(l.Name)) <= 200, fault.Field("name", "too_long"))
	check.That(len([]rune(l.Detail)) <= 300, fault.Field("detail", "too_long"))
	check.That(len(l.UOM) <= 10, fault.Field("uom", "too_long"))
	check.That(l.Kind == LineService || l.Kind == LinePart || l.Kind == LineCharge, fault.Field("kind", "invalid"))
	check.That(hsnForm.MatchString(l.HSN), fault.Field("hsn", "hsn_form"))
	p.amounts(&l, in, &check)
	p.cover(&l, in.Cover, &check)
	return l, check.Err()
}

var hsnForm = regexp.MustCompile(`^([0-9]{4}|[0-9]{6}|[0-9]{8})?$`)

// base is the line of the draft, or the item at what the customer pays for it, or nothing yet.
func (p pricing) base(in LineInput, had []Line) (Line, error) {
	var l Line
	if in.ID != "" {
		at := slices.IndexFunc(had, func(o Line) bool { return o.ID == in.ID })
		if at < 0 {
			return l, fault.Field("name", "not_found")
		}
		l = had[at]
	}
	if in.Item == "" || in.Item == l.Item {
		return l, nil
	}
	item, ok := p.items[in.Item]
	if !ok {
		return l, fault.Field("item", "not_found")
	}
	fresh := p.terms.line(taken{
		Item: item.ID, Kind: item.Kind, Name: item.Name, HSN: item.HSN, UOM: item.UOM, Rate: item.Price, GSTBps: item.GSTBps, QtyMilli: 1000,
	})
	fresh.ID, fresh.Job, fresh.Visit, fresh.JobLine = l.ID, l.Job, l.Visit, l.JobLine
	return fresh, nil
}

// amounts reads quantity, rate, discount and GST.
func (p pricing) amounts(l *Line, in LineInput, check *fault.Check) {
	if strings.TrimSpace(in.Qty) != "" {
		milli, err := catalog.ParseQty(in.Qty)
		check.Add(fault.At("qty", err))
		l.QtyMilli = int64(milli)
	} else if l.QtyMilli == 0 {
		l.QtyMilli = 1000
	}
	known := l.Why != ""
	if strings.TrimSpace(in.Rate) != "" {
		rate, err := money.Parse(in.Rate)
		check.Add(fault.At("rate", err))
		if !known || rate != l.Rate {
			l.Rate, l.Why, l.DiscountBps, l.Discount = rate, WhyTyped, 0, 0
		}
	} else if !known {
		check.Need(false, "rate")
	}
	if typed := strings.TrimSpace(in.Discount); typed != "" || in.ID != "" {
		bps, off := l.DiscountBps, l.Discount
		l.DiscountBps, l.Discount = discount(typed, check)
		if bps != l.DiscountBps || off != l.Discount {
			l.Why = WhyTyped
		}
	}
	if strings.TrimSpace(in.GST) != "" {
		bps, err := catalog.ParseGST(in.GST)
		check.Add(fault.At("gst", err))
		l.GSTBps = bps
	}
}

// discount reads "10%" as basis points and "50" as rupees.
func discount(typed string, check *fault.Check) (bps int, off money.Paise) {
	var err error
	switch {
	case typed == "":
	case strings.HasSuffix(typed, "%"):
		bps, err = percent(typed)
	default:
		off, err = money.Parse(typed)
	}
	check.Add(fault.At("discount", err))
	return bps, off
}

// cover sets who bears the line, or takes that away: then it costs what the customer pays otherwise.
func (p pricing) cover(l *Line, typed string, check *fault.Check) {
	switch typed {
	case l.Cover:
	case "":
		priced := p.terms.line(taken{Item: l.Item, Rate: l.List})
		if l.Rate == priced.Rate {
			l.Why, l.DiscountBps = priced.Why, priced.DiscountBps
		} else {
			l.Why = WhyTyped
		}
		l.Cover = ""
	case CoverAMC, CoverWarranty, CoverGoodwill:
		l.Cover, l.Why = typed, WhyCover+":"+typed
	default:
		check.Add(fault.Field("cover", "invalid"))
	}
}

var computedField = regexp.MustCompile(`^(qty|rate|discount|gst)_([0-9]+)$`)

// onLines puts the faults of gst.Compute beside the fields of this form: "qty_2" is "lines_2_qty".
func onLines(err error) error {
	if err == nil {
		return nil
	}
	found := fault.All(err)
	out := make(fault.List, len(found))
	for n, f := range found {
		c := *f
		if m := computedField.FindStringSubmatch(f.Field); m != nil {
			c.Field = "lines_" + m[2] + "_" + m[1]
		}
		out[n] = &c
	}
	return out
}
