package sync

import (
	"context"
	"fmt"
	"runtime/debug"
	"strconv"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/people"
)

// deed is an item with when and where it was done by our clock.
type deed struct {
	Item
	mark jobs.Mark
}

func (d deed) is(name string) bool { return d.Data[name] == "yes" }

// verbs are what each kind of item does.
var verbs = map[string]func(ctx context.Context, s *Service, d deed) error{
	"day.start":       startDay,
	"day.end":         endDay,
	"consent":         consent,
	"visit.answer":    answer,
	"visit.step":      step,
	"visit.put_off":   putOff,
	"visit.check":     check,
	"visit.photo":     announce,
	"visit.use":       use,
	"visit.drop":      drop,
	"visit.expense":   spend,
	"visit.swap":      swap,
	"visit.sign_off":  signOff,
	"visit.note":      remark,
	"visit.help":      help,
	"visit.follow_up": followUp,
	"visit.pay":       takeMoney,
	"visit.pays":      choosePays,
	"visit.estimate":  quoteExtra,
}

// apply does what the item says. A verb that breaks is a failure of ours.
func (s *Service) apply(ctx context.Context, d deed) (err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("%s: %v\n%s", d.Kind, x, debug.Stack())
		}
	}()
	return verbs[d.Kind](ctx, s, d)
}

func startDay(ctx context.Context, s *Service, d deed) error {
	m, err := s.dayMark(ctx, d, func(n int) int { return 0 })
	if err == nil {
		_, err = s.people.StartDay(ctx, m)
	}
	return err
}

func endDay(ctx context.Context, s *Service, d deed) error {
	m, err := s.dayMark(ctx, d, func(n int) int { return n - 1 })
	if err == nil {
		m.Stops, err = s.jobs.Arrivals(ctx, act.From(ctx).Technician, clock.DateOf(m.At).AddDays(-1).Start(), m.At)
	}
	if err == nil {
		_, err = s.people.EndDay(ctx, m)
	}
	return err
}

// dayMark holds the day's mark against the site of one of its visits.
func (s *Service) dayMark(ctx context.Context, d deed, which func(n int) int) (people.DayMark, error) {
	m := people.DayMark{At: d.mark.At, Device: d.mark.DeviceAt, Fix: d.mark.Fix}
	cards, err := s.jobs.Mine(ctx, act.From(ctx).Technician, clock.DateOf(m.At))
	if err != nil || len(cards) == 0 {
		return m, err
	}
	site, err := s.customers.SiteByID(ctx, cards[which(len(cards))].Site)
	m.Site, m.FenceM = site.At, site.FenceM
	return m, err
}

func consent(ctx context.Context, s *Service, d deed) error {
	if given := d.Data["given"]; given != "yes" && given != "no" {
		return fault.Field("given", "invalid")
	}
	_, err := s.people.SetConsent(ctx, d.is("given"), d.Data["lang"], d.mark.Device, d.mark.At)
	return err
}

// answer is the technician's yes or no. Where the office takes over what he sent, it is a step of the visit.
func answer(ctx context.Context, s *Service, d deed) error {
	yes, reason := d.Data["accept"], d.Data["reason"]
	var err error
	switch {
	case yes != "yes" && yes != "no":
		return fault.Field("accept", "invalid")
	case act.From(ctx).Role == act.Technician:
		_, err = s.jobs.Answer(ctx, jobs.Response{Visit: d.Visit, Accept: yes == "yes", Reason: reason, Mark: d.mark})
	case yes == "yes":
		_, err = s.jobs.Advance(ctx, jobs.Progress{Visit: d.Visit, To: jobs.Accepted, Mark: d.mark})
	default:
		_, err = s.jobs.CancelVisit(ctx, d.Visit, 0, reason)
	}
	return err
}

func step(ctx context.Context, s *Service, d deed) error {
	_, err := s.jobs.Advance(ctx, jobs.Progress{Visit: d.Visit, To: jobs.VisitStatus(d.Data["to"]), Reason: d.Data["reason"], Mark: d.mark})
	return err
}

func putOff(ctx context.Context, s *Service, d deed) error {
	var wish time.Time
	if typed := d.Data["wish"]; typed != "" {
		var err error
		if wish, err = clock.ParseLocal(typed); err != nil {
			return fault.Field("wish", "time_bad").Wrap(err)
		}
	}
	_, err := s.jobs.PutOffVisit(ctx, jobs.PutOff{Visit: d.Visit, Reason: d.Data["reason"], Wish: wish, Mark: d.mark})
	return err
}

func check(ctx context.Context, s *Service, d deed) error {
	_, err := s.jobs.Check(ctx, jobs.Answered{
		Visit: d.Visit, Check: d.Data["check"], Asset: d.Data["asset"], Value: d.Data["value"], Result: d.Data["result"],
		Confirmed: d.is("confirmed"), Mark: d.mark,
	})
	return err
}

func announce(ctx context.Context, s *Service, d deed) error {
	size, err := strconv.Atoi(d.Data["size"])
	if err != nil {
		return fault.Field("size", "number_bad").Wrap(err)
	}
	_, err = s.jobs.Announce(ctx, jobs.NewCapture{
		Visit: d.Visit, Key: d.Data["key"], Kind: d.Data["kind"], Slot: d.Data["slot"], Origin: d.Data["origin"],
		SHA256: d.Data["sha256"], Mime: d.Data["mime"], Size: size, Mark: d.mark,
	})
	return err
}

func use(ctx context.Context, s *Service, d deed) error {
	_, err := s.jobs.UseItem(ctx, jobs.Use{
		Visit: d.Visit, Key: d.Data["line"], Item: d.Data["item"], Qty: d.Data["qty"], Serial: d.Data["serial"], Mark: d.mark,
	})
	return err
}

func drop(ctx context.Context, s *Service, d deed) error {
	return s.jobs.DropLine(ctx, d.Visit, d.Data["line"])
}

func spend(ctx context.Context, s *Service, d deed) error {
	_, err := s.jobs.Spend(ctx, jobs.Spent{
		Visit: d.Visit, Key: d.Data["line"], Kind: d.Data["kind"], Amount: d.Data["amount"], Note: d.Data["note"], Bill: d.Data["bill"], Mark: d.mark,
	})
	return err
}

func swap(ctx context.Context, s *Service, d deed) error {
	_, err := s.jobs.SwapSerial(ctx, jobs.NewSerial{
		Visit: d.Visit, Asset: d.Data["asset"], Serial: d.Data["serial"], Reason: d.Data["reason"], Mark: d.mark,
	})
	return err
}

func signOff(ctx context.Context, s *Service, d deed) error {
	in := jobs.Signed{Visit: d.Visit, How: d.Data["how"], Name: d.Data["name"], Code: d.Data["code"], Reason: d.Data["reason"], Mark: d.mark}
	var err error
	if in.Signature, err = drawn(d.Data["signature"]); err != nil {
		return err
	}
	_, err = s.jobs.SignOff(ctx, in)
	return err
}

func remark(ctx context.Context, s *Service, d deed) error {
	return s.jobs.RemarkAt(ctx, d.Visit, d.Data["text"], d.mark)
}

func help(ctx context.Context, s *Service, d deed) error {
	if here := d.Data["here"]; here != "yes" && here != "no" {
		return fault.Field("here", "invalid")
	}
	return s.jobs.MarkHelp(ctx, jobs.Help{Visit: d.Visit, Technician: d.Data["technician"], Here: d.is("here"), Mark: d.mark})
}

func followUp(ctx context.Context, s *Service, d deed) error {
	_, err := s.jobs.FollowUp(ctx, jobs.Extra{Visit: d.Visit, Issue: d.Data["issue"], Check: d.Data["check"], Mark: d.mark})
	return err
}

// jobOf is the job of a visit, whoever's it is; empty if there is no such visit.
func (s *Service) jobOf(visit string) (string, error) {
	if visit == "" {
		return "", nil
	}
	v, err := s.jobs.Visit(act.As("inbox"), visit)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return "", nil
	}
	return v.Job, err
}
