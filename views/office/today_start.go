package office

import (
	"context"

	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/app/people"
)

// step is one thing that a new company does before its work runs.
type step struct {
	Label, Why, Href string
	May              act.Permission
	Done             bool
}

// steps are those that the reader may take, done ones too; none once all of them are done. A company that
// is busy today has technicians, job types and jobs: it is only asked for its price list.
func (o *office) steps(ctx context.Context, busy bool) ([]step, error) {
	all := []step{
		{Label: "Add your technicians", Why: "Each with skills, areas and a shift.", Href: "/office/staff/new", May: people.ManageStaff},
		{Label: "Add a job type", Why: "What you are called for: “AC repair”, 60 minutes, who can do it.", Href: "/office/job-types/new", May: catalog.EditTypes},
		{Label: "Fill the price list", Why: "Parts and services with GST.", Href: "/office/items/new", May: catalog.EditPrices},
		{Label: "Take the first job", Why: "Begin with the caller’s phone number.", Href: "/office/jobs/new", May: jobs.Book},
	}
	for i, has := range []func(context.Context) (bool, error){o.hasTechnicians, o.hasJobTypes, o.hasItems, o.hasJobs} {
		if busy && all[i].Href != "/office/items/new" {
			all[i].Done = true
			continue
		}
		var err error
		if all[i].Done, err = has(ctx); err != nil {
			return nil, err
		}
	}
	var mine []step
	missing := false
	for _, s := range all {
		if holds(ctx, s.May) {
			mine, missing = append(mine, s), missing || !s.Done
		}
	}
	if !missing {
		return nil, nil
	}
	return mine, nil
}

func (o *office) hasTechnicians(ctx context.Context) (bool, error) {
	all, err := o.app.People.Technicians(ctx)
	for _, t := range all {
		if t.Active {
			return true, err
		}
	}
	return false, err
}

func (o *office) hasJobTypes(ctx context.Context) (bool, error) {
	all, err := o.app.Catalog.JobTypes(ctx, true)
	return len(all) > 0, err
}

func (o *office) hasItems(ctx context.Context) (bool, error) {
	found, err := o.app.Catalog.Items(ctx, clock.Today(), catalog.ItemFilter{}, page.Cursor{})
	return len(found.Rows) > 0, err
}

func (o *office) hasJobs(ctx context.Context) (bool, error) {
	found, err := o.app.Jobs.List(ctx, jobs.Filter{})
	return len(found.Rows) > 0, err
}
