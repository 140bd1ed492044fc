package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/catalog"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/gst"
	"doorstep/app/people"
	"doorstep/app/settings"
)

// firmName is the company's.
const firmName = "Sahyadri Cooling & Home Services"

// The company's hours. Sundays are short, and only those of the late shift work them.
var (
	firmHours  = [7]string{"10:00-17:00", "09:00-19:00", "09:00-19:00", "09:00-19:00", "09:00-19:00", "09:00-19:00", "09:00-19:00"}
	earlyHours = [7]string{"", "09:00-13:00, 13:45-18:00", "09:00-13:00, 13:45-18:00", "09:00-13:00, 13:45-18:00", "09:00-13:00, 13:45-18:00", "09:00-13:00, 13:45-18:00", "09:00-13:00, 13:45-18:00"}
	lateHours  = [7]string{"10:00-13:30, 14:15-17:00", "", "10:30-14:30, 15:15-19:00", "10:30-14:30, 15:15-19:00", "10:30-14:30, 15:15-19:00", "10:30-14:30, 15:15-19:00", "10:30-14:30, 15:15-19:00"}
)

// worker is a technician to be: where he lives, which zones he serves (none: all), his levels by skill.
type worker struct {
	name, pin string
	zones     []int
	levels    [4]int
	late      bool
	lang      string
	cost      string // rupees an hour
}

var workers = []worker{
	{"Ravi Pawar", "411038", []int{0, 2}, [4]int{4, 2, 1, 0}, false, "hi", "140"},
	{"Sunil More", "411067", []int{1, 3}, [4]int{3, 2, 0, 0}, false, "hi", "130"},
	{"Santosh Shinde", "411033", []int{3, 4}, [4]int{4, 0, 2, 0}, false, "hi", "145"},
	{"Imran Shaikh", "411040", []int{6, 7}, [4]int{5, 1, 0, 0}, false, "hi", "160"},
	{"Ganesh Jadhav", "411043", []int{8, 0}, [4]int{3, 3, 0, 0}, true, "hi", "130"},
	{"Rajesh Yadav", "411014", []int{5, 6}, [4]int{3, 2, 2, 0}, true, "hi", "135"},
	{"Anthony D'Souza", "411001", []int{5, 6, 7}, [4]int{0, 2, 4, 1}, false, "en", "140"},
	{"Vijay Kamble", "411028", []int{7, 8}, [4]int{3, 0, 3, 0}, true, "hi", "135"},
	{"Murugan Selvam", "411016", []int{0, 1, 2}, [4]int{0, 4, 3, 0}, false, "en", "140"},
	{"Nitin Gaikwad", "411052", nil, [4]int{2, 0, 0, 4}, false, "hi", "150"},
	{"Prakash Chavan", "411035", []int{3, 4, 1}, [4]int{2, 3, 3, 0}, true, "hi", "135"},
	{"Salman Pathan", "411037", []int{8, 6, 2}, [4]int{2, 1, 3, 3}, true, "en", "140"},
}

// employee is one of the office.
type employee struct {
	role   act.Role
	name   string
	mobile string
}

// Mobiles here begin with 64 and 65, which no operator had been given when this was written: they call nobody.
var office = []employee{
	{act.Owner, "Vandana Kulkarni", "6500000001"},
	{act.Dispatcher, "Deepa Joshi", "6500000002"},
	{act.Accountant, "Anil Shah", "6500000003"},
	{act.Storekeeper, "Salim Shaikh", "6500000004"},
	{act.Dispatcher, "Rohan Bhosale", "6500000005"},
}

// founder makes the company by the verbs of its slices, in one transaction.
type founder struct {
	settings *settings.Service
	people   *people.Service
	catalog  *catalog.Service
	rng      *rand.Rand
	ctx      context.Context // in which the owner acts
	owner    string
	staff    []act.By          // of office, in its order
	items    map[string]string // id by code
	types    []catalog.JobType // of trades, in its order
	skills   []string          // ids: ac, ro, …
	areas    []string          // ids of zones, in their order
	shifts   [2]string         // ids: early, late
}

func newFounder(a *app.App, tx core.App, rng *rand.Rand, owner string) *founder {
	return &founder{
		settings: a.Settings.In(tx), people: a.People.In(tx), catalog: a.Catalog.In(tx), rng: rng, owner: owner,
		ctx: context.Background(), items: map[string]string{},
	}
}

// found makes the company with everything but technicians, leave and what changed since.
func (f *founder) found(holidays []settings.HolidayInput) error {
	number, err := gstin("27", "AAKFS4821Q1")
	if err != nil {
		return err
	}
	in := people.SetUpInput{
		OwnerName: office[0].name, OwnerMobile: office[0].mobile, OwnerEmail: "owner@sahyadri.example", Password: Password,
		Trades: []string{"ac", "ro", "appliances", "cctv"},
	}
	in.SetUpInput = settings.SetUpInput{
		CompanyInput: settings.CompanyInput{
			Name: firmName, LegalName: "Sahyadri Cooling and Home Services LLP", Phone: "6500000000", Email: "office@sahyadri.example",
			GSTMode: string(settings.Regular), GSTIN: number, Address: "Shop 4, Rajgad Arcade, Karve Road, Erandwane", Pin: "411004",
		},
		Days: firmHours, Prefix: "SCH", UPI: "sahyadri.demo@examplebank", Holidays: holidays,
	}
	owner, err := f.people.SetUp(f.ctx, in)
	if err != nil {
		return fmt.Errorf("set-up: %w", err)
	}
	f.staff = append(f.staff, act.By{User: f.owner, Name: owner.Name, Role: act.Owner, Source: act.Desk, Lang: "en"})
	f.ctx = act.In(f.ctx, f.staff[0])
	for _, e := range office[1:] {
		u, err := f.people.CreateUser(f.ctx, people.UserInput{Name: e.name, Mobile: e.mobile, Role: string(e.role), Lang: "en", Password: Password})
		if err != nil {
			return fmt.Errorf("user %s: %w", e.name, err)
		}
		f.staff = append(f.staff, act.By{User: u.ID, Name: u.Name, Role: u.Role, Source: act.Desk, Lang: "en"})
	}
	for _, step := range []func() error{f.ground, f.prices, f.kinds} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// ground makes skills, areas and shifts.
func (f *founder) ground() error {
	skills, err := f.people.Skills(f.ctx)
	if err != nil {
		return err
	}
	for _, t := range people.Trades[:4] {
		for _, s := range skills {
			if s.Name == t.Skill {
				f.skills = append(f.skills, s.ID)
			}
		}
	}
	for _, z := range zones {
		a, err := f.people.CreateArea(f.ctx, people.AreaInput{Name: z.name, Pins: z.pins()})
		if err != nil {
			return fmt.Errorf("area %s: %w", z.name, err)
		}
		f.areas = append(f.areas, a.ID)
	}
	first, err := f.people.Shifts(f.ctx)
	if err != nil {
		return err
	}
	early, err := f.people.UpdateShift(f.ctx, people.ShiftInput{ID: first[0].ID, Rev: first[0].Rev, Name: "Early shift, Monday to Saturday", Days: earlyHours})
	if err != nil {
		return err
	}
	late, err := f.people.CreateShift(f.ctx, people.ShiftInput{Name: "Late shift, Tuesday to Sunday", Days: lateHours})
	f.shifts = [2]string{early.ID, late.ID}
	return err
}

// hire makes n technicians: the first twelve by name, more of them made up in their image.
func (f *founder) hire(n int) ([]people.Technician, error) {
	for i := range n {
		w := workers[i%len(workers)]
		if i >= len(workers) {
			w.name, w.late = person(f.rng), i%2 == 1
			z := zones[pick(f.rng, w.reach())]
			w.pin = pick(f.rng, z.places).pin
		}
		if err := f.employ(w, 11+i); err != nil {
			return nil, fmt.Errorf("technician %s: %w", w.name, err)
		}
	}
	return f.people.Technicians(f.ctx)
}

// reach are the zones that the worker serves.
func (w worker) reach() []int {
	if len(w.zones) > 0 {
		return w.zones
	}
	return []int{0, 1, 2, 3, 4, 5, 6, 7, 8}
}

func (f *founder) employ(w worker, number int) error {
	u, err := f.people.CreateUser(f.ctx, people.UserInput{
		Name: w.name, Mobile: fmt.Sprintf("65000%05d", number), Role: string(act.Technician), Lang: w.lang, Password: Password,
	})
	if err != nil {
		return err
	}
	t, err := f.people.TechnicianOf(f.ctx, u.ID)
	if err != nil {
		return err
	}
	pin, _ := geo.FindPin(w.pin)
	home := near(f.rng, pin.Point)
	in := people.TechnicianInput{
		ID: t.ID, Rev: t.Rev, HomePin: w.pin, HomeLat: fmt.Sprint(home.Lat), HomeLng: fmt.Sprint(home.Lng), Shift: f.shifts[0], Cost: w.cost,
	}
	if w.late {
		in.Shift = f.shifts[1]
	}
	for _, z := range w.zones {
		in.Areas = append(in.Areas, f.areas[z])
	}
	for skill, level := range w.levels {
		in.Skills = append(in.Skills, people.SkillInput{Skill: f.skills[skill], Level: fmt.Sprint(level)})
	}
	_, err = f.people.UpdateTechnician(f.ctx, in)
	return err
}

// gstin completes State code and the twelve digits and letters that follow the State to a number whose check character is right.
func gstin(state, pan string) (string, error) {
	for _, last := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		if g, err := gst.ParseGSTIN(state + pan + "Z" + string(last)); err == nil {
			return g.Text, nil
		}
	}
	return "", fmt.Errorf("no check character completes %s%s", state, pan)
}

// firmPAN makes up a PAN and the count of registrations under it: fourth letter C for a company, F for a partnership.
func firmPAN(rng *rand.Rand) string {
	var b strings.Builder
	for i := range 5 {
		if i == 3 {
			b.WriteByte(pick(rng, []byte("CF")))
			continue
		}
		b.WriteByte(byte('A' + rng.IntN(26)))
	}
	fmt.Fprintf(&b, "%04d%c1", rng.IntN(10000), 'A'+rng.IntN(26))
	return b.String()
}

// feasts are the fixed holidays of Maharashtra as month and day, and those of the moon as they fell or will fall.
var feasts = []struct{ on, name string }{
	{"01-26", "Republic Day"},
	{"05-01", "Maharashtra Day"},
	{"08-15", "Independence Day"},
	{"10-02", "Gandhi Jayanti"},
	{"2026-03-19", "Gudi Padwa"},
	{"2026-09-14", "Ganesh Chaturthi"},
	{"2026-11-08", "Diwali, Lakshmi Pujan"},
	{"2026-11-10", "Diwali, Padwa"},
	{"2027-04-07", "Gudi Padwa"},
	{"2027-09-04", "Ganesh Chaturthi"},
	{"2027-10-29", "Diwali, Lakshmi Pujan"},
}

// holidaysBetween lists the holidays of the span. Today is never one: whoever looks at the demo on a holiday wants to see work.
func holidaysBetween(from, to, today clock.Date) []settings.HolidayInput {
	var all []settings.HolidayInput
	for d := from; d <= to; d = d.AddDays(1) {
		for _, f := range feasts {
			if (string(d) == f.on || string(d)[5:] == f.on) && d != today {
				all = append(all, settings.HolidayInput{Date: string(d), Name: f.name})
			}
		}
	}
	return all
}
