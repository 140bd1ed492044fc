package office

import (
	"regexp"
	"strconv"
	"strings"

	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/kernel/money"
	"doorstep/views/ui"
)

// lineFields are the fields of a line in the form of a draft, behind "lines_0_".
var lineFields = []string{"id", "item", "kind", "name", "detail", "hsn", "uom", "qty", "rate", "discount", "gst", "cover"}

func lineField(n int, field string) string { return "lines_" + strconv.Itoa(n) + "_" + field }

var lineFieldForm = regexp.MustCompile(`^lines_([0-9]{1,3})_[a-z]+$`)

// lineCount is how many lines stand in the form.
func lineCount(f *ui.Form) int {
	count := 0
	for name := range f.Values {
		if m := lineFieldForm.FindStringSubmatch(name); m != nil {
			n, err := strconv.Atoi(m[1])
			if err == nil && n >= count {
				count = n + 1
			}
		}
	}
	return count
}

// draftValues is a draft as its form shows it.
func draftValues(lang string, i billing.Invoice) *ui.Form {
	f := ui.NewForm(lang).Set("site", i.Site).Set("branch", i.Branch).Set("date", i.Date).Set("due", i.Due).Set("note", i.Note).
		Set("po", i.PO).Set("sez", i.SEZ).Set("property", i.Property).Set("discount", strings.TrimSuffix(percentText(i.DiscountBps), "%")).Set("accept", i.Accepted)
	if !strings.HasPrefix(i.PlaceReason, "rule:") {
		f.Set("place", i.Place).Set("place_reason", i.PlaceReason)
	}
	for n, l := range i.Lines {
		setLine(f, n, l)
	}
	labelDraft(f)
	return f
}

func setLine(f *ui.Form, n int, l billing.Line) {
	off := percentText(l.DiscountBps)
	if l.Discount > 0 {
		off = l.Discount.Plain()
	}
	for field, value := range map[string]string{
		"id": l.ID, "item": l.Item, "kind": l.Kind, "name": l.Name, "detail": l.Detail, "hsn": l.HSN, "uom": l.UOM,
		"qty": catalog.QtyText(int(l.QtyMilli)), "rate": l.Rate.Plain(), "discount": off, "gst": catalog.GSTText(l.GSTBps), "cover": l.Cover,
	} {
		f.Set(lineField(n, field), value)
	}
}

// labelDraft names the fields for the summary of what is wrong.
func labelDraft(f *ui.Form) {
	words := map[string]string{
		"name": "what", "qty": "quantity", "rate": "price", "discount": "discount", "gst": "GST", "hsn": "HSN", "uom": "unit",
		"detail": "detail", "cover": "who pays", "item": "item", "kind": "kind",
	}
	for n := range lineCount(f) {
		for field, word := range words {
			f.Labels[lineField(n, field)] = "Line " + strconv.Itoa(n+1) + ", " + word
		}
	}
	f.Labels["po"], f.Labels["sez"], f.Labels["place_reason"] = "Order number", "Special economic zone", "Reason for the place"
	f.Labels["place"], f.Labels["property"] = "Place of supply", "State of the property"
}

// draftInput reads the form of a draft. The line numbered without is left out; so is one in which nothing stands.
func draftInput(f *ui.Form, without int) billing.NewInvoice {
	in := billing.NewInvoice{
		Site: f.Get("site"), Branch: f.Get("branch"), Date: f.Get("date"), Due: f.Get("due"), Note: f.Get("note"), PO: f.Get("po"),
		Place: f.Get("place"), PlaceReason: f.Get("place_reason"), SEZ: f.Get("sez"), Property: f.Get("property"), Discount: f.Get("discount"),
		Accept: f.All("accept"),
	}
	for n := range lineCount(f) {
		if l := typedLine(f, n); n != without && l != (billing.LineInput{}) {
			in.Lines = append(in.Lines, l)
		}
	}
	return in
}

// typedLine is a line of the form; the zero line where a person typed nothing into a new one.
func typedLine(f *ui.Form, n int) billing.LineInput {
	get := func(field string) string { return f.Get(lineField(n, field)) }
	l := billing.LineInput{
		ID: get("id"), Item: get("item"), Kind: get("kind"), Name: get("name"), Detail: get("detail"), HSN: get("hsn"), UOM: get("uom"),
		Qty: get("qty"), Rate: get("rate"), Discount: get("discount"), GST: get("gst"), Cover: get("cover"),
	}
	if l.ID == "" && l.Item == "" && l.Name == "" && l.Rate == "" {
		return billing.LineInput{}
	}
	return l
}

// tighten puts the lines of the form as they are sent to the verb, so that its faults stand beside the right ones.
func tighten(f *ui.Form, without int) {
	kept := 0
	for n, count := 0, lineCount(f); n < count; n++ {
		keep := n != without && typedLine(f, n) != (billing.LineInput{})
		for _, field := range lineFields {
			value := f.Get(lineField(n, field))
			delete(f.Values, lineField(n, field))
			if keep {
				f.Set(lineField(kept, field), value)
			}
		}
		if keep {
			kept++
		}
	}
}

// percentText writes basis points as "10%" or "2.5%"; nothing for none.
func percentText(bps int) string {
	if bps == 0 {
		return ""
	}
	return catalog.GSTText(bps) + "%"
}

// percentTyped reads "10", "10%" or "2.5 %" as basis points.
func percentTyped(s string) (int, bool) {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%"))
	if s == "" {
		return 0, true
	}
	bps, err := money.Parse(s) // hundredths, as a percent has them
	return int(bps), err == nil && bps >= 0 && bps <= 10000
}
