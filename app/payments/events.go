package payments

import (
	"context"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// Changed is raised in the transaction that stores the payment. A subscriber's error undoes it.
type Changed struct {
	hook.Event
	Ctx     context.Context
	Tx      core.App
	Payment Payment
}

// Events is what others may react to. Bind subscribers in hooks/ only.
type Events struct {
	Recorded hook.Hook[*Changed]
	Verified hook.Hook[*Changed]
	Rejected hook.Hook[*Changed]
	Reversed hook.Hook[*Changed]
	Refunded hook.Hook[*Changed] // Payment is the refund
	Imported hook.Hook[*LinesImported]
}
