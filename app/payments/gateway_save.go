package payments

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/payments/razorpay"
	"doorstep/app/txn"
)

var keyID = regexp.MustCompile(`^rzp_(test|live)_[A-Za-z0-9]{6,40}$`)

// SaveGateway enters the gateway's keys; its secrets are encrypted by a key that lies outside of the database, and never shown
// again. Errors: Forbidden; Stale; Invalid key_id (required, gateway_key_id), secret (required, too_long), hook too_long.
func (s *Service) SaveGateway(ctx context.Context, in GatewayKeys) (GatewayInfo, error) {
	if err := act.Require(ctx, ManageGateway); err != nil {
		return GatewayInfo{}, err
	}
	in.KeyID, in.Secret, in.Hook = strings.TrimSpace(in.KeyID), strings.TrimSpace(in.Secret), strings.TrimSpace(in.Hook)
	ctx = act.Begin(ctx, "gateway.save", "")
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := gatewayRecord(ctx, tx)
		if err != nil {
			return err
		}
		if r == nil {
			if r, err = txn.New(tx, "gateways"); err != nil {
				return err
			}
		}
		if err := s.In(tx).enter(r, in); err != nil {
			return err
		}
		return txn.Save(ctx, tx, r, in.Rev)
	})
	if err != nil {
		return GatewayInfo{}, err
	}
	return s.GatewayInfo(ctx)
}

// enter sets the keys in their record. Another key id needs its own secret.
func (s *Service) enter(r *core.Record, in GatewayKeys) error {
	had, same := r.GetString("secret") != "", r.GetString("key_id") == in.KeyID
	if had {
		if _, err := s.unseal("secret", r.GetString("secret")); err != nil {
			had = false
		}
	}
	var check fault.Check
	check.Need(in.KeyID != "", "key_id")
	check.That(in.KeyID == "" || keyID.MatchString(in.KeyID), fault.Field("key_id", "gateway_key_id"))
	check.Need(in.Secret != "" || had && same, "secret")
	check.That(len(in.Secret) <= 200, fault.Field("secret", "too_long"))
	check.That(len(in.Hook) <= 200, fault.Field("hook", "too_long"))
	if err := check.Err(); err != nil {
		return err
	}
	for field, secret := range map[string]string{"secret": in.Secret, "hook_secret": in.Hook} {
		if secret == "" {
			continue
		}
		text, err := s.seal(field, secret)
		if err != nil {
			return err
		}
		r.Set(field, text)
	}
	r.Load(map[string]any{"provider": "razorpay", "key_id": in.KeyID, "active": in.Active, "error": ""})
	return nil
}

// GatewayInfo is how the gateway stands. Forbidden without AskGateway.
func (s *Service) GatewayInfo(ctx context.Context) (GatewayInfo, error) {
	if err := act.Require(ctx, AskGateway); err != nil {
		return GatewayInfo{}, err
	}
	r, err := gatewayRecord(ctx, s.app)
	if err != nil || r == nil {
		return GatewayInfo{}, err
	}
	g := GatewayInfo{
		ID: r.Id, Rev: r.GetInt("rev"), KeyID: r.GetString("key_id"), Active: r.GetBool("active"), Error: r.GetString("error"),
		Secret: r.GetString("secret") != "", Hook: r.GetString("hook_secret") != "", PolledAt: txn.At(r, "polled_at"),
		Test: strings.HasPrefix(r.GetString("key_id"), "rzp_test_"),
	}
	for _, field := range []string{"secret", "hook_secret"} {
		if _, err := s.unseal(field, r.GetString(field)); err != nil {
			g.Stale = true
		}
	}
	var row struct {
		Open      int `db:"open"`
		Unmatched int `db:"unmatched"`
	}
	err = s.app.ConcurrentDB().NewQuery(`SELECT (SELECT COUNT(*) FROM gateway_requests WHERE state = 'open') open,
		(SELECT COUNT(*) FROM gateway_events WHERE state = 'unmatched') unmatched`).WithContext(ctx).One(&row)
	g.Open, g.Unmatched = row.Open, row.Unmatched
	return g, err
}

// TestGateway asks the gateway whether it takes the keys. Errors: Forbidden; Conflict gateway_off, gateway_stale, and those of the
// client: gateway_keys, gateway_down, gateway_busy, gateway_answer.
func (s *Service) TestGateway(ctx context.Context) error {
	if err := act.Require(ctx, ManageGateway); err != nil {
		return err
	}
	c, _, err := s.client(ctx, false)
	if err != nil {
		return err
	}
	_, err = c.Link(ctx, "plink_00000000000000")
	var known *fault.Error
	if errors.As(err, &known) && (known.Code == "gateway_not_found" || known.Code == "gateway_refused") {
		return nil // there is no such link; it would not say so to a stranger
	}
	return err
}

// client is the gateway with the keys that are kept. Errors: Conflict gateway_off where there are none, or with active where it
// is switched off; gateway_stale where they cannot be read.
func (s *Service) client(ctx context.Context, active bool) (*razorpay.Client, *core.Record, error) {
	r, err := gatewayRecord(ctx, s.app)
	if err != nil {
		return nil, nil, err
	}
	if r == nil || r.GetString("secret") == "" || active && !r.GetBool("active") {
		return nil, nil, fault.New(fault.Conflict, "gateway_off")
	}
	secret, err := s.unseal("secret", r.GetString("secret"))
	if err != nil {
		return nil, nil, fault.New(fault.Conflict, "gateway_stale").Wrap(err)
	}
	return &razorpay.Client{KeyID: r.GetString("key_id"), KeySecret: secret, Base: wire.base, HTTP: wire.http}, r, nil
}

// gatewayRecord is the one gateway, nil before its keys were entered.
func gatewayRecord(ctx context.Context, app core.App) (*core.Record, error) {
	var found []*core.Record
	err := app.RecordQuery("gateways").WithContext(ctx).AndWhere(dbx.HashExp{"provider": "razorpay"}).OrderBy("rowid").Limit(1).All(&found)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}
