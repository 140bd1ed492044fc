package people

import (
	"context"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// ConsentVersion names the wording that is agreed to; another wording asks anew.
const ConsentVersion = "2026-11"

// Consent is the technician's last word on positions being taken. The zero At says that he was not asked yet.
type Consent struct {
	Given   bool
	Version string
	Lang    string
	At      time.Time
}

// Asked reports whether he said yes or no to the present wording.
func (c Consent) Asked() bool { return c.Version == ConsentVersion }

// SetConsent records the technician's own yes or no, in the language in which he read it; at is by the server's clock, the zero
// time is now. Words are only ever added: the newest counts. A yes after a yes to the same wording changes nothing, so that it
// holds since the first.
// Errors: Forbidden; Invalid lang, time_future.
func (s *Service) SetConsent(ctx context.Context, given bool, lang, device string, at time.Time) (Consent, error) {
	if err := attending(ctx); err != nil {
		return Consent{}, err
	}
	now := clock.Now()
	switch {
	case !slices.Contains(Languages, lang):
		return Consent{}, fault.Field("lang", "invalid")
	case at.After(now.Add(clock.Ahead)):
		return Consent{}, fault.New(fault.Invalid, "time_future")
	case at.IsZero() || at.After(now):
		at = now
	}
	ctx = act.Begin(ctx, "people.consent", "")
	who := act.From(ctx).Technician
	var c Consent
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		if c, err = s.In(tx).ConsentOf(ctx, who); err != nil || c.Given && given {
			return err
		}
		r, err := txn.New(tx, "consents")
		if err != nil {
			return err
		}
		for field, value := range map[string]any{
			"technician": who, "state": map[bool]string{true: "given", false: "withdrawn"}[given], "lang": lang, "version": ConsentVersion,
			"at_device": txn.Instant(at), "at_server": txn.Instant(now), "device": device,
		} {
			r.Set(field, value)
		}
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
		c, err = s.In(tx).ConsentOf(ctx, who)
		return err
	})
	return c, err
}

// ConsentOf is the technician's last word; Given is false where it was for another version.
func (s *Service) ConsentOf(ctx context.Context, technician string) (Consent, error) {
	var rows []struct {
		State   string         `db:"state"`
		Lang    string         `db:"lang"`
		Version string         `db:"version"`
		At      types.DateTime `db:"at_device"`
	}
	err := s.query(ctx, "SELECT state, lang, version, at_device FROM consents WHERE technician = {:technician} ORDER BY at_device DESC, rowid DESC LIMIT 1",
		dbx.Params{"technician": technician}).All(&rows)
	if err != nil || len(rows) == 0 {
		return Consent{}, err
	}
	r := rows[0]
	return Consent{Given: r.State == "given" && r.Version == ConsentVersion, Version: r.Version, Lang: r.Lang, At: r.At.Time()}, nil
}
