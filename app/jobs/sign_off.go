package jobs

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/picture"
	"doorstep/app/txn"
)

// Signed is the customer's word: a signature (PNG), the four-digit code the office gave him, or that he refused and why.
type Signed struct {
	Visit, How   string
	Name         string // of who signed; with a refusal it may be empty
	Code, Reason string
	Signature    []byte // PNG, at most 200 kB
	Mark         Mark
}

const (
	signatureMost = 200 << 10 // bytes
	codeTries     = 5
)

func (in *Signed) validate() error {
	in.Name, in.Reason, in.Code = strings.TrimSpace(in.Name), strings.TrimSpace(in.Reason), strings.TrimSpace(in.Code)
	var check fault.Check
	check.That(slices.Contains([]string{"signature", "code", "refused"}, in.How), fault.Field("how", "required"))
	check.Need(in.How == "refused" || in.Name != "", "name")
	check.Need(in.How != "refused" || in.Reason != "", "reason")
	check.Need(in.How != "code" || in.Code != "", "code")
	if in.How == "signature" {
		check.Need(len(in.Signature) > 0, "signature")
		check.That(len(in.Signature) == 0 || len(in.Signature) <= signatureMost && picture.Signed(in.Signature), fault.Field("signature", "signature_bad"))
	}
	return check.Err()
}

// SignOff keeps the customer's word; the newest stands. A wrong code is counted although SignOff returns an error, also where
// that error undoes a transaction in which SignOff was called.
// Errors: Forbidden; NotFound; Invalid how required, name, reason required, signature (required, signature_bad), code (required,
// code_wrong {left}), those of the mark; Conflict code_spent after five wrong ones, visit_ended, visit_unsent.
func (s *Service) SignOff(ctx context.Context, in Signed) (SignOff, error) {
	if err := in.validate(); err != nil {
		return SignOff{}, err
	}
	ctx = act.Begin(ctx, "visits.sign_off", in.Reason)
	if in.How == "code" {
		if err := s.tryCode(ctx, in); err != nil {
			return SignOff{}, err
		}
	}
	var signed SignOff
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		_, job, err := s.In(tx).atVisit(ctx, in.Visit, &in.Mark)
		if err != nil {
			return err
		}
		r, err := create(ctx, tx, "signoffs", func(r *core.Record) { in.write(ctx, r, job.ID) })
		if err != nil {
			return err
		}
		signed = readSignOff(r)
		return nil
	})
	return signed, err
}

func (in Signed) write(ctx context.Context, r *core.Record, job string) {
	r.Load(map[string]any{"job": job, "visit": in.Visit, "how": in.How, "name": in.Name, "reason": "", "device": in.Mark.Device})
	if in.How == "refused" {
		r.Set("reason", in.Reason)
	}
	if in.How == "signature" {
		if f, err := filesystem.NewFileFromBytes(in.Signature, "signature.png"); err == nil {
			r.Set("signature", f)
		}
	}
	writeSeen(ctx, r, in.Mark)
}

// tryCode compares the code with the visit's. A wrong one is counted in a transaction of its own: at once, or when the one in
// which SignOff was called has ended.
func (s *Service) tryCode(ctx context.Context, in Signed) error {
	ctx = act.Unclaimed(ctx)
	var wrong error
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		if _, _, err := s.In(tx).atVisit(ctx, in.Visit, &in.Mark); err != nil {
			return err
		}
		r, err := txn.Find(tx, "visits", in.Visit)
		if err != nil {
			return err
		}
		tries, right := r.GetInt("code_tries"), r.GetString("code")
		switch {
		case tries >= codeTries:
			return fault.New(fault.Conflict, "code_spent")
		case right != "" && subtle.ConstantTimeCompare([]byte(in.Code), []byte(right)) == 1:
			return nil
		}
		wrong = fault.Field("code", "code_wrong", "left", codeTries-tries-1)
		if s.app.IsTransactional() {
			tx.TxInfo().OnComplete(func(error) error { return countCode(ctx, s.root, in.Visit) })
			return nil
		}
		return countCode(ctx, tx, in.Visit)
	})
	if err != nil {
		return err
	}
	return wrong
}

func countCode(ctx context.Context, app core.App, visit string) error {
	return txn.Run(ctx, app, func(tx core.App) error {
		r, err := txn.Find(tx, "visits", visit)
		if err != nil {
			return err
		}
		r.Set("code_tries", r.GetInt("code_tries")+1)
		return txn.Save(ctx, tx, r, 0)
	})
}

// Code is the four digits that the office gives to the customer of a visit; asking for the first time makes them up. Technicians
// never see them. Errors: Forbidden without See; NotFound.
func (s *Service) Code(ctx context.Context, visit string) (string, error) {
	if err := act.Require(ctx, See); err != nil {
		return "", err
	}
	r, err := txn.Find(s.app, "visits", visit)
	if err != nil {
		return "", err
	}
	if code := r.GetString("code"); code != "" {
		return code, nil
	}
	ctx = act.Begin(ctx, "visits.code", "")
	var code string
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := txn.Find(tx, "visits", visit)
		if err != nil {
			return err
		}
		if code = r.GetString("code"); code != "" {
			return nil
		}
		if code, err = newCode(); err != nil {
			return err
		}
		r.Set("code", code)
		return txn.Save(ctx, tx, r, 0)
	})
	return code, err
}

func newCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(10_000))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%04d", n), nil
}
