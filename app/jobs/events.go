package jobs

import (
	"context"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// Booked is raised in the transaction that stores a new job. A subscriber's error undoes the booking.
type Booked struct {
	hook.Event
	Ctx context.Context
	Tx  core.App
	Job Job
}

// Taking is raised in the transaction that books or changes a job, before it is stored: a subscriber may say under which contract it
// is done. In is what was asked for; of a change only what belongs to it. A subscriber's error undoes the booking.
type Taking struct {
	hook.Event
	Ctx context.Context
	Tx  core.App
	In  Booking
	Job *Job
}

// Moved is raised in the transaction that changes a visit's status; From is empty for a new visit.
type Moved struct {
	hook.Event
	Ctx   context.Context
	Tx    core.App
	Visit Visit
	From  VisitStatus
}

// Crewed is raised in the transaction that sends more helpers to a visit of which its technician was told before.
type Crewed struct {
	hook.Event
	Ctx     context.Context
	Tx      core.App
	Visit   Visit
	Helpers []string // those who come new
}

// CalledOff is raised in the transaction in which a person cancels a job, once its visits are off the plan.
type CalledOff struct {
	hook.Event
	Ctx context.Context
	Tx  core.App
	Job Job
}

// Events is what others may react to. Bind subscribers in hooks/ only.
type Events struct {
	Taking    hook.Hook[*Taking]
	Booked    hook.Hook[*Booked]
	Moved     hook.Hook[*Moved]
	Crewed    hook.Hook[*Crewed]
	CalledOff hook.Hook[*CalledOff]
}
