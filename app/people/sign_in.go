package people

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/phone"
	"doorstep/app/txn"
)

// SignInInput is who says he is whom, and from where. Login is a mobile number or a mail address in any writing.
type SignInInput struct{ Login, Password, Device, IP string }

const (
	tries   = 5
	lockFor = 15 * time.Minute
)

// nobody takes the time that a real password takes, so that the answer does not tell which people there are.
var nobody = core.PasswordFieldValue{Hash: "$2a$10$.5Elh8fgxypNUWhpUUr/xOa2sZm0VIaE0qWuGGl9otUfobb46T1Pq"}

// SignIn opens a session and returns its token, which is stored only as a hash. Faults: Unsigned "sign_in_wrong", which does not
// say what was wrong; TooMany "sign_in_locked" {minutes} for a quarter of an hour after five wrong passwords.
func (s *Service) SignIn(ctx context.Context, in SignInInput) (string, User, error) {
	wrong := fault.New(fault.Unsigned, "sign_in_wrong")
	id, err := s.byLogin(ctx, in.Login)
	if err != nil {
		return "", User{}, err
	}
	if id == "" || len(in.Password) > passwordBytes {
		nobody.Validate(in.Password)
		return "", User{}, wrong
	}
	try, err := s.spend(ctx, id)
	if err != nil {
		return "", User{}, err
	}
	r, err := txn.Find(s.app, "users", id)
	if err != nil {
		return "", User{}, wrong
	}
	if !r.ValidatePassword(in.Password) {
		if try < tries {
			return "", User{}, wrong
		}
		return "", User{}, s.lock(ctx, id)
	}
	u := readUser(r)
	token, err := s.open(ctx, u, in)
	return token, u, err
}

// byLogin finds the active user of the login; empty if there is none.
func (s *Service) byLogin(ctx context.Context, login string) (string, error) {
	column, login := "email", strings.ToLower(strings.TrimSpace(login))
	if !strings.Contains(login, "@") {
		e164, err := phone.Parse(login)
		if err != nil {
			return "", nil // what is no number belongs to nobody
		}
		column, login = "mobile", e164
	}
	var id string
	err := s.query(ctx, "SELECT id FROM users WHERE "+column+" = {:login} AND active", dbx.Params{"login": login}).Row(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// spend takes one of the user's tries before the password is looked at, so that many at once are not more than five, and
// says which it was, from 1. A lock that would last longer than any was made while the clock was ahead, and holds nobody.
// It writes past the audit log: a wrong password changes nothing; a lock does, and is logged.
func (s *Service) spend(ctx context.Context, id string) (int, error) {
	var failed []int
	now := clock.Now()
	err := s.app.NonconcurrentDB().NewQuery(`UPDATE users SET failed = failed + 1 WHERE id = {:id} AND failed < {:tries}
		AND (locked_until <= {:now} OR locked_until > {:ahead}) RETURNING failed`).
		Bind(dbx.Params{"id": id, "tries": tries, "now": now.Format(txn.Stamp), "ahead": now.Add(lockFor).Format(txn.Stamp)}).WithContext(ctx).Column(&failed)
	if err != nil {
		return 0, txn.Disk(err)
	}
	if len(failed) == 1 {
		return failed[0], nil
	}
	u, err := s.User(ctx, id)
	if err != nil {
		return 0, err
	}
	if u.LockedUntil.After(now) && !u.LockedUntil.After(now.Add(lockFor)) {
		return 0, locked(u.LockedUntil)
	}
	return 0, s.lock(ctx, id) // the tries are spent, and whoever spent the last did not come so far as to lock
}

func locked(until time.Time) error {
	left := until.Sub(clock.Now())
	return fault.New(fault.TooMany, "sign_in_locked", "minutes", max(1, int((left+time.Minute-1)/time.Minute)))
}

// lock closes the user's sign-in for a while and returns the fault that says so.
func (s *Service) lock(ctx context.Context, id string) error {
	until := clock.Now().Add(lockFor)
	ctx = act.Begin(system(ctx), "people.lock", "")
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "users", id)
		if err != nil {
			return err
		}
		r.Set("failed", 0)
		r.Set("locked_until", until)
		return txn.Save(ctx, tx, r, 0)
	})
	if err != nil {
		return err
	}
	return locked(until)
}

// system lets the appliance itself act for a request that nobody has signed.
func system(ctx context.Context) context.Context {
	return act.In(ctx, act.By{Name: "sign-in", Role: act.Owner, Source: act.System})
}

// open stores a new session of the user and gives him his tries back.
func (s *Service) open(ctx context.Context, u User, in SignInInput) (string, error) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails: the runtime aborts the program instead
	token := base64.RawURLEncoding.EncodeToString(raw)
	ctx = act.Begin(act.In(ctx, u.acting(act.From(ctx).Claim)), "people.sign_in", "")
	return token, txn.Run(ctx, s.app, func(tx core.App) error {
		_, err := tx.DB().NewQuery("UPDATE users SET failed = 0 WHERE id = {:id}").Bind(dbx.Params{"id": u.ID}).WithContext(ctx).Execute()
		if err != nil {
			return err
		}
		r, err := txn.New(tx, "sessions")
		if err != nil {
			return err
		}
		r.Set("user", u.ID)
		r.Set("token_hash", hashed(token))
		r.Set("device", cut(in.Device, 200))
		r.Set("ip", cut(in.IP, 64))
		r.Set("seen_at", clock.Now())
		return txn.Save(ctx, tx, r, 0)
	})
}

// acting is the user as whoever acts.
func (u User) acting(claim *act.Claim) act.By {
	return act.By{User: u.ID, Name: u.Name, Role: u.Role, Source: source(u.Role), Lang: u.Lang, Claim: claim}
}

// source is where somebody of the role works.
func source(role act.Role) act.Source {
	if role == act.Technician {
		return act.Phone
	}
	return act.Desk
}

func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// cut keeps the first max characters.
func cut(s string, max int) string {
	if r := []rune(strings.ToValidUTF8(s, "")); len(r) > max {
		return string(r[:max])
	}
	return strings.ToValidUTF8(s, "")
}
