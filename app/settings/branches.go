package settings

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/phone"
	"doorstep/app/txn"
)

// Branch is a place of business that issues documents in a series of its own. An empty GSTIN means the company's.
type Branch struct {
	ID                            string
	Rev                           int
	Name, Prefix                  string
	GSTIN, StateCode              string
	Address, Pin, District, Phone string
	Active                        bool
}

// BranchInput is a branch as typed. An empty ID is a new one. Confirmed is set once the person has read the warnings and insists.
type BranchInput struct {
	ID                                       string
	Rev                                      int
	Name, Prefix, GSTIN, Address, Pin, Phone string
	Active, Confirmed                        bool
}

// seriesLetters stand behind a prefix for papers other than invoices, and for contracts, so that no prefix may be another's with one of them.
const seriesLetters = "CDVXREA"

// Branches lists all branches by name.
func (s *Service) Branches(_ context.Context) ([]Branch, error) {
	rows, err := s.app.FindRecordsByFilter("branches", "", "name,id", 0, 0)
	out := make([]Branch, len(rows))
	for i, r := range rows {
		out[i] = readBranch(r)
	}
	return out, err
}

// Branch is one branch. NotFound.
func (s *Service) Branch(_ context.Context, id string) (Branch, error) {
	r, err := txn.Find(s.app, "branches", id)
	if err != nil {
		return Branch{}, err
	}
	return readBranch(r), nil
}

// SaveBranch adds or changes a branch. Faults required, too_long, taken, prefix_form and prefix_taken {prefix} beside prefix, those
// of a GSTIN, a PIN code and a phone, gstin_other_pan {pan}, gstin_branch {state} where it lies in a State in which the company is
// not registered, gstin_unregistered; Confirm pin_other_state and pin_unknown; Stale; NotFound.
func (s *Service) SaveBranch(ctx context.Context, in BranchInput) (Branch, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return Branch{}, err
	}
	ctx = act.Begin(ctx, "settings.branch", "")
	b, err := in.parse()
	if err != nil {
		return Branch{}, err
	}
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		if err := s.In(tx).fits(ctx, b, in.Confirmed); err != nil {
			return err
		}
		r, err := txn.New(tx, "branches")
		if in.ID != "" {
			r, err = txn.Find(tx, "branches", in.ID)
		}
		if err != nil {
			return err
		}
		b.write(r)
		if err := txn.Save(ctx, tx, r, in.Rev); err != nil {
			return err
		}
		b = readBranch(r)
		return nil
	})
	return b, err
}

// fits holds a branch to the company that it belongs to: a prefix that nobody else has, and its registration.
func (s *Service) fits(ctx context.Context, b Branch, confirmed bool) error {
	company, err := s.Company(ctx)
	if err != nil {
		return err
	}
	var check fault.Check
	taken, err := s.prefixTaken(ctx, b.Prefix, b.ID)
	if err != nil {
		return err
	}
	if taken == "" && clash(company.InvoicePrefix, b.Prefix) {
		taken = company.InvoicePrefix
	}
	check.That(taken == "", fault.Field("prefix", "prefix_taken", "prefix", taken))
	b.registered(company, &check, confirmed)
	return check.Err()
}

// registered holds the branch to a registration of the State in which it lies, and of the company.
func (b Branch) registered(c Company, check *fault.Check, confirmed bool) {
	state, _ := gst.StateByCode(b.StateCode)
	if b.GSTIN == "" {
		check.That(c.GSTMode == Unregistered || b.StateCode == c.StateCode, fault.Field("gstin", "gstin_branch", "state", state.Name))
		return
	}
	if c.GSTMode == Unregistered {
		check.Add(fault.Field("gstin", "gstin_unregistered"))
		return
	}
	if own, err := gst.ParseGSTIN(c.GSTIN); err == nil {
		check.That(own.Text[2:12] == b.GSTIN[2:12], fault.Field("gstin", "gstin_other_pan", "pan", own.Text[2:12]))
	}
	if !confirmed && b.Pin != "" && !gst.PinMatchesState(b.Pin, b.StateCode) {
		check.Add(fault.Warn("pin", "pin_other_state", "pin", b.Pin, "state", state.Name))
	}
}

// prefixTaken is the prefix of a branch, other than the one with the id, whose papers could bear the same numbers; empty if there
// is none.
func (s *Service) prefixTaken(ctx context.Context, prefix, id string) (string, error) {
	branches, err := s.Branches(ctx)
	if err != nil {
		return "", err
	}
	for _, o := range branches {
		if o.ID != id && clash(o.Prefix, prefix) {
			return o.Prefix, nil
		}
	}
	return "", nil
}

// clash reports whether papers of the two prefixes could bear the same number.
func clash(a, b string) bool { return a == b || lettered(a, b) || lettered(b, a) }

// lettered reports whether b is a with the letter of a paper behind it.
func lettered(a, b string) bool {
	rest, ok := strings.CutPrefix(b, a)
	return ok && len(rest) == 1 && strings.Contains(seriesLetters, rest)
}

func (in BranchInput) parse() (Branch, error) {
	var check fault.Check
	b := Branch{
		ID: in.ID, Name: strings.TrimSpace(in.Name), Prefix: strings.ToUpper(strings.TrimSpace(in.Prefix)),
		Address: strings.TrimSpace(in.Address), Active: in.Active,
	}
	check.Need(b.Name != "", "name")
	check.Need(b.Address != "", "address")
	check.That(len([]rune(b.Name)) <= 80, fault.Field("name", "too_long"))
	check.That(len([]rune(b.Address)) <= 300, fault.Field("address", "too_long"))
	check.That(prefixForm.MatchString(b.Prefix), fault.Field("prefix", "prefix_form"))
	check.Need(strings.TrimSpace(in.Pin) != "", "pin")
	var pin geo.Pin
	var err error
	if strings.TrimSpace(in.Pin) != "" {
		pin, err = geo.CheckPin(in.Pin)
		if fault.KindOf(err) != fault.Confirm || !in.Confirmed {
			check.Add(fault.At("pin", err))
		}
	}
	b.Pin, b.District, b.StateCode = pin.Code, pin.District, pin.StateCode
	if strings.TrimSpace(in.GSTIN) != "" {
		g, err := gst.ParseGSTIN(in.GSTIN)
		check.Add(fault.At("gstin", err))
		b.GSTIN, b.StateCode = g.Text, g.StateCode
	}
	check.That(b.StateCode != "" || pin.Code == "", fault.Field("pin", "pin_unknown", "pin", pin.Code))
	if strings.TrimSpace(in.Phone) != "" {
		b.Phone, err = phone.Parse(in.Phone)
		check.Add(fault.At("phone", err))
	}
	return b, check.Err()
}

func (b Branch) write(r *core.Record) {
	for name, value := range map[string]any{
		"name": b.Name, "prefix": b.Prefix, "gstin": b.GSTIN, "state_code": b.StateCode, "address": b.Address, "pin": b.Pin,
		"district": b.District, "phone": b.Phone, "active": b.Active,
	} {
		r.Set(name, value)
	}
}

func readBranch(r *core.Record) Branch {
	return Branch{
		ID: r.Id, Rev: r.GetInt("rev"), Name: r.GetString("name"), Prefix: r.GetString("prefix"), GSTIN: r.GetString("gstin"),
		StateCode: r.GetString("state_code"), Address: r.GetString("address"), Pin: r.GetString("pin"), District: r.GetString("district"),
		Phone: r.GetString("phone"), Active: r.GetBool("active"),
	}
}
