package people_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/workcal"
	"doorstep/app/people"
	"doorstep/app/settings"
)

func TestUpdateTechnician_keepsWhatWasTyped(t *testing.T) {
	s := open(t)
	tech := s.technician(t, "Sunil", "9822055555")
	skills, err := s.Skills(s.ctx)
	ok(t, err)
	area, err := s.CreateArea(s.ctx, people.AreaInput{Name: "Kothrud", Pins: "411038, 411004"})
	ok(t, err)
	shifts, err := s.Shifts(s.ctx)
	ok(t, err)
	in := people.TechnicianInput{
		ID: tech.ID, Rev: tech.Rev, HomePin: "411 038", Shift: shifts[0].ID, Areas: []string{area.ID, area.ID, ""},
		Skills: []people.SkillInput{{skills[0].ID, "4"}, {skills[1].ID, ""}}, Cost: "₹ 180.50", Colour: "c7",
	}
	got, err := s.UpdateTechnician(s.ctx, in)
	ok(t, err)
	pin, _ := geo.FindPin("411038")
	want := people.Technician{
		ID: tech.ID, Rev: tech.Rev + 1, UserID: tech.UserID, Name: "Sunil", Mobile: "+919822055555", HomePin: "411038", Home: pin.Point,
		ShiftID: shifts[0].ID, ShiftName: "Day shift", Areas: []string{area.ID}, Skills: []people.SkillLevel{{Skill: skills[0].ID, Level: 4}},
		Active: true, CostPaise: 18050, Colour: "c7",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
	if got.Level(skills[0].ID) != 4 || got.Level(skills[1].ID) != 0 || !got.HasHome() {
		t.Error("levels or home are wrong")
	}
	for _, c := range []struct {
		pin  string
		want bool
	}{{"411038", true}, {"411001", false}} {
		in, err := s.AreasCovering(s.ctx, c.pin)
		ok(t, err)
		if got.Covers(in) != c.want || !tech.Covers(in) {
			t.Errorf("%s: covers %v, want %v; without areas everywhere", c.pin, got.Covers(in), c.want)
		}
	}
	_, err = s.UpdateTechnician(s.ctx, in)
	wants(t, err, "stale", "")
	wants(t, s.DeleteArea(s.ctx, area.ID, 0), "area_used", "")
	in.Rev, in.Areas = 0, nil
	_, err = s.UpdateTechnician(s.ctx, in)
	ok(t, err)
	wants(t, s.DeleteArea(s.ctx, area.ID, 7), "stale", "")
	ok(t, s.DeleteArea(s.ctx, area.ID, area.Rev))
}

func TestUpdateTechnician_refusesWhatIsWrongBesideTheField(t *testing.T) {
	s := open(t)
	tech := s.technician(t, "Sunil", "9822055555")
	skills, err := s.Skills(s.ctx)
	ok(t, err)
	ac := skills[0].ID
	for _, c := range []struct {
		in          people.TechnicianInput
		code, field string
	}{
		{people.TechnicianInput{HomePin: "4110"}, "pin_form", "home_pin"},
		{people.TechnicianInput{HomePin: "999999"}, "pin_unknown", "home_pin"},
		{people.TechnicianInput{HomeLat: "18.5"}, "position_bad", "home_lat"},
		{people.TechnicianInput{HomeLat: "51.5", HomeLng: "0.1"}, "position_bad", "home_lat"},
		{people.TechnicianInput{HomeLat: "NaN", HomeLng: "NaN"}, "position_bad", "home_lat"},
		{people.TechnicianInput{Shift: "nosuchshift0000"}, "invalid", "shift"},
		{people.TechnicianInput{Areas: []string{"nosucharea00000"}}, "invalid", "areas"},
		{people.TechnicianInput{Skills: []people.SkillInput{{"nosuchskill0000", "3"}}}, "invalid", "skill_nosuchskill0000"},
		{people.TechnicianInput{Skills: []people.SkillInput{{ac, "6"}}}, "level_range", "skill_" + ac},
		{people.TechnicianInput{Skills: []people.SkillInput{{ac, "2"}, {ac, "3"}}}, "level_range", "skill_" + ac},
		{people.TechnicianInput{Cost: "-5"}, "money_bad", "cost"},
		{people.TechnicianInput{Colour: "red; x"}, "invalid", "colour"},
	} {
		c.in.ID = tech.ID
		_, err := s.UpdateTechnician(s.ctx, c.in)
		wants(t, err, c.code, c.field)
	}
	_, err = s.UpdateTechnician(s.ctx, people.TechnicianInput{ID: tech.ID, HomePin: "999999", Confirmed: true})
	ok(t, err)
	_, err = s.UpdateTechnician(s.ctx, people.TechnicianInput{ID: "nobody"})
	wants(t, err, "not_found", "")
}

func TestParsePins(t *testing.T) {
	for _, c := range []struct{ typed, want, code, says string }{
		{typed: "411001", want: "411001"},
		{typed: "411004, 411001\n411004", want: "411001 411004"},
		{typed: "411001 - 411005", want: "411001 411002 411003 411004 411005"},
		{typed: "411001–411002;411038", want: "411001 411002 411038"},
		{typed: "  ", code: "required"},
		{typed: "Kothrud", code: "pins_form", says: "Kothrud"},
		{typed: "41100", code: "pins_form", says: "41100"},
		{typed: "411010-411001", code: "pins_form"},
		{typed: "400001-499999", code: "pins_form"},
		{typed: "411001, 999999, 411001-411003, 999100-999105", code: "pins_unknown", says: "999999, 999100-999105"},
	} {
		got, err := people.ParsePins(c.typed)
		if c.code != "" {
			wants(t, err, c.code, "")
			if c.says != "" && !strings.Contains(fmt.Sprint(err), c.says) {
				t.Errorf("%q: %v does not name %q", c.typed, err, c.says)
			}
			continue
		}
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("%q: %v, %v, want %s", c.typed, got, err, c.want)
		}
		again, err := people.ParsePins(people.Area{Pins: got}.PinText())
		if err != nil || !slices.Equal(got, again) {
			t.Errorf("%q comes back as %v, %v", people.Area{Pins: got}.PinText(), again, err)
		}
	}
	if text := (people.Area{Pins: []string{"411001", "411004", "411005", "411006", "411038", "411039"}}).PinText(); text != "411001, 411004-411006, 411038, 411039" {
		t.Error(text)
	}
}

func FuzzParsePins(f *testing.F) {
	for _, seed := range []string{"411001", "411001-411005, 411038", "411001–", "-", "999999", "4110014110"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		pins, err := people.ParsePins(typed)
		if err != nil {
			return
		}
		again, err := people.ParsePins(people.Area{Pins: pins}.PinText())
		if err != nil || !slices.Equal(pins, again) {
			t.Errorf("%q: %v came back as %v, %v", typed, pins, again, err)
		}
	})
}

func TestNames_areTakenWhateverTheCase(t *testing.T) {
	s := open(t)
	_, err := s.CreateSkill(s.ctx, "ac and  REFRIGERATION ")
	wants(t, err, "taken", "name")
	skill, err := s.CreateSkill(s.ctx, "Welding")
	ok(t, err)
	skill, err = s.UpdateSkill(s.ctx, skill.ID, skill.Rev, "Brazing")
	ok(t, err)
	if skill.Name != "Brazing" || skill.Rev != 2 {
		t.Errorf("%+v", skill)
	}
	_, err = s.UpdateSkill(s.ctx, skill.ID, 1, "Soldering")
	wants(t, err, "stale", "")
	_, err = s.UpdateSkill(s.ctx, "", 0, "New")
	wants(t, err, "not_found", "")
	_, err = s.CreateShift(s.ctx, people.ShiftInput{Name: "day shift", Days: settings.DefaultHours()})
	wants(t, err, "taken", "name")
	_, err = s.CreateShift(s.ctx, people.ShiftInput{Name: "Empty"})
	wants(t, err, "hours_none", "hours")
}

func TestAddLeave_refusesOverlap(t *testing.T) {
	s := open(t)
	sunil, anil := s.technician(t, "Sunil", "9822055555"), s.technician(t, "Anil", "9822066666")
	l, err := s.AddLeave(s.ctx, people.LeaveInput{Technician: sunil.ID, From: "10/12/2026", To: "12/12/2026", Reason: "wedding"})
	ok(t, err)
	if l.From != "2026-12-10" || l.To != "2026-12-12" || l.Name != "Sunil" || l.ID == "" {
		t.Errorf("%+v", l)
	}
	for _, c := range []struct{ from, to, code, field string }{
		{"2026-12-12", "2026-12-13", "leave_overlap", "from"},
		{"2026-12-01", "2026-12-10", "leave_overlap", "from"},
		{"2026-12-11", "", "leave_overlap", "from"},
		{"2026-12-01", "2026-12-31", "leave_overlap", "from"},
		{"2026-12-20", "2026-12-19", "leave_order", "to"},
		{"2026-12-20", "2027-12-21", "leave_long", "to"},
		{"31/02/2026", "", "date_bad", "from"},
		{"", "", "required", "from"},
		{"2026-12-13", "2026-12-13", "", ""},
		{"2026-12-09", "", "", ""},
	} {
		_, err := s.AddLeave(s.ctx, people.LeaveInput{Technician: sunil.ID, From: c.from, To: c.to})
		if c.code == "" {
			ok(t, err)
			continue
		}
		wants(t, err, c.code, c.field)
	}
	_, err = s.AddLeave(s.ctx, people.LeaveInput{Technician: anil.ID, From: "2026-12-11"})
	ok(t, err)
	_, err = s.AddLeave(s.ctx, people.LeaveInput{Technician: "nobody", From: "2026-12-11"})
	wants(t, err, "invalid", "technician")
	found, err := s.Leaves(s.ctx, "2026-12-12", "2026-12-31")
	ok(t, err)
	if len(found) != 2 || found[0].ID != l.ID {
		t.Errorf("%+v", found)
	}
	ok(t, s.RemoveLeave(s.ctx, l.ID))
	if of, err := s.LeavesOf(s.ctx, sunil.ID); err != nil || len(of) != 2 || of[0].From != "2026-12-13" {
		t.Errorf("%+v, %v", of, err)
	}
}

func TestRoster_knowsShiftLeaveAndHoliday(t *testing.T) {
	s := open(t)
	anil, sunil := s.technician(t, "Anil", "9822066666"), s.technician(t, "Sunil", "9822055555")
	late, err := s.CreateShift(s.ctx, people.ShiftInput{Name: "Late", Days: [7]string{1: "12:00-16:00, 17:00-21:00"}})
	ok(t, err)
	_, err = s.UpdateTechnician(s.ctx, people.TechnicianInput{ID: sunil.ID, Shift: late.ID})
	ok(t, err)
	_, err = s.AddLeave(s.ctx, people.LeaveInput{Technician: anil.ID, From: "2026-11-30", Reason: "fever"})
	ok(t, err)
	_, err = s.settings.AddHoliday(s.ctx, settings.HolidayInput{Date: "2026-12-07", Name: "Local"})
	ok(t, err)
	for _, c := range []struct{ day, anil, sunil, holiday string }{
		{"2026-11-23", "09:00-19:00", "12:00-16:00, 17:00-21:00", ""},
		{"2026-11-24", "09:00-19:00", "", ""},
		{"2026-11-29", "", "", ""},
		{"2026-11-30", "leave: fever", "12:00-16:00, 17:00-21:00", ""},
		{"2026-12-01", "09:00-19:00", "", ""},
		{"2026-12-07", "", "", "Local"},
	} {
		roster, err := s.Roster(s.ctx, clock.Date(c.day))
		ok(t, err)
		if len(roster) != 2 || roster[0].Name != "Anil" || roster[1].ShiftName != "Late" {
			t.Fatalf("%+v", roster)
		}
		for i, want := range []string{c.anil, c.sunil} {
			got := workcal.FormatSpans(roster[i].Spans)
			if roster[i].OnLeave {
				got += "leave: " + roster[i].LeaveReason
			}
			if got != want || roster[i].Holiday != c.holiday {
				t.Errorf("%s %s: %q %q, want %q %q", c.day, roster[i].Name, got, roster[i].Holiday, want, c.holiday)
			}
		}
	}
}

func BenchmarkRoster60(b *testing.B) {
	s := open(b)
	area, err := s.CreateArea(s.ctx, people.AreaInput{Name: "Pune", Pins: "411001-411062"})
	ok(b, err)
	skills, err := s.Skills(s.ctx)
	ok(b, err)
	shifts, err := s.Shifts(s.ctx)
	ok(b, err)
	for i := range 60 {
		tech := s.technician(b, fmt.Sprintf("T %d", i), fmt.Sprintf("98221%05d", i))
		_, err := s.UpdateTechnician(s.ctx, people.TechnicianInput{
			ID: tech.ID, HomePin: "411038", Shift: shifts[0].ID, Areas: []string{area.ID},
			Skills: []people.SkillInput{{skills[0].ID, "3"}, {skills[1].ID, "4"}},
		})
		ok(b, err)
		if i%6 == 0 {
			_, err = s.AddLeave(s.ctx, people.LeaveInput{Technician: tech.ID, From: "2026-11-23"})
			ok(b, err)
		}
	}
	for b.Loop() {
		roster, err := s.Roster(s.ctx, "2026-11-23")
		if err != nil || len(roster) != 60 {
			b.Fatal(len(roster), err)
		}
	}
}
