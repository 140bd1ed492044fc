package customers

import (
	"context"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// Merged is raised inside the transaction of Merge, after everything of this slice moved and Drop was closed.
// Subscribers move what is theirs from Drop to Keep through Tx in the name of Ctx; an error undoes the whole merge.
type Merged struct {
	hook.Event
	Tx         core.App
	Ctx        context.Context
	Keep, Drop string // ids of customers
}
