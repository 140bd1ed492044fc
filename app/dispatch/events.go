package dispatch

import (
	"context"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// Proposed is raised in the transaction that stores a proposal.
type Proposed struct {
	hook.Event
	Ctx      context.Context
	Tx       core.App
	Proposal Proposal
}

// PlanApplied is raised in the transaction that applies a proposal, when its visits stand as planned; each move says whether it was
// applied. A subscriber's error undoes all of it.
type PlanApplied struct {
	hook.Event
	Ctx      context.Context
	Tx       core.App
	Proposal Proposal
}

// Events is what others may react to. Bind subscribers in hooks/ only.
type Events struct {
	Proposed hook.Hook[*Proposed]
	Applied  hook.Hook[*PlanApplied]
}
