package jobs

import (
	"context"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

var (
	// See is to read any job, its visits and its timeline.
	See = act.Permit("jobs.see", act.Owner, act.Dispatcher, act.Accountant, act.Storekeeper)
	// Book is to take in a job.
	Book = act.Permit("jobs.book", act.Owner, act.Dispatcher)
	// Edit is to change a job's details, hold its clock, or cancel it.
	Edit = act.Permit("jobs.edit", act.Owner, act.Dispatcher)
	// Note is to write on a job's or a customer's timeline.
	Note = act.Permit("jobs.note", act.Owner, act.Dispatcher, act.Accountant, act.Storekeeper)
	// SeeOwn is to read the visits of one's own day.
	SeeOwn = act.Permit("visits.own", act.Technician)
	// Answer is to accept or reject a visit that one was sent to.
	Answer = act.Permit("visits.answer", act.Technician)
	// ApproveExpenses is to approve or reject what technicians laid out.
	ApproveExpenses = act.Permit("expenses.approve", act.Owner, act.Accountant)
)

// ReviewCheckIns is to say what one makes of a check-in that looks made up.
var ReviewCheckIns = act.Permit("checkins.review", act.Owner, act.Dispatcher)

// mine holds a technician to his own visits of which he was told. To any other he hears "not found", so that ids say nothing.
func mine(ctx context.Context, v Visit) error {
	by := act.From(ctx)
	if by.Role == act.Technician && (by.Technician == "" || v.Technician != by.Technician || v.Status == Planned) {
		return fault.New(fault.NotFound, "not_found")
	}
	return nil
}
