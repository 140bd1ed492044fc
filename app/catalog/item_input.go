package catalog

import (
	"regexp"
	"slices"
	"strings"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// ItemInput is an item as typed. From, Price and GST are its first rate: only CreateItem reads them, and Kind.
type ItemInput struct {
	Rev              int
	Kind, Code, Name string
	HSN, UOM         string
	Floor, Cost      string
	Active           bool
	From, Price, GST string
}

var hsnForm = regexp.MustCompile(`^([0-9]{4}|[0-9]{6}|[0-9]{8})$`)

// read gives the item of the kind without its rate.
func (in ItemInput) read(c *fault.Check, kind string) Item {
	i := Item{
		Kind: kind, Code: strings.ToUpper(line(in.Code)), Name: line(in.Name), HSN: strings.ReplaceAll(in.HSN, " ", ""),
		UOM: strings.ToUpper(line(in.UOM)), Active: in.Active,
	}
	c.Need(i.Code != "", "code")
	c.Need(i.Name != "", "name")
	if !slices.Contains([]string{KindService, KindPart}, kind) {
		c.Add(fault.Field("kind", "invalid"))
	}
	if i.HSN != "" {
		c.That(hsnForm.MatchString(i.HSN), fault.Field("hsn", "hsn_form"))
		c.That(strings.HasPrefix(i.HSN, "99") == (kind == KindService), fault.Field("hsn", "hsn_"+kind))
	}
	if i.UOM == "" {
		i.UOM = "NOS"
	}
	c.That(slices.Contains(Units, i.UOM), fault.Field("uom", "invalid"))
	i.Floor, i.Cost = rupees(c, "floor", in.Floor), rupees(c, "cost", in.Cost)
	return i
}

// rupees reads an amount; empty is none.
func rupees(c *fault.Check, field, typed string) money.Paise {
	if strings.TrimSpace(typed) == "" {
		return 0
	}
	p, err := money.Parse(typed)
	c.Add(fault.At(field, err))
	return p
}

// RateInput is a rate as typed. From is the day on which it comes into force, GST the percentage.
type RateInput struct{ Item, From, Price, GST string }

func (in RateInput) read(c *fault.Check) Rate {
	t := Rate{Item: in.Item}
	var err error
	if t.From, err = clock.ParseDate(strings.TrimSpace(in.From)); err != nil {
		c.Add(fault.Field("from", "date_bad").Wrap(err))
	}
	if strings.TrimSpace(in.Price) == "" {
		c.Need(false, "price")
	} else {
		t.Price, err = money.Parse(in.Price)
		c.Add(fault.At("price", err))
	}
	t.GSTBps, err = ParseGST(in.GST)
	c.Add(fault.At("gst", err))
	return t
}

// line is text of one line: no breaks, no double spaces.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }
