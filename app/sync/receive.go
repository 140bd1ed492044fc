package sync

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/txn"
)

const (
	itemsMost = 200 // of a batch
	// patience is how often an item may fail for a reason that is ours before it is kept for the office, so that one item
	// cannot hold back all that comes after it.
	patience = 3
	// skewMost is how wrong a phone's clock may be: one whose battery was empty for long begins in 1970.
	skewMost = 100 * 365 * 24 * time.Hour
)

// Receive takes a batch in, item by item in the order of Seq; each is durable, done or refused, before the answer says so.
// An item whose key is known is answered as before; with another body it is refused as key_reused. Where storing fails, the
// answer ends before the item that could not be stored: the phone sends the rest again.
// Errors: Forbidden without Send; Invalid device, at, batch_large.
func (s *Service) Receive(ctx context.Context, in Batch) (Receipt, error) {
	if err := act.Require(ctx, Send); err != nil {
		return Receipt{}, err
	}
	ctx = context.WithoutCancel(ctx) // what has come is worth keeping, though the phone may be gone by now
	now := clock.Now()
	skew := now.Sub(in.At)
	if err := in.check(skew); err != nil {
		return Receipt{}, err
	}
	if err := s.greet(ctx, in, skew); err != nil {
		return Receipt{}, err
	}
	from := sender{by: act.From(ctx), device: in.Device, now: now, skew: skew}
	receipt := Receipt{Results: make([]Result, 0, len(in.Items))}
	items := slices.Clone(in.Items)
	slices.SortStableFunc(items, func(a, b Item) int { return cmp.Compare(a.Seq, b.Seq) })
	before := 0 // positions that came along are in the trail before a check-in made without network is judged by it
	for _, it := range items {
		if it.Offline && before == 0 && strings.HasPrefix(it.Kind, "visit.") {
			before = s.track(ctx, from, in.Points)
		}
		result, err := s.take(ctx, from, it)
		if err != nil {
			s.app.Logger().Error("an item of a phone could not be stored", "kind", it.Kind, "key", it.Key, "user", from.by.User, "err", err)
			break
		}
		receipt.Results = append(receipt.Results, result)
	}
	receipt.Points = before + s.track(ctx, from, append(fixes(items), in.Points...))
	d, _, err := s.device(ctx, from.by.User, in.Device)
	receipt.Now, receipt.Last, receipt.Released = clock.Now(), d.Last, !d.ReleasedAt.IsZero()
	return receipt, err
}

func (in Batch) check(skew time.Duration) error {
	var check fault.Check
	check.That(named(in.Device), fault.Field("device", "device_bad"))
	check.That(!in.At.IsZero() && skew.Abs() < skewMost, fault.Field("at", "clock_absurd"))
	check.That(len(in.Items) <= itemsMost, fault.Field("items", "batch_large", "most", itemsMost))
	return check.Err()
}

// named reports whether s can be the key of something: 8 to 40 printable characters without a space.
func named(s string) bool {
	if len(s) < 8 || len(s) > 40 {
		return false
	}
	for _, c := range []byte(s) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}

// greet notes how the device is, and makes its row when it is seen first.
func (s *Service) greet(ctx context.Context, in Batch, skew time.Duration) error {
	user := act.From(ctx).User
	return txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		_, known, err := s.device(ctx, user, in.Device)
		if err != nil {
			return err
		}
		if !known {
			r, err := txn.New(tx, "devices")
			if err != nil {
				return err
			}
			r.Load(map[string]any{"key": in.Device, "user": user, "agent": short(in.Agent, 300)})
			if err := txn.Save(act.Begin(ctx, "sync.device", ""), tx, r, 0); err != nil {
				return err
			}
		}
		return s.note(ctx, user, in, skew)
	})
}

// take stores one item with what it does, or with why it cannot be done. An error says that it is not stored.
func (s *Service) take(ctx context.Context, from sender, it Item) (Result, error) {
	if !named(it.Key) || it.Seq < 1 || it.Seq > 1<<40 {
		return said(ctx, it.Key, "refused", fault.New(fault.Invalid, "item_bad")), nil
	}
	e, err := from.entry(it)
	if err != nil {
		return Result{}, err
	}
	result, err := s.once(ctx, e, func(s *Service, e entry) error {
		if err := from.check(it); err != nil {
			return err
		}
		if err := s.keep(ctx, e); err != nil {
			return err
		}
		return s.apply(ctx, deed{Item: it, mark: from.mark(it)})
	})
	strike := e.User + " " + e.Key
	switch {
	case err == nil:
		s.failures.forget(strike)
		return result, nil
	case txn.Unsaved(err): // it waits on the phone for room, however often it fails
		return Result{}, err
	case fault.KindOf(err) == fault.Internal:
		if s.failures.add(strike) < patience {
			return Result{}, err
		}
		s.app.Logger().Error("an item of a phone failed for a reason of ours and is kept for the office", "kind", it.Kind, "key", it.Key, "err", err)
		err = fault.New(fault.Internal, "internal").Wrap(err)
	}
	refusal := deciding(err)
	e.State, e.Code, e.Params = conflict, refusal.Code, plain(refusal)
	result, err = s.once(ctx, e, func(s *Service, e entry) error { return s.keep(ctx, e) })
	if err == nil {
		s.failures.forget(strike)
	}
	return result, err
}

// once answers an item whose key is known as before, one that comes too early with that, and lets work deal with any other.
func (s *Service) once(ctx context.Context, e entry, work func(s *Service, e entry) error) (Result, error) {
	var result Result
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		s := s.In(tx)
		answer, known, err := s.known(ctx, e)
		if err != nil || known {
			result = answer
			return err
		}
		d, _, err := s.device(ctx, e.User, e.Device)
		if err != nil {
			return err
		}
		if e.Item.Prev > d.Last {
			result = Result{Key: e.Key, State: "early"}
			return nil
		}
		if e.Job, err = s.jobOf(e.Visit); err != nil {
			return err
		}
		result = e.answer(ctx)
		return work(s, e)
	})
	return result, err
}

// known answers an item whose key has been used. With another body it is kept for the office under a key of its own.
func (s *Service) known(ctx context.Context, e entry) (Result, bool, error) {
	before, ok, err := s.find(ctx, e.User, e.Key)
	if err != nil || !ok {
		return Result{}, false, err
	}
	if before.Hash == e.Hash {
		return before.answer(ctx), true, nil
	}
	refusal := fault.New(fault.Conflict, "key_reused")
	result := said(ctx, e.Key, "refused", refusal)
	e.Key += "#" + e.Hash[:8]
	if _, ok, err = s.find(ctx, e.User, e.Key); err != nil || ok {
		return result, true, err
	}
	if e.Job, err = s.jobOf(e.Visit); err != nil {
		return Result{}, false, err
	}
	e.State, e.Code, e.Params = conflict, refusal.Code, nil
	return result, true, s.keep(ctx, e)
}

// answer is what the phone is told of a stored item, the first time and every time after. A conflict that the office took over
// is done; one that it set aside is still not.
func (e entry) answer(ctx context.Context) Result {
	if e.State == done || e.State == accepted {
		return Result{Key: e.Key, State: done}
	}
	return said(ctx, e.Key, conflict, e.fault())
}

func (e entry) fault() *fault.Error {
	return &fault.Error{Kind: fault.Conflict, Code: e.Code, Params: e.Params}
}

// said is a result with the reason in the reader's language.
func said(ctx context.Context, key, state string, why *fault.Error) Result {
	return Result{Key: short(key, 40), State: state, Code: why.Code, Message: i18n.Message(act.From(ctx).Lang, why)}
}
