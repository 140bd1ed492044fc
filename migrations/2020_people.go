package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// People: staff who sign in, their sessions, and what makes a technician: skills, areas, shift, leave, home.
func init() {
	m.Register(func(app core.App) error {
		if err := closeUsers(app); err != nil {
			return err
		}
		if err := base(app, "sessions", fields(
			must(app, "user", "users"), need(text("token_hash", 64)), text("device", 200), text("ip", 64),
			instant("seen_at"), instant("revoked_at"), text("revoked_by", 15),
		), unique("sessions_token", "sessions", "token_hash"), index("sessions_user", "sessions", "user")); err != nil {
			return err
		}
		if err := base(app, "skills", fields(need(text("name", 60))), unique("skills_name", "skills", "name COLLATE NOCASE")); err != nil {
			return err
		}
		if err := base(app, "areas", fields(need(text("name", 60)), document("pins")),
			unique("areas_name", "areas", "name COLLATE NOCASE")); err != nil {
			return err
		}
		if err := base(app, "shifts", fields(need(text("name", 60)), document("week")),
			unique("shifts_name", "shifts", "name COLLATE NOCASE")); err != nil {
			return err
		}
		if err := base(app, "technicians", fields(
			must(app, "user", "users"), one(app, "shift", "shifts"), many(app, "areas", "areas"), document("skills"),
			text("home_pin", 6), degrees("home_lat"), degrees("home_lng"),
			number("cost_paise"), flag("active"), text("colour", 20),
		), unique("technicians_user", "technicians", "user")); err != nil {
			return err
		}
		return base(app, "leaves", fields(
			must(app, "technician", "technicians"), need(day("from")), need(day("to")), text("reason", 200),
		), index("leaves_technician", "leaves", "technician, `to`"), index("leaves_to", "leaves", "`to`"))
	}, nil)
}

// closeUsers takes the stock users collection, which lets anybody register, and leaves no way in but our own sign-in.
func closeUsers(app core.App) error {
	c, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	c.ListRule, c.ViewRule, c.CreateRule, c.UpdateRule, c.DeleteRule, c.AuthRule, c.ManageRule = nil, nil, nil, nil, nil, nil, nil
	c.PasswordAuth.Enabled = false
	c.OAuth2.Enabled = false
	c.OTP.Enabled = false
	c.MFA.Enabled = false
	c.AuthAlert.Enabled = false
	c.Fields.RemoveByName("avatar")
	if email, ok := c.Fields.GetByName("email").(*core.EmailField); ok {
		email.Required = false
	}
	c.Fields.Add(
		text("mobile", 16), pick("role", "owner", "dispatcher", "accountant", "storekeeper", "technician"),
		text("lang", 5), flag("active"), number("failed"), instant("locked_until"), instant("left_at"), number("rev"),
	)
	c.AddIndex("users_mobile", true, "mobile", "mobile != ''")
	return app.Save(c)
}
