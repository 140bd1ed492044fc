package people_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
)

func login(password string) people.SignInInput {
	return people.SignInInput{Login: "9822011111", Password: password, Device: "Chrome", IP: "10.0.0.9"}
}

const right = "kothrud sunrise"

func TestSignIn_doesNotSayWhatWasWrong(t *testing.T) {
	s := open(t)
	gone := s.hire(t, "Gone", "9822022222", act.Accountant)
	ok(t, s.Deactivate(s.ctx, gone.ID, gone.Rev, "left"))
	for _, in := range []people.SignInInput{
		login("wrong"),
		login(""),
		login(strings.Repeat("x", 5000)),
		{Login: "9822099999", Password: right},
		{Login: "nobody@example.com", Password: right},
		{Login: "' OR 1=1 --", Password: right},
		{Login: "", Password: right},
		{Login: "9822022222", Password: "long enough Gone"},
	} {
		_, _, err := s.SignIn(t.Context(), in)
		wants(t, err, "sign_in_wrong", "")
		if fault.KindOf(err) != fault.Unsigned {
			t.Errorf("%q: kind %v", in.Login, fault.KindOf(err))
		}
	}
}

func TestSignIn_locksForAQuarterOfAnHourAfterFiveWrongPasswords(t *testing.T) {
	s := open(t)
	for range 4 {
		_, _, err := s.SignIn(t.Context(), login("wrong"))
		wants(t, err, "sign_in_wrong", "")
	}
	_, _, err := s.SignIn(t.Context(), login("wrong"))
	wants(t, err, "sign_in_locked", "")
	clock.Freeze(morning.Add(14*time.Minute + 30*time.Second))
	_, _, err = s.SignIn(t.Context(), login(right))
	wants(t, err, "sign_in_locked", "")
	if m := fault.All(err)[0].Params["minutes"]; m != 1 {
		t.Errorf("%v minutes left, want 1", m)
	}
	clock.Freeze(morning.Add(15*time.Minute + time.Second))
	_, _, err = s.SignIn(t.Context(), login("wrong"))
	wants(t, err, "sign_in_wrong", "")
	_, _, err = s.SignIn(t.Context(), login(right))
	ok(t, err)
}

func TestSignIn_aRightPasswordGivesTheTriesBack(t *testing.T) {
	s := open(t)
	for range 3 {
		for range 4 {
			_, _, err := s.SignIn(t.Context(), login("wrong"))
			wants(t, err, "sign_in_wrong", "")
		}
		_, _, err := s.SignIn(t.Context(), login(right))
		ok(t, err)
	}
}

func TestSignIn_manyAtOnceAreNotMoreThanFiveTries(t *testing.T) {
	s := open(t)
	var wg sync.WaitGroup
	var tried atomic.Int32
	for range 30 {
		wg.Go(func() {
			_, _, err := s.SignIn(t.Context(), login("wrong"))
			if fault.All(err)[0].Code == "sign_in_wrong" {
				tried.Add(1)
			}
		})
	}
	wg.Wait()
	if n := tried.Load(); n > 4 {
		t.Errorf("%d passwords were looked at and called wrong, want at most 4 before the lock", n)
	}
	_, _, err := s.SignIn(t.Context(), login(right))
	wants(t, err, "sign_in_locked", "")
}

func TestSignIn_locksWhereTheLastTryDidNotComeToIt(t *testing.T) {
	s := open(t)
	_, err := s.DB().NewQuery("UPDATE users SET failed = 5").Execute()
	ok(t, err)
	_, _, err = s.SignIn(t.Context(), login(right))
	wants(t, err, "sign_in_locked", "")
	clock.Freeze(morning.Add(time.Hour))
	_, _, err = s.SignIn(t.Context(), login(right))
	ok(t, err)
}

func TestWho_knowsTheTokenUntilItIsOver(t *testing.T) {
	s := open(t)
	token, _, err := s.SignIn(t.Context(), login(right))
	ok(t, err)
	by, err := s.Who(t.Context(), token)
	ok(t, err)
	if by.User != s.owner.ID || by.Role != act.Owner || by.Source != act.Desk || by.Session == "" || by.Lang != "en" || by.Name != "Asha Patil" {
		t.Errorf("by: %+v", by)
	}
	for _, bad := range []string{"", "x", token + "x", strings.Repeat("A", 43)} {
		_, err := s.Who(t.Context(), bad)
		wants(t, err, "unsigned", "")
	}
	var kept int
	ok(t, s.DB().NewQuery("SELECT count(*) FROM sessions WHERE token_hash = {:t}").Bind(dbx.Params{"t": token}).Row(&kept))
	if kept != 0 {
		t.Error("the token itself is stored")
	}
	for day := 20; day <= 60; day += 20 { // each use begins thirty days anew
		clock.Freeze(morning.AddDate(0, 0, day))
		_, err = s.Who(t.Context(), token)
		ok(t, err)
	}
	clock.Freeze(morning.AddDate(0, 0, 91))
	_, err = s.Who(t.Context(), token)
	wants(t, err, "unsigned", "")
}

func TestWho_notesUseAtMostEveryFiveMinutes(t *testing.T) {
	s := open(t)
	token, _, err := s.SignIn(t.Context(), login(right))
	ok(t, err)
	for _, step := range []struct{ minutes, seen int }{{4, 0}, {6, 6}, {10, 6}, {12, 12}} {
		clock.Freeze(morning.Add(time.Duration(step.minutes) * time.Minute))
		_, err = s.Who(t.Context(), token)
		ok(t, err)
		list, err := s.Sessions(s.ctx, s.owner.ID)
		ok(t, err)
		if got := int(list[0].SeenAt.Sub(morning).Minutes()); got != step.seen {
			t.Errorf("after %d minutes: seen at +%d, want +%d", step.minutes, got, step.seen)
		}
	}
}

func TestRevokeSession_endsOnesOwnAndTheOwnerEndsAnybodys(t *testing.T) {
	s := open(t)
	ravi, priya := s.hire(t, "Ravi", "9822033333", act.Dispatcher), s.hire(t, "Priya", "9822044444", act.Accountant)
	in := people.SignInInput{Login: "9822033333", Password: "long enough Ravi"}
	one, _, err := s.SignIn(t.Context(), in)
	ok(t, err)
	two, _, err := s.SignIn(t.Context(), in)
	ok(t, err)
	session := func(token string) string {
		by, err := s.Who(t.Context(), token)
		ok(t, err)
		return by.Session
	}
	first, second := session(one), session(two)
	wants(t, s.RevokeSession(as(priya), first), "not_found", "")
	wants(t, s.RevokeSession(t.Context(), first), "unsigned", "")
	ok(t, s.RevokeSession(as(ravi), first))
	_, err = s.Who(t.Context(), one)
	wants(t, err, "unsigned", "")
	ok(t, s.RevokeSession(s.ctx, second))
	_, err = s.Who(t.Context(), two)
	wants(t, err, "unsigned", "")
	list, err := s.Sessions(as(ravi), ravi.ID)
	ok(t, err)
	if len(list) != 2 || !list[0].Revoked || !list[1].Revoked {
		t.Errorf("sessions: %+v", list)
	}
}

func TestChangePassword_keepsOnlyTheSessionThatAsks(t *testing.T) {
	s := open(t)
	here, _, err := s.SignIn(t.Context(), login(right))
	ok(t, err)
	lost, _, err := s.SignIn(t.Context(), login(right))
	ok(t, err)
	by, err := s.Who(t.Context(), here)
	ok(t, err)
	ctx := act.In(t.Context(), by)
	wants(t, s.ChangePassword(ctx, "wrong", "another secret"), "password_wrong", "old")
	wants(t, s.ChangePassword(ctx, right, "short"), "password_short", "password")
	ok(t, s.ChangePassword(ctx, right, "another secret"))
	_, err = s.Who(t.Context(), here)
	ok(t, err)
	_, err = s.Who(t.Context(), lost)
	wants(t, err, "unsigned", "")
	_, _, err = s.SignIn(t.Context(), login(right))
	wants(t, err, "sign_in_wrong", "")
	_, _, err = s.SignIn(t.Context(), login("another secret"))
	ok(t, err)
	ok(t, s.SignOut(ctx))
	_, err = s.Who(t.Context(), here)
	wants(t, err, "unsigned", "")
}

func TestResetPassword_endsAllSessionsAndLiftsALock(t *testing.T) {
	s := open(t)
	s.hire(t, "Ravi", "9822033333", act.Dispatcher)
	users, err := s.Users(s.ctx)
	ok(t, err)
	ravi := users[1]
	in := people.SignInInput{Login: "9822033333", Password: "long enough Ravi"}
	token, _, err := s.SignIn(t.Context(), in)
	ok(t, err)
	in.Password = "wrong"
	for range 5 {
		_, _, err = s.SignIn(t.Context(), in)
	}
	wants(t, err, "sign_in_locked", "")
	wants(t, s.ResetPassword(as(ravi), ravi.ID, "brand new one"), "not_allowed", "")
	ok(t, s.ResetPassword(s.ctx, ravi.ID, "brand new one"))
	_, err = s.Who(t.Context(), token)
	wants(t, err, "unsigned", "")
	in.Password = "brand new one"
	_, _, err = s.SignIn(t.Context(), in)
	ok(t, err)
}

func BenchmarkWho(b *testing.B) {
	s := open(b)
	token, _, err := s.SignIn(b.Context(), login(right))
	ok(b, err)
	for b.Loop() {
		if _, err := s.Who(b.Context(), token); err != nil {
			b.Fatal(err)
		}
	}
}
