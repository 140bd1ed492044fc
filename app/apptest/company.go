package apptest

import (
	"context"
	"fmt"

	"doorstep/app"
	"doorstep/app/catalog"
	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/app/settings"
)

// firstOf names the person of each role.
var firstOf = map[act.Role]string{
	act.Owner: "Asha Kulkarni", act.Dispatcher: "Deepa Joshi", act.Accountant: "Anil Shah", act.Storekeeper: "Salim Shaikh", act.Technician: "Ravi Pawar",
}

// Mobiles are the sign-ins of the company's people.
var Mobiles = map[string]string{
	"Asha Kulkarni": "9822000001", "Deepa Joshi": "9822000002", "Anil Shah": "9822000003", "Salim Shaikh": "9822000004",
	"Ravi Pawar": "9822000011", "Sunil More": "9822000012",
}

// Build makes the company: Fixwell Services in Pune, open Monday to Saturday 09:00–18:00; Ravi (AC 3, RO 1, Kothrud) and
// Sunil (AC 1, RO 3, goes anywhere); job types "AC repair" (60 min, AC level 2, one part, two checks) and "RO service"
// (45 min, RO level 1); two items; the customer Meera Deshpande with one site in Kothrud and one split AC.
func Build(a *app.App) error {
	defer clock.Freeze(Now.AddDate(0, 0, -7))()
	b := &builder{app: a, ctx: context.Background()}
	b.setUp()
	b.staff()
	b.catalog()
	b.customer()
	return b.err
}

type builder struct {
	app    *app.App
	ctx    context.Context
	skills map[string]string
	err    error
}

// try runs a step unless one failed before.
func (b *builder) try(step string, do func() error) {
	if b.err != nil {
		return
	}
	if err := do(); err != nil {
		b.err = fmt.Errorf("apptest: %s: %w", step, err)
	}
}

func (b *builder) setUp() {
	b.try("set-up", func() error {
		in := people.SetUpInput{OwnerName: "Asha Kulkarni", OwnerMobile: Mobiles["Asha Kulkarni"], Password: Password, Trades: []string{"ac", "ro"}}
		in.SetUpInput = settings.SetUpInput{
			CompanyInput: settings.CompanyInput{
				Name: "Fixwell Services", GSTMode: "regular", GSTIN: "27AAPFU0939F1ZV",
				Address: "12 Karve Road", Pin: "411004",
			},
			Days:   [7]string{1: "09:00-18:00", 2: "09:00-18:00", 3: "09:00-18:00", 4: "09:00-18:00", 5: "09:00-18:00", 6: "09:00-18:00"},
			Prefix: "FSA", UPI: "fixwell.pune@examplebank",
		}
		u, err := b.app.People.SetUp(b.ctx, in)
		b.ctx = act.In(b.ctx, act.By{User: u.ID, Name: u.Name, Role: act.Owner, Source: act.Desk, Lang: "en"})
		return err
	})
}

func (b *builder) staff() {
	for _, role := range act.Roles[1:] {
		b.user(firstOf[role], role)
	}
	b.user("Sunil More", act.Technician)
	b.try("skills", func() error {
		all, err := b.app.People.Skills(b.ctx)
		b.skills = map[string]string{}
		for _, s := range all {
			b.skills[s.Name] = s.ID
		}
		b.skills["AC"], b.skills["RO"] = b.skills[people.Trades[0].Skill], b.skills[people.Trades[1].Skill]
		return err
	})
	var area people.Area
	b.try("area", func() error {
		var err error
		area, err = b.app.People.CreateArea(b.ctx, people.AreaInput{Name: "Kothrud", Pins: "411038, 411004, 411052, 411058"})
		return err
	})
	b.technician("Ravi Pawar", "411038", []string{area.ID}, "3", "1")
	b.technician("Sunil More", "411014", nil, "1", "3")
}

func (b *builder) user(name string, role act.Role) {
	b.try("user "+name, func() error {
		_, err := b.app.People.CreateUser(b.ctx, people.UserInput{Name: name, Mobile: Mobiles[name], Role: string(role), Lang: "en", Password: Password})
		return err
	})
}

func (b *builder) technician(name, pin string, areas []string, ac, ro string) {
	b.try("technician "+name, func() error {
		all, err := b.app.People.Technicians(b.ctx)
		if err != nil {
			return err
		}
		for _, t := range all {
			if t.Name != name {
				continue
			}
			_, err = b.app.People.UpdateTechnician(b.ctx, people.TechnicianInput{
				ID: t.ID, Rev: t.Rev, HomePin: pin, Shift: t.ShiftID, Areas: areas,
				Skills: []people.SkillInput{{Skill: b.skills["AC"], Level: ac}, {Skill: b.skills["RO"], Level: ro}},
			})
		}
		return err
	})
}

func (b *builder) catalog() {
	var part catalog.Item
	b.try("items", func() error {
		_, err := b.app.Catalog.CreateItem(b.ctx, catalog.ItemInput{
			Kind: "service", Code: "AC-VISIT", Name: "AC visit charge", HSN: "998715", UOM: "NOS", Active: true, From: "2025-09-22", Price: "450", GST: "18",
		})
		if err != nil {
			return err
		}
		part, err = b.app.Catalog.CreateItem(b.ctx, catalog.ItemInput{
			Kind: "part", Code: "CAP-35", Name: "Capacitor 35 µF", HSN: "8532", UOM: "NOS", Active: true, From: "2025-09-22", Price: "380", GST: "18",
		})
		return err
	})
	b.try("job types", func() error {
		_, err := b.app.Catalog.CreateJobType(b.ctx, catalog.JobTypeInput{
			Code: "AC-REP", Name: "AC repair", Trade: "AC", Duration: "60", Priority: "2", Payment: "chargeable", Active: true, Position: 1,
			Skills:    []catalog.NeedInput{{Skill: b.skills["AC"], Level: "2"}},
			Checklist: []catalog.CheckInput{{Text: "Cooling checked", Kind: "tick"}, {Text: "Gas pressure", Kind: "reading"}},
			Parts:     []catalog.PartInput{{Item: part.ID, Qty: "1"}}, Issues: []string{"Not cooling", "Water leaking"},
		})
		if err != nil {
			return err
		}
		_, err = b.app.Catalog.CreateJobType(b.ctx, catalog.JobTypeInput{
			Code: "RO-SVC", Name: "RO service", Trade: "RO", Duration: "45", Priority: "3", Payment: "chargeable", Active: true, Position: 2,
			Skills: []catalog.NeedInput{{Skill: b.skills["RO"], Level: "1"}},
		})
		return err
	})
}

func (b *builder) customer() {
	b.try("customer", func() error {
		c, err := b.app.Customers.Create(b.ctx, customers.CustomerInput{
			Name: "Meera Deshpande", Phones: []customers.PhoneInput{{Number: "98220 12345"}}, Pin: "411038", Address: "7 Mayur Colony",
		})
		if err != nil {
			return err
		}
		s, err := b.app.Customers.CreateSite(b.ctx, customers.SiteInput{Customer: c.ID, Label: "Home", Address: "7 Mayur Colony", Pin: "411038", Access: "Ring twice"})
		if err != nil {
			return err
		}
		_, err = b.app.Customers.CreateAsset(b.ctx, customers.AssetInput{
			Site: s.ID, Kind: "Split AC", Brand: "Voltas", Model: "185V", Serial: "VT-1001", WarrantyEnd: "2027-03-31",
		})
		return err
	})
}
