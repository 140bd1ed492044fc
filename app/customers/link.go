package customers

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// GiveLink is the right to give a customer a link to his own pages, to see those he has, and to take them back.
var GiveLink = act.Permit("customers.link", act.Owner, act.Dispatcher, act.Accountant)

// LinkDays is for how many days a link opens, unless it is taken back.
const LinkDays = 180

// seenEvery is how often a link in use is written down: what a person opens ten times in a minute was seen once.
const seenEvery = time.Hour

// Link lets whoever holds it see what belongs to one customer, without a password. SeenAt is when it was last used, to the
// hour; Seen counts hours in which it was.
type Link struct {
	ID, Customer string
	Rev          int
	Token        string // empty where the link opens no more
	ExpiresAt    time.Time
	RevokedAt    time.Time
	RevokedBy    string
	SeenAt       time.Time
	Seen         int
	ByName       string
	Created      time.Time

	nonce string
}

// Path is where the link leads on this site; empty where it opens no more.
func (l Link) Path() string {
	if l.Token == "" {
		return ""
	}
	return "/c/" + l.Token
}

// Live reports whether the link opens at the instant.
func (l Link) Live(now time.Time) bool { return l.RevokedAt.IsZero() && now.Before(l.ExpiresAt) }

// MakeLink makes a link that opens for LinkDays. Errors: Forbidden; NotFound; Conflict customer_merged.
func (s *Service) MakeLink(ctx context.Context, customer string) (Link, error) {
	if err := act.Require(ctx, GiveLink); err != nil {
		return Link{}, err
	}
	ctx = act.Begin(ctx, "customers.make_link", "")
	var made Link
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		if _, _, err := openCustomer(ctx, tx, customer); err != nil {
			return err
		}
		l := Link{Customer: customer, nonce: rand.Text(), ExpiresAt: clock.Now().AddDate(0, 0, LinkDays)}
		var err error
		if l, err = storeLink(ctx, tx, l); err != nil {
			return err
		}
		made, err = s.signed(l)
		return err
	})
	return made, err
}

// RevokeLink takes a link of the customer back; one that was taken back before stays as it is. Errors: Forbidden; NotFound.
func (s *Service) RevokeLink(ctx context.Context, customer, id string) error {
	if err := act.Require(ctx, GiveLink); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "customers.revoke_link", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		l, r, err := findLink(tx, id)
		if err != nil {
			return err
		}
		switch {
		case l.Customer != customer:
			return fault.New(fault.NotFound, "not_found")
		case !l.RevokedAt.IsZero():
			return nil
		}
		l.RevokedAt, l.RevokedBy = clock.Now(), act.From(ctx).Name
		l.write(r)
		return txn.Save(ctx, tx, r, 0)
	})
}

// Links are those of a customer, also ones that have ended, the newest first. Errors: Forbidden.
func (s *Service) Links(ctx context.Context, customer string) ([]Link, error) {
	if err := act.Require(ctx, GiveLink); err != nil {
		return nil, err
	}
	all, err := linksOf(ctx, s.app, customer)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i], err = s.signed(all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// OpenLink finds whose link the token opens. It asks for no permission: the token
// is one. Errors: NotFound link_gone for a token that is wrong, of a link taken back, or of one whose time is over, all alike.
func (s *Service) OpenLink(ctx context.Context, token string) (Link, Customer, error) {
	gone := fault.New(fault.NotFound, "link_gone")
	id, mark, ok := readToken(token)
	if !ok {
		return Link{}, Customer{}, gone
	}
	l, _, err := findLink(s.app, id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return Link{}, Customer{}, err
	}
	want, markErr := s.Signer.mark(id, l.nonce) // also where there is no such link, so that both take as long
	if markErr != nil {
		return Link{}, Customer{}, markErr
	}
	if !hmac.Equal(mark, want) || err != nil || !l.Live(clock.Now()) {
		return Link{}, Customer{}, gone.Wrap(err)
	}
	c, err := s.Get(ctx, l.Customer)
	if err != nil {
		return Link{}, Customer{}, err
	}
	l.Token = token
	if err := s.see(ctx, l, c); !txn.Unsaved(err) {
		return l, c, err
	}
	return l, c, nil // a full disk keeps nobody from reading
}

// see writes down that the link was used, at most once an hour.
func (s *Service) see(ctx context.Context, l Link, c Customer) error {
	if clock.Now().Sub(l.SeenAt) < seenEvery {
		return nil
	}
	ctx = act.In(ctx, act.By{Name: c.Name, Source: act.Link}) // no claim: opening is not what a form sent
	ctx = act.Begin(ctx, "customers.open_link", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		now, r, err := findLink(tx, l.ID)
		if err != nil || clock.Now().Sub(now.SeenAt) < seenEvery {
			return err
		}
		now.SeenAt, now.Seen = clock.Now(), now.Seen+1
		now.write(r)
		return txn.Save(ctx, tx, r, 0)
	})
}

// signed gives the link its token if it still opens.
func (s *Service) signed(l Link) (Link, error) {
	if !l.Live(clock.Now()) {
		return l, nil
	}
	var err error
	l.Token, err = s.Signer.token(l.ID, l.nonce)
	return l, err
}
