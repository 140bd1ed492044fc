package sync

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/money"
)

const (
	behind    = 400 * 24 * time.Hour // older work is a clock gone wrong, not work
	valueMost = 64 << 10             // bytes of one value
	inkMost   = 400 << 10            // of a signature
)

// sender is whose items come, from which phone, and how its clock stands to ours.
type sender struct {
	by     act.By
	device string
	now    time.Time
	skew   time.Duration
}

// entry is the item's row as it is if nothing speaks against it.
func (f sender) entry(it Item) (entry, error) {
	hash, err := it.sum()
	e := entry{
		User: f.by.User, Technician: f.by.Technician, Device: f.device, Key: it.Key, Hash: hash, Item: it,
		AtServer: clock.Now(), SkewMS: f.skew.Milliseconds(), State: done,
	}
	if len(it.Visit) <= 15 {
		e.Visit = it.Visit
	}
	return e, err
}

// sum is the SHA-256 of what the item says. Its place in the order is left out: a phone may number anew what it sends again.
func (it Item) sum() (string, error) {
	body := Item{Kind: it.Kind, Visit: it.Visit, At: it.At.UTC(), Offline: it.Offline, Denied: it.Denied, Data: it.Data}
	if it.Fix != nil {
		fix := *it.Fix
		fix.At = fix.At.UTC()
		body.Fix = &fix
	}
	if len(body.Data) == 0 {
		body.Data = nil
	}
	b, err := compact(body)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), err
}

// check finds what makes an item unfit whatever its verb says.
func (f sender) check(it Item) error {
	if _, ok := verbs[it.Kind]; !ok {
		return fault.New(fault.Invalid, "kind_unknown", "kind", short(it.Kind, 30))
	}
	for name, value := range it.Data {
		most := valueMost
		if it.Kind == "visit.sign_off" && name == "signature" {
			most = inkMost
		}
		if len(value) > most || len(name) > 60 {
			return fault.Field(short(name, 60), "too_long")
		}
	}
	at := it.At.Add(f.skew)
	switch {
	case at.After(f.now.Add(clock.Ahead)):
		return fault.New(fault.Invalid, "time_future")
	case at.Before(f.now.Add(-behind)):
		return fault.New(fault.Invalid, "time_past")
	case it.Fix != nil && !it.Fix.sound():
		return fault.New(fault.Invalid, "fix_bad")
	}
	return nil
}

// sound reports whether it is a place on earth. The accuracy is held to its bounds before it is rounded, which would mend it.
func (x Fix) sound() bool {
	return x.Acc >= 0 && x.Acc <= fence.AccuracyMost && fence.Fix{Point: geo.Point{Lat: x.Lat, Lng: x.Lng}}.Sound()
}

// ours is an instant of the phone's clock by ours: never later than now, and now where the phone's clock was plainly wrong.
func (f sender) ours(t time.Time) time.Time {
	at := t.Add(f.skew).UTC().Truncate(time.Millisecond)
	if at.After(f.now) || at.Before(f.now.Add(-behind)) {
		return f.now
	}
	return at
}

func (f sender) mark(it Item) jobs.Mark {
	m := jobs.Mark{At: f.ours(it.At), DeviceAt: it.At, SkewMS: f.skew.Milliseconds(), Device: f.device, Offline: it.Offline, Denied: it.Denied}
	if it.Fix != nil && it.Fix.sound() {
		fix := f.fix(*it.Fix, it.At)
		m.Fix = &fix
	}
	return m
}

// fix is a position by our clock; otherwise is when it was taken if it does not say.
func (f sender) fix(x Fix, otherwise time.Time) fence.Fix {
	if x.At.IsZero() {
		x.At = otherwise
	}
	return fence.Fix{Point: geo.Point{Lat: x.Lat, Lng: x.Lng}, AccuracyM: int(math.Ceil(x.Acc)), At: f.ours(x.At)}
}

// deciding is the fault by which err is refused: the first that is no mere warning.
func deciding(err error) *fault.Error {
	all := fault.All(err)
	for _, e := range all {
		if e.Kind != fault.Confirm {
			return e
		}
	}
	return all[0]
}

// plain are a fault's parameters as they can be stored, with the field it stands beside.
func plain(e *fault.Error) map[string]any {
	kept := map[string]any{}
	for name, v := range e.Params {
		switch v := v.(type) {
		case money.Paise:
			kept[name] = v.Rupees()
		case clock.Date:
			kept[name] = v.Short()
		case time.Time:
			kept[name] = clock.Stamp(v)
		default:
			kept[name] = strings.ToValidUTF8(fmt.Sprint(v), "\uFFFD")
		}
	}
	if e.Field != "" {
		kept["field"] = e.Field
	}
	return kept
}
