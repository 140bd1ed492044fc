package office

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/views/ui"
)

// changeableFields are those that a contract in force still has in its form.
var changeableFields = []string{"ahead_days", "price_list", "respond_hours", "resolve_hours", "round_clock", "terms", "note"}

// contractInput reads the form. The item that it is billed as is named by its code, as the field offers it. Fault: item_code beside item.
func (o *office) contractInput(ctx context.Context, f *ui.Form) (contracts.ContractInput, error) {
	in := contracts.ContractInput{
		Customer: f.Get("customer"), Sites: f.All("sites"), Type: f.Get("type"), Starts: f.Get("starts"), Ends: f.Get("ends"),
		Value: f.Get("value"), Cycle: f.Get("cycle"), Timing: f.Get("timing"), AheadDays: f.Get("ahead_days"), PriceList: f.Get("price_list"),
		Branch: f.Get("branch"), RespondHours: f.Get("respond_hours"), ResolveHours: f.Get("resolve_hours"), RoundClock: f.Bool("round_clock"),
		Terms: f.Get("terms"), Note: f.Get("note"),
	}
	for _, asset := range f.All("assets") {
		in.Assets = append(in.Assets, contracts.AssetLine{Asset: asset, Share: f.Get(shareField(asset))})
	}
	var err error
	in.Item, err = o.itemNamed(ctx, f.Get("item"), "item")
	return in, err
}

// itemNamed is the id of the item whose code stands in the field; empty for an empty one. Fault: item_code beside the field.
func (o *office) itemNamed(ctx context.Context, typed, field string) (string, error) {
	code := codeOf(typed)
	if code == "" {
		return "", nil
	}
	found, err := o.app.Catalog.ItemsByCode(ctx, []string{code}, clock.Today())
	for _, item := range found {
		return item.ID, err
	}
	if err == nil {
		err = fault.Field(field, "item_code")
	}
	return "", err
}

// filledContract is the form of what is stored.
func (o *office) filledContract(ctx context.Context, lang string, c contracts.Contract) (*ui.Form, error) {
	f := ui.NewForm(lang).Set("customer", c.Customer).Set("sites", c.Sites).Set("type", string(c.Type)).Set("starts", c.Starts).
		Set("ends", c.Ends).Set("value", c.Value).Set("cycle", string(c.Cycle)).Set("timing", c.Timing).Set("ahead_days", c.AheadDays).
		Set("price_list", c.PriceList).Set("branch", c.Branch).Set("respond_hours", promisedHours(c.RespondMin)).
		Set("resolve_hours", promisedHours(c.ResolveMin)).Set("round_clock", c.RoundClock).Set("terms", c.Terms).Set("note", c.Note)
	var assets []string
	for _, m := range c.Assets {
		assets = append(assets, m.Asset)
		f.Set(shareField(m.Asset), m.Share)
	}
	f.Set("assets", assets).Set("item", "")
	if c.Item != "" {
		item, err := o.app.Catalog.Item(ctx, c.Item, clock.Today())
		if err != nil {
			return nil, err
		}
		f.Set("item", itemText(item.Code, item.Name))
	}
	return f, nil
}

// labelContract names the fields as they stand on the page, for the summary of faults and for differences.
func labelContract(f *ui.Form, assets []customers.Asset) {
	for name, label := range map[string]string{
		"sites": "Sites", "assets": "Machines", "starts": "First day", "ends": "Last day", "value": "Value", "cycle": "Billed",
		"timing": "When", "ahead_days": "Drafted ahead", "item": "Billed as", "price_list": "Price list", "respond_hours": "Arrive within",
		"resolve_hours": "Resolve within", "round_clock": "Round the clock", "terms": "Terms", "note": "Note", "type": "Type", "branch": "Branch",
	} {
		f.Labels[name] = label
	}
	for _, a := range assets {
		f.Labels[shareField(a.ID)] = "Share of " + a.Name()
	}
}

// lineOf is the number between the two parts of a field's name, if it is that of one of n lines.
func lineOf(field, before, after string, n int) (int, bool) {
	rest, ok := strings.CutPrefix(field, before)
	if !ok {
		return 0, false
	}
	if rest, ok = strings.CutSuffix(rest, after); !ok {
		return 0, false
	}
	i, err := strconv.Atoi(rest)
	return i, err == nil && i >= 0 && i < n
}

// freeAssets are the customer's machines at the contract's sites that are not under it on the day.
func freeAssets(all []customers.Asset, c contracts.Contract, day clock.Date) []customers.Asset {
	var free []customers.Asset
	for _, a := range all {
		under := slices.ContainsFunc(c.Assets, func(m contracts.Machine) bool { return m.Asset == a.ID && (m.To == "" || m.To >= day) })
		if !under && a.Status != customers.Retired && (len(c.Sites) == 0 || slices.Contains(c.Sites, a.Site)) {
			free = append(free, a)
		}
	}
	return free
}
