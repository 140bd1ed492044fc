package office

import (
	"net/http"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// staffView is one person with what hangs on him: sign-ins, and the technician he is, if he is one.
type staffView struct {
	user       people.User
	sessions   []people.Session
	technician string // id
	password   *ui.Form
	standing   *ui.Form
}

func (o *office) listStaff(req *web.Request) error {
	users, err := o.app.People.Users(req.Ctx())
	if err != nil {
		return err
	}
	seen, err := o.app.People.LastSeen(req.Ctx())
	if err != nil {
		return err
	}
	return req.Page("Staff", "staff", staffList(users, seen))
}

func (o *office) newStaff(req *web.Request) error {
	f := ui.NewForm(req.Lang()).Set("role", string(act.Technician)).Set("lang", "en")
	return req.Page("New person", "staff", staffForm(f, people.User{}, nil))
}

func (o *office) createStaff(req *web.Request) error {
	f := req.Form()
	user, err := o.app.People.CreateUser(req.Ctx(), userInput(f, ""))
	if web.Refill(err) {
		f.Fail(err)
		return req.PageStatus(web.StatusOf(err), "New person", "staff", staffForm(f, people.User{}, nil))
	}
	if err != nil {
		return err
	}
	if user.Role != act.Technician {
		return req.Go("/office/staff/"+user.ID, user.Name+" can sign in now.")
	}
	t, err := o.app.People.TechnicianOf(req.Ctx(), user.ID)
	if err != nil {
		return err
	}
	return req.Go("/office/technicians/"+t.ID+"/edit", user.Name+" can sign in now. Add skills, areas and a shift.")
}

func userInput(f *ui.Form, id string) people.UserInput {
	f.Labels["lang"], f.Labels["email"] = "Language", "E-mail"
	return people.UserInput{
		ID: id, Rev: f.Int("rev"), Name: f.Get("name"), Mobile: f.Get("mobile"), Email: f.Get("email"),
		Role: f.Get("role"), Lang: f.Get("lang"), Password: f.Values.Get("password"), Reason: f.Get("reason"),
	}
}

func (o *office) staffPage(req *web.Request) error {
	return o.staffPageWith(req, http.StatusOK, staffView{})
}

// staffPageWith shows the person with the form that v holds, if one went back; it fills in the rest.
func (o *office) staffPageWith(req *web.Request, status int, v staffView) error {
	for _, f := range []**ui.Form{&v.password, &v.standing} {
		if *f == nil {
			*f = ui.NewForm(req.Lang())
		}
	}
	var err error
	if v.user, err = o.app.People.User(req.Ctx(), req.ID()); err != nil {
		return err
	}
	if v.sessions, err = o.app.People.Sessions(req.Ctx(), v.user.ID); err != nil {
		return err
	}
	t, err := o.app.People.TechnicianOf(req.Ctx(), v.user.ID)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	v.technician = t.ID
	return req.PageStatus(status, v.user.Name, "staff", staffPage(v))
}

func (o *office) editStaff(req *web.Request) error {
	user, err := o.app.People.User(req.Ctx(), req.ID())
	if err != nil {
		return err
	}
	return req.Page(user.Name, "staff", staffForm(staffValues(req.Lang(), user), user, nil))
}

func staffValues(lang string, u people.User) *ui.Form {
	f := ui.NewForm(lang).Set("name", u.Name).Set("mobile", u.Mobile).Set("email", u.Email).Set("role", string(u.Role)).Set("lang", u.Lang)
	f.Labels["lang"], f.Labels["email"] = "Language", "E-mail"
	return f
}

// heldRev is the revision that a refused form goes back with: the present one where the form shows what it would replace,
// otherwise the one it came with, so that a change in between is still noticed.
func heldRev(err error, f *ui.Form, present int) int {
	if fault.KindOf(err) == fault.Stale {
		return present
	}
	return f.Int("rev")
}

func (o *office) updateStaff(req *web.Request) error {
	f := req.Form()
	user, err := o.app.People.UpdateUser(req.Ctx(), userInput(f, req.ID()))
	if web.Refill(err) {
		f.Fail(err)
		fresh, again := o.app.People.User(req.Ctx(), req.ID())
		if again != nil {
			return again
		}
		late := differences(err, f, staffValues(req.Lang(), fresh))
		fresh.Rev = heldRev(err, f, fresh.Rev)
		return req.PageStatus(web.StatusOf(err), fresh.Name, "staff", staffForm(f, fresh, late))
	}
	if err != nil {
		return err
	}
	return req.Go("/office/staff/"+user.ID, "Saved.")
}

func (o *office) resetStaffPassword(req *web.Request) error {
	f := req.Form()
	password := f.Values.Get("password")
	var err error
	if password == f.Values.Get("password2") {
		err = o.app.People.ResetPassword(req.Ctx(), req.ID(), password)
	} else {
		err = fault.Field("password2", "password_again")
	}
	if web.Refill(err) {
		f.Labels["password"], f.Labels["password2"] = "New password", "New password again"
		f.Fail(err)
		return o.staffPageWith(req, web.StatusOf(err), staffView{password: f})
	}
	if err != nil {
		return err
	}
	return req.Go("/office/staff/"+req.ID(), "New password set. All devices of this person are signed out.")
}

func (o *office) deactivateStaff(req *web.Request) error {
	f := req.Form()
	err := o.app.People.Deactivate(req.Ctx(), req.ID(), f.Int("rev"), f.Get("reason"))
	if web.Refill(err) {
		f.Fail(err)
		return o.staffPageWith(req, web.StatusOf(err), staffView{standing: f})
	}
	if err != nil {
		return err
	}
	return req.Go("/office/staff/"+req.ID(), "Deactivated. Nobody can sign in with this login any more.")
}

func (o *office) activateStaff(req *web.Request) error {
	if err := o.app.People.Activate(req.Ctx(), req.ID(), req.Form().Int("rev")); err != nil {
		return err
	}
	return req.Go("/office/staff/"+req.ID(), "Activated.")
}

func (o *office) revokeStaffSession(req *web.Request) error {
	if err := o.app.People.RevokeSession(req.Ctx(), req.Path("session")); err != nil {
		return err
	}
	return req.Go("/office/staff/"+req.ID(), "That device is signed out.")
}

// lockedOut reports whether the person's sign-in is closed for the moment.
func lockedOut(u people.User) bool { return u.LockedUntil.After(clock.Now()) }
