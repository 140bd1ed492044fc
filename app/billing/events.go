package billing

import (
	"context"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// DraftedEvent is raised in the transaction that stores a new draft. A subscriber's error undoes it.
type DraftedEvent struct {
	hook.Event
	Ctx     context.Context
	Tx      core.App
	Invoice Invoice
}

// IssuedEvent is raised in the transaction that gives a document its number. What a subscriber settles of it stands on its paper.
type IssuedEvent struct {
	hook.Event
	Ctx     context.Context
	Tx      core.App
	Invoice Invoice
}

// SettledEvent is raised in the transaction that changes what is owed of a document; Invoice is as it then stands.
type SettledEvent struct {
	hook.Event
	Ctx        context.Context
	Tx         core.App
	Invoice    Invoice
	Settlement Settlement
}

// ApprovedEvent is raised in the transaction in which the customer approved an estimate. A subscriber's error undoes that.
type ApprovedEvent struct {
	hook.Event
	Ctx      context.Context
	Tx       core.App
	Estimate Estimate
}

// Events is what others may react to. Bind subscribers in hooks/ only.
type Events struct {
	Drafted hook.Hook[*DraftedEvent]
	Issued  hook.Hook[*IssuedEvent]
	Settled hook.Hook[*SettledEvent]

	Approved hook.Hook[*ApprovedEvent]
}
