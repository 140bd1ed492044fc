package billing

import "doorstep/app/kernel/act"

var (
	// See is to read drafts, issued documents and what settled them.
	See = act.Permit("billing.see", act.Owner, act.Dispatcher, act.Accountant)
	// MayDraft is to make, change and discard drafts and estimates.
	MayDraft = act.Permit("billing.draft", act.Owner, act.Dispatcher, act.Accountant)
	// MayIssue is to give a draft its number.
	MayIssue = act.Permit("billing.issue", act.Owner, act.Accountant)
	// Correct is to make notes and refunds, to enter tax that customers held back, and to write off.
	Correct = act.Permit("billing.correct", act.Owner, act.Accountant)
)
