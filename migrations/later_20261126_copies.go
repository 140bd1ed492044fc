package migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Copies of the data by the clock: how many are kept, and where else they go.
func init() {
	m.Register(func(app core.App) error {
		return add(app, "company", []core.Field{document("copies")})
	}, nil)
}
