package people_test

import (
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
)

func TestOpenConsole_makesALoginOnceAndGivesItAnotherPasswordLater(t *testing.T) {
	s := open(t)
	for _, password := range []string{"first password", "second password"} {
		if err := s.OpenConsole(s.ctx, " Root@Example.com ", password); err != nil {
			t.Fatal(err)
		}
		if on, err := s.settings.Console(s.ctx); err != nil || !on {
			t.Fatalf("open %v, %v", on, err)
		}
		r, err := s.FindAuthRecordByEmail(core.CollectionNameSuperusers, "root@example.com")
		if err != nil || !r.ValidatePassword(password) {
			t.Fatalf("%q does not open the console: %v", password, err)
		}
		if err := s.OpenConsole(s.ctx, "other@example.com", "another password"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("an open console takes another login: %v", err)
		}
		if _, err := s.settings.SetConsole(s.ctx, false); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.FindAuthRecordByEmail(core.CollectionNameSuperusers, "other@example.com"); err == nil {
		t.Error("a refused opening left a login behind")
	}
}

func TestOpenConsole_refuses(t *testing.T) {
	s := open(t)
	for _, c := range []struct{ email, password, field string }{
		{"", "long enough", "email"}, {"root", "long enough", "email"}, {"root@example.com", "short", "password"},
	} {
		err := s.OpenConsole(s.ctx, c.email, c.password)
		if all := fault.All(err); len(all) != 1 || all[0].Field != c.field {
			t.Errorf("%+v: %v", c, err)
		}
	}
	dispatcher := act.In(t.Context(), act.By{User: "x", Role: act.Dispatcher})
	if err := s.OpenConsole(dispatcher, "root@example.com", "long enough"); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a dispatcher opens the console: %v", err)
	}
	if on, err := s.settings.Console(s.ctx); err != nil || on {
		t.Errorf("open %v, %v", on, err)
	}
}

func TestLastSeen_isTheLatestSessionOfEach(t *testing.T) {
	s := open(t)
	for range 2 {
		if _, _, err := s.SignIn(t.Context(), people.SignInInput{Login: "9822011111", Password: input().Password}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(clock.Freeze(clock.Now().Add(time.Hour)))
	}
	seen, err := s.LastSeen(s.ctx)
	if err != nil || len(seen) != 1 || !seen[s.owner.ID].Equal(morning.Add(time.Hour)) {
		t.Errorf("%v, %v", seen, err)
	}
}
