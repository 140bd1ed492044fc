package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Messages to people outside the pages: which phones asked for them, and what waits to be sent, was sent or failed.
func init() {
	m.Register(func(app core.App) error {
		if err := base(app, "pushes", fields(
			must(app, "user", "users"), text("session", 15), need(text("endpoint", 1000)), need(text("p256dh", 120)), need(text("auth", 60)),
			text("agent", 300), number("failures"),
		), unique("pushes_endpoint", "pushes", "endpoint"), index("pushes_user", "pushes", "user"), index("pushes_session", "pushes", "session")); err != nil {
			return err
		}
		return base(app, "messages", fields(
			pick("channel", "push"), must(app, "user", "users"), need(text("kind", 30)), document("body"),
			pick("state", "waiting", "sent", "failed"), number("tries"), instant("at"), instant("next_at"), instant("sent_at"), text("error", 300),
		), index("messages_due", "messages", "state, next_at"), index("messages_user", "messages", "user"))
	}, nil)
}
