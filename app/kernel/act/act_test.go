package act

import (
	"context"
	"testing"

	"doorstep/app/kernel/fault"
)

func TestRequire_letsInTheRolesOfThePermissionOnly(t *testing.T) {
	p := Permission{Name: "x", Roles: []Role{Owner}}
	for role, want := range map[Role]bool{Owner: true, Dispatcher: false, "": false, "Owner": false} {
		err := Require(In(context.Background(), By{Role: role}), p)
		if (err == nil) != want || err != nil && fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%q: %v", role, err)
		}
	}
	if Require(context.Background(), p) == nil {
		t.Error("nobody was let in")
	}
}

func TestUnclaimed_takesTheKeyAwayAndNothingElse(t *testing.T) {
	ctx := In(context.Background(), By{User: "u1", Role: Owner, Claim: &Claim{Key: "k"}})
	if by := From(Unclaimed(ctx)); by.Claim != nil || by.User != "u1" || by.Role != Owner || From(ctx).Claim == nil {
		t.Errorf("got %+v", by)
	}
}

func TestBegin_keepsTheOutermostVerb(t *testing.T) {
	outer := Begin(context.Background(), "jobs.book", "")
	inner := Begin(outer, "customers.create", "why")
	if Now(inner) != Now(outer) || Now(inner).Verb != "jobs.book" || Now(inner).Change == "" {
		t.Errorf("inside %+v, outside %+v", Now(inner), Now(outer))
	}
	if Now(Begin(context.Background(), "jobs.book", "")).Change == Now(outer).Change {
		t.Error("two acts share one change")
	}
}
