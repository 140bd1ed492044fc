package main

import (
	"context"
	"fmt"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/people"
	"doorstep/app/txn"
	"doorstep/hooks"
)

// crew is a company of the tests in a folder: technicians who are signed in, each with his visits of today.
type crew struct {
	dir    string
	office string // session of the dispatcher
	owner  string
	phones []hand
}

// hand is one technician.
type hand struct {
	user, technician, session string
	visits                    []stint
}

// stint is a visit with what the phone must know of its job.
type stint struct{ id, job, tick, item string }

// within opens the folder without serving it.
func within(t testing.TB, dir string, work func(a *app.App) error) {
	t.Helper()
	pb := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: txn.Connect})
	a := app.New(pb)
	hooks.Bind(a)
	err := pb.Bootstrap()
	if err == nil {
		err = pb.RunAllMigrations()
	}
	if err == nil {
		err = work(a)
	}
	if err == nil {
		_, err = pb.NonconcurrentDB().NewQuery("PRAGMA wal_checkpoint(TRUNCATE)").Execute()
	}
	if closed := pb.ResetBootstrapState(); err == nil {
		err = closed
	}
	if err != nil {
		t.Fatal(err)
	}
}

// hire builds a company with so many technicians, each with so many visits that he was sent to.
func hire(t testing.TB, technicians, visits int) *crew {
	t.Helper()
	c := &crew{dir: apptest.Folder(t)}
	within(t, c.dir, func(a *app.App) error {
		var err error
		if c.office, err = session(a, apptest.Mobiles["Deepa Joshi"]); err != nil {
			return err
		}
		if c.owner, err = session(a, apptest.Mobiles["Asha Kulkarni"]); err != nil {
			return err
		}
		owner, desk := apptest.As(t, a, act.Owner), apptest.As(t, a, act.Dispatcher)
		in := apptest.Booking(t, a)
		for i := range technicians {
			h, err := hired(a, owner, i)
			if err != nil {
				return err
			}
			for range visits {
				s, err := planned(a, desk, in, h.technician, len(h.visits))
				if err != nil {
					return err
				}
				h.visits = append(h.visits, s)
			}
			c.phones = append(c.phones, h)
		}
		return nil
	})
	return c
}

func session(a *app.App, mobile string) (string, error) {
	token, _, err := a.People.SignIn(context.Background(), people.SignInInput{Login: mobile, Password: apptest.Password, Device: "phone", IP: "127.0.0.1"})
	return token, err
}

func hired(a *app.App, owner context.Context, i int) (hand, error) {
	mobile := fmt.Sprintf("98221%05d", i)
	u, err := a.People.CreateUser(owner, people.UserInput{
		Name: fmt.Sprintf("Technician %03d", i), Mobile: mobile, Role: string(act.Technician), Lang: "en", Password: apptest.Password,
	})
	if err != nil {
		return hand{}, err
	}
	tech, err := a.People.TechnicianOf(owner, u.ID)
	if err != nil {
		return hand{}, err
	}
	token, err := session(a, mobile)
	return hand{user: u.ID, technician: tech.ID, session: token}, err
}

func planned(a *app.App, desk context.Context, in jobs.Booking, technician string, n int) (stint, error) {
	j, err := a.Jobs.Book(desk, in)
	if err != nil {
		return stint{}, err
	}
	start := clock.Today().At(9*60 + 5*n%600)
	v, err := a.Jobs.SetPlan(desk, jobs.Plan{Job: j.ID, Technician: technician, Start: start, Minutes: 60, Chosen: "person", Tell: true})
	if err != nil {
		return stint{}, err
	}
	lines, err := a.Jobs.Lines(desk, j.ID)
	s := stint{id: v.ID, job: j.ID, tick: j.Checklist[0].ID}
	if len(lines) > 0 {
		s.item = lines[0].Item
	}
	return s, err
}
