package people_test

import (
	"testing"

	"doorstep/app/kernel/act"
	"doorstep/app/people"
)

func TestCreateUser_refusesWhatIsWrongBesideTheField(t *testing.T) {
	s := open(t)
	good := people.UserInput{Name: "Ravi", Mobile: "9822033333", Role: "dispatcher", Password: "long enough"}
	for _, c := range []struct {
		change      func(*people.UserInput)
		code, field string
	}{
		{func(in *people.UserInput) { in.Name = " " }, "required", "name"},
		{func(in *people.UserInput) { in.Role = "admin" }, "required", "role"},
		{func(in *people.UserInput) { in.Mobile = "020 2553 1234" }, "mobile_form", "mobile"},
		{func(in *people.UserInput) { in.Mobile = "" }, "login_needed", "mobile"},
		{func(in *people.UserInput) { in.Mobile, in.Email, in.Role = "", "r@example.com", "technician" }, "required", "mobile"},
		{func(in *people.UserInput) { in.Email = "ravi@" }, "email_form", "email"},
		{func(in *people.UserInput) { in.Email = "Ravi <r@example.com>" }, "email_form", "email"},
		{func(in *people.UserInput) { in.Lang = "xx" }, "lang_unknown", "lang"},
		{func(in *people.UserInput) { in.Password = "" }, "password_short", "password"},
		{func(in *people.UserInput) { in.Mobile = "+91 98220 11111" }, "taken", "mobile"},
		{func(in *people.UserInput) { in.Email = "ASHA@example.com" }, "taken", "email"},
	} {
		in := good
		c.change(&in)
		_, err := s.CreateUser(s.ctx, in)
		wants(t, err, c.code, c.field)
	}
}

func TestCreateUser_manyMayHaveNoMail(t *testing.T) {
	s := open(t)
	s.hire(t, "Ravi", "9822033333", act.Dispatcher)
	s.hire(t, "Priya", "9822044444", act.Accountant)
	mail, err := s.CreateUser(s.ctx, people.UserInput{Name: "Books", Email: "books@example.com", Role: "accountant", Password: "long enough"})
	ok(t, err)
	if mail.Mobile != "" || mail.Email != "books@example.com" {
		t.Errorf("%+v", mail)
	}
	_, err = s.CreateUser(s.ctx, people.UserInput{Name: "More", Email: "more@example.com", Role: "storekeeper", Password: "long enough"})
	ok(t, err)
}

func TestStaff_onlyTheOwnerManages(t *testing.T) {
	s := open(t)
	target := s.technician(t, "Target", "9822055555")
	for i, role := range act.Roles[1:] {
		ctx := as(s.hire(t, string(role), "982206666"+string(rune('0'+i)), role))
		for name, err := range map[string]error{
			"create":     second(s.CreateUser(ctx, people.UserInput{})),
			"update":     second(s.UpdateUser(ctx, people.UserInput{ID: target.UserID})),
			"deactivate": s.Deactivate(ctx, target.UserID, 0, ""),
			"activate":   s.Activate(ctx, target.UserID, 0),
			"reset":      s.ResetPassword(ctx, target.UserID, "long enough"),
			"technician": second(s.UpdateTechnician(ctx, people.TechnicianInput{ID: target.ID})),
			"area":       second(s.CreateArea(ctx, people.AreaInput{Name: "A", Pins: "411004"})),
			"skill":      second(s.CreateSkill(ctx, "Welding")),
			"shift":      second(s.CreateShift(ctx, people.ShiftInput{})),
		} {
			t.Run(string(role)+" "+name, func(t *testing.T) { wants(t, err, "not_allowed", "") })
		}
		_, err := s.AddLeave(ctx, people.LeaveInput{Technician: target.ID, From: "2026-12-0" + string(rune('1'+i))})
		if role == act.Dispatcher {
			ok(t, err)
		} else {
			wants(t, err, "not_allowed", "")
		}
	}
	_, err := s.CreateSkill(t.Context(), "Welding")
	wants(t, err, "not_allowed", "")
}

func second[T any](_ T, err error) error { return err }

func TestUpdateUser_nobodyChangesHisOwnRoleAndOneOwnerStays(t *testing.T) {
	s := open(t)
	in := people.UserInput{ID: s.owner.ID, Name: "Asha", Mobile: "9822011111", Role: "dispatcher"}
	wants(t, second(s.UpdateUser(s.ctx, in)), "own_role", "")
	wants(t, s.Deactivate(s.ctx, s.owner.ID, 0, ""), "last_owner", "")
	boss := s.hire(t, "Boss", "9822077777", act.Owner)
	u, err := s.UpdateUser(as(boss), in)
	ok(t, err)
	if u.Role != act.Dispatcher || u.Rev != 2 {
		t.Errorf("%+v", u)
	}
	in.Role, in.Rev = "accountant", 1
	wants(t, second(s.UpdateUser(as(boss), in)), "stale", "")
	self := people.UserInput{ID: boss.ID, Name: "Boss", Mobile: "9822077777", Role: "owner", Lang: "hi"}
	u, err = s.UpdateUser(as(boss), self)
	ok(t, err)
	if u.Lang != "hi" {
		t.Errorf("%+v", u)
	}
	wants(t, s.Deactivate(as(boss), boss.ID, 0, ""), "last_owner", "")
}

func TestDeactivate_shutsOutAndTakesOffThePlan(t *testing.T) {
	s := open(t)
	tech := s.technician(t, "Sunil", "9822055555")
	token, _, err := s.SignIn(t.Context(), people.SignInInput{Login: "9822055555", Password: "long enough Sunil"})
	ok(t, err)
	by, err := s.Who(t.Context(), token)
	ok(t, err)
	if by.Technician != tech.ID || by.Source != act.Phone {
		t.Errorf("by: %+v", by)
	}
	ok(t, s.Deactivate(s.ctx, tech.UserID, 1, "moved to Nashik"))
	_, err = s.Who(t.Context(), token)
	wants(t, err, "unsigned", "")
	roster, err := s.Roster(s.ctx, "2026-11-23")
	ok(t, err)
	if len(roster) != 0 {
		t.Errorf("roster: %+v", roster)
	}
	ok(t, s.Activate(s.ctx, tech.UserID, 0))
	_, err = s.Who(t.Context(), token)
	wants(t, err, "unsigned", "")
	back, err := s.Technician(s.ctx, tech.ID)
	ok(t, err)
	if !back.Active || back.Colour != "c1" {
		t.Errorf("%+v", back)
	}
}

func TestUpdateUser_roleMakesAndUnmakesATechnician(t *testing.T) {
	s := open(t)
	ravi := s.hire(t, "Ravi", "9822033333", act.Dispatcher)
	wants(t, second(s.TechnicianOf(s.ctx, ravi.ID)), "not_found", "")
	in := people.UserInput{ID: ravi.ID, Name: "Ravi", Mobile: "9822033333", Role: "technician"}
	_, err := s.UpdateUser(s.ctx, in)
	ok(t, err)
	tech, err := s.TechnicianOf(s.ctx, ravi.ID)
	ok(t, err)
	if !tech.Active {
		t.Error("not active")
	}
	in.Role = "storekeeper"
	_, err = s.UpdateUser(s.ctx, in)
	ok(t, err)
	if tech, err = s.TechnicianOf(s.ctx, ravi.ID); err != nil || tech.Active {
		t.Errorf("%+v, %v", tech, err)
	}
}

func TestSetLang_isOnesOwn(t *testing.T) {
	s := open(t)
	ok(t, s.SetLang(s.ctx, "hi"))
	wants(t, s.SetLang(s.ctx, "fr"), "lang_unknown", "lang")
	if u, err := s.User(s.ctx, s.owner.ID); err != nil || u.Lang != "hi" {
		t.Errorf("%+v, %v", u, err)
	}
}
