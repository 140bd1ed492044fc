package notify

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/txn"
)

// Subscribe sends whoever acts the messages of new work to this phone. A phone that somebody else had used changes hands.
// Faults push_endpoint, push_keys.
func (s *Service) Subscribe(ctx context.Context, in Subscription) error {
	if err := act.Require(ctx, Receive); err != nil {
		return err
	}
	if !s.gate.allows(in.Endpoint) {
		return badEndpoint()
	}
	if !in.sound() {
		return badKeys()
	}
	by := act.From(ctx)
	ctx = act.Begin(ctx, "notify.subscribe", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := find(tx, in.Endpoint)
		if err == nil && r == nil {
			r, err = txn.New(tx, pushes)
		}
		if err != nil {
			return err
		}
		r.Load(map[string]any{
			"user": by.User, "session": by.Session, "endpoint": in.Endpoint, "p256dh": in.Keys.P256DH, "auth": in.Keys.Auth,
			"agent": shorten(in.Agent, 300), "failures": 0,
		})
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
		return s.forgetOldest(ctx, tx, by.User)
	})
}

// sound reports whether the keys are such that a message can be sealed with them.
func (in Subscription) sound() bool {
	point, err := unbase(in.Keys.P256DH)
	if err != nil {
		return false
	}
	_, err = ecdh.P256().NewPublicKey(point)
	secret, bad := unbase(in.Keys.Auth)
	return err == nil && bad == nil && len(secret) == 16
}

func unbase(s string) ([]byte, error) {
	s = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(s, "="))
	return base64.RawURLEncoding.DecodeString(s)
}

func (s *Service) forgetOldest(ctx context.Context, tx core.App, user string) error {
	all, err := phones(tx, user)
	if err != nil {
		return err
	}
	for _, r := range all[min(phonesMax, len(all)):] {
		if err := txn.Delete(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

// Unsubscribe sends no more messages to the phone of whoever acts. One that is not his, or not there, changes nothing.
func (s *Service) Unsubscribe(ctx context.Context, endpoint string) error {
	if err := act.Require(ctx, Receive); err != nil {
		return err
	}
	by := act.From(ctx)
	ctx = act.Begin(ctx, "notify.unsubscribe", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := find(tx, endpoint)
		if err != nil || r == nil || r.GetString("user") != by.User {
			return err
		}
		return txn.Delete(ctx, tx, r)
	})
}

// EndSession sends no more messages to the phone on which the session was: whoever signed out is not told.
func (s *Service) EndSession(ctx context.Context, session string) error {
	if session == "" {
		return nil
	}
	all, err := inSession(s.app, session)
	if err != nil || len(all) == 0 {
		return err
	}
	ctx = act.Begin(ctx, "notify.unsubscribe", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		for _, r := range all {
			if err := txn.Delete(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func shorten(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "")
	}
	return s
}
