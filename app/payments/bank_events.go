package payments

import (
	"context"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// LinesImported is raised in the transaction that stores the lines of a statement, which pass no record hook. Each shows every
// line's record; it is the same one with other values each time.
type LinesImported struct {
	hook.Event
	Ctx  context.Context
	Tx   core.App
	Each func(show func(*core.Record) error) error
}
