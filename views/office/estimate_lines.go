package office

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"doorstep/app/billing"
	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/page"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// quoteFields are the fields of a line of an estimate, behind "lines_0_". The name is that of an item as itemText writes it, or any
// work in words; was is name and price as they were when the price was last filled in.
var quoteFields = []string{"name", "qty", "rate", "discount", "gst", "was"}

// itemMark stands between an item's code and its name.
const itemMark = " · "

func itemText(code, name string) string { return code + itemMark + name }

// quoteSums is what the lines come to. Amounts are by line, before tax; Unclear says that something typed cannot be read.
type quoteSums struct {
	Amounts map[int]money.Paise
	Whys    map[int]string
	Total   billing.Estimate
	Unclear bool
}

// filledEstimate puts an estimate in a form.
func (o *office) filledEstimate(ctx context.Context, lang string, e billing.Estimate) (*ui.Form, error) {
	f := ui.NewForm(lang).Set("customer", e.Customer).Set("site", e.Site).Set("job", e.Job).Set("extra", e.Extra).Set("title", e.Title).
		Set("terms", e.Terms).Set("valid_until", e.ValidUntil).Set("deposit", "").Set("limit", "")
	if e.Deposit > 0 {
		f.Set("deposit", e.Deposit)
	}
	if e.Limit > 0 {
		f.Set("limit", e.Limit)
	}
	var ids []string
	for _, l := range e.Lines {
		ids = append(ids, l.Item)
	}
	items, err := o.app.Catalog.ItemsByID(ctx, ids, clock.Today())
	for n, l := range e.Lines {
		setQuote(f, n, items[l.Item].Code, l)
	}
	return f, err
}

// setQuote puts a line in the form; code is that of its item, empty for none.
func setQuote(f *ui.Form, n int, code string, l billing.Line) {
	name, in := l.Name, l.Input()
	if code != "" {
		name = itemText(code, l.Name)
	}
	if in.Discount == "0%" {
		in.Discount = ""
	}
	for field, value := range map[string]string{
		"name": name, "qty": in.Qty, "rate": in.Rate, "discount": in.Discount, "gst": in.GST, "was": name + "|" + in.Rate,
	} {
		f.Set(lineField(n, field), value)
	}
}

// quoteFilled reports whether anything was typed in the line.
func quoteFilled(f *ui.Form, n int) bool {
	return f.Has(lineField(n, "name")) || f.Has(lineField(n, "rate"))
}

// tightenQuote closes the gaps between the lines of the form, so that faults stand beside the right ones, and returns how many there are.
func tightenQuote(f *ui.Form) int {
	kept := 0
	for n, count := 0, lineCount(f); n < count; n++ {
		keep := quoteFilled(f, n)
		for _, field := range quoteFields {
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
	return kept
}

// estimateInput reads the form; its lines close up.
func (o *office) estimateInput(ctx context.Context, f *ui.Form) (billing.NewEstimate, error) {
	in := billing.NewEstimate{
		Customer: f.Get("customer"), Site: f.Get("site"), Job: f.Get("job"), Extra: f.Bool("extra"), Title: f.Get("title"),
		Deposit: f.Get("deposit"), Limit: f.Get("limit"), ValidUntil: f.Get("valid_until"), Terms: f.Get("terms"),
	}
	count := tightenQuote(f)
	items, err := o.itemsIn(ctx, f, count)
	for n := range count {
		in.Lines = append(in.Lines, quoteLine(f, n, items))
	}
	return in, err
}

// itemsIn are the items whose codes stand in the lines.
func (o *office) itemsIn(ctx context.Context, f *ui.Form, count int) (map[string]catalog.Item, error) {
	var codes []string
	for n := range count {
		codes = append(codes, codeOf(f.Get(lineField(n, "name"))))
	}
	return o.app.Catalog.ItemsByCode(ctx, codes, clock.Today())
}

func codeOf(name string) string {
	code, _, _ := strings.Cut(name, itemMark)
	return strings.TrimSpace(code)
}

// quoteLine is a line as a verb takes it. An item that was chosen after the price was filled in brings its own price along, unless a
// price was typed as well.
func quoteLine(f *ui.Form, n int, items map[string]catalog.Item) billing.LineInput {
	get := func(field string) string { return f.Get(lineField(n, field)) }
	in := billing.LineInput{Name: get("name"), Qty: get("qty"), Rate: get("rate"), Discount: get("discount"), GST: get("gst")}
	item, known := items[strings.ToUpper(codeOf(in.Name))]
	if !known {
		return in
	}
	was, rate, _ := cutLast(get("was"), "|")
	in.Item = item.ID
	if rate == in.Rate && was != in.Name {
		in.Rate, in.Discount = "", ""
	}
	if in.Rate == "" || was != in.Name {
		in.GST = ""
	}
	if in.Rate != "" && in.Discount == "" {
		in.Discount = "0%"
	}
	_, in.Name, _ = strings.Cut(in.Name, itemMark)
	return in
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// quoted fills in the prices of items that were chosen and says what the lines come to. What cannot be read is no error.
func (o *office) quoted(ctx context.Context, f *ui.Form) (quoteSums, error) {
	sums := quoteSums{Amounts: map[int]money.Paise{}, Whys: map[int]string{}}
	if !f.Has("customer") {
		return sums, nil
	}
	count := lineCount(f)
	items, err := o.itemsIn(ctx, f, count)
	if err != nil {
		return sums, err
	}
	whole := billing.NewEstimate{Customer: f.Get("customer"), Site: f.Get("site"), Job: f.Get("job")}
	for n := range count {
		if !quoteFilled(f, n) {
			continue
		}
		one := whole
		in := quoteLine(f, n, items)
		one.Lines = []billing.LineInput{in}
		e, err := o.app.Billing.PriceEstimate(ctx, one)
		if fault.KindOf(err) == fault.Internal && err != nil {
			return sums, err
		}
		if err != nil {
			sums.Unclear = true
			continue
		}
		sums.Amounts[n], sums.Whys[n] = e.Lines[0].Taxable, e.Lines[0].Why
		if in.Item != "" && in.Rate == "" {
			setQuote(f, n, items[strings.ToUpper(codeOf(f.Get(lineField(n, "name"))))].Code, e.Lines[0])
			f.Set(lineField(n, "qty"), in.Qty) // somebody may be typing it
		}
		whole.Lines = append(whole.Lines, quoteLine(f, n, items))
	}
	if len(whole.Lines) == 0 {
		return sums, nil
	}
	if sums.Total, err = o.app.Billing.PriceEstimate(ctx, whole); err != nil && fault.KindOf(err) != fault.Internal {
		sums.Unclear, err = true, nil
	}
	return sums, err
}

// priceEstimate is the part of the form with the lines, priced as far as they can be read, with an empty line behind them.
func (o *office) priceEstimate(req *web.Request) error {
	v := estimateForm{Form: req.Form()}
	v.Key = v.Get("_key")
	company, err := o.app.Settings.Company(req.Ctx())
	if err != nil {
		return err
	}
	v.Taxed = company.GSTMode == "regular"
	if v.Sums, err = o.quoted(req.Ctx(), v.Form); err != nil {
		return err
	}
	labelQuote(v.Form)
	return req.Fragment(quotePart(v))
}

// rows is how many lines the form shows: those in which something stands, and empty ones behind them.
func (f estimateForm) rows() int {
	last := 0
	for n := range lineCount(f.Form) {
		if quoteFilled(f.Form, n) {
			last = n + 1
		}
	}
	return max(last+1, 3, last+f.More)
}

// labelQuote names the fields for the summary of what is wrong, and puts what is wrong with an item beside its name.
func labelQuote(f *ui.Form) {
	words := map[string]string{"name": "what", "qty": "quantity", "rate": "price", "discount": "discount", "gst": "GST"}
	for n := range lineCount(f) {
		for field, word := range words {
			f.Labels[lineField(n, field)] = "Line " + strconv.Itoa(n+1) + ", " + word
		}
		if wrong := f.Errors[lineField(n, "item")]; len(wrong) > 0 {
			f.Errors[lineField(n, "name")] = append(f.Errors[lineField(n, "name")], wrong...)
			delete(f.Errors, lineField(n, "item"))
		}
	}
	f.Labels["valid_until"], f.Labels["limit"], f.Labels["deposit"] = "Valid until", "Will not exceed", "Deposit"
	f.Labels["title"], f.Labels["lines"], f.Labels["job"] = "What for", "Lines", "Job"
}

// estimateItems are what the price list offers for what is typed in a line.
func (o *office) estimateItems(req *web.Request) error {
	typed := ""
	for name, values := range req.Request.URL.Query() {
		if strings.HasPrefix(name, "lines_") && len(values) > 0 {
			typed = strings.TrimSpace(values[0])
		}
	}
	found, err := o.app.Catalog.Items(req.Ctx(), clock.Today(), catalog.ItemFilter{Query: strings.ReplaceAll(typed, itemMark, " "), ActiveOnly: true}, page.Cursor{})
	if errors.Is(err, context.Canceled) {
		return nil
	}
	if err != nil {
		return err
	}
	return req.Fragment(itemOffers(found.Rows))
}
