package notify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

// leaseFor is longer than any attempt takes: the time of one request for each phone.
const leaseFor = 3 * time.Minute

// Work sends messages whenever it is woken, until ctx ends. Failures are logged; the clock wakes it again.
func (s *Service) Work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		if _, err := s.Send(ctx); err != nil && ctx.Err() == nil {
			s.app.Logger().Error("messages were not sent", slog.Any("error", err))
		}
	}
}

// Send sends what is due and returns how many messages a push service took. What fails for now is tried again, later and
// later, for six hours.
func (s *Service) Send(ctx context.Context) (sent int, err error) {
	s.send.Lock()
	defer s.send.Unlock()
	for ctx.Err() == nil {
		m, err := s.lease(ctx)
		if err != nil || m == nil {
			return sent, err
		}
		at := txn.At(m, "at")
		got, wait, why := s.deliver(ctx, m, at.Add(giveUp))
		m.Set("error", "")
		switch {
		case got:
			sent++
			m.Set("state", Sent)
			m.Set("sent_at", clock.Now())
		case wait > 0 && clock.Now().Add(wait).Before(at.Add(giveUp)):
			m.Set("next_at", clock.Now().Add(wait))
			m.Set("error", shorten(why.Error(), 300))
		default:
			m.Set("state", Failed)
			m.Set("error", shorten(why.Error(), 300))
		}
		// What a push service was told is noted even where the appliance is stopping.
		noted := context.WithoutCancel(ctx)
		if err := txn.Run(noted, s.app, func(tx core.App) error { return txn.Save(noted, tx, m, 0) }); err != nil {
			return sent, err
		}
	}
	return sent, ctx.Err()
}

var errNoPhone = errors.New("no phone asks for messages any more")

// deliver offers the message to every phone of the user. got: one push service took it. wait: when to try again; 0 where that
// would not help.
func (s *Service) deliver(ctx context.Context, m *core.Record, until time.Time) (got bool, wait time.Duration, why error) {
	all, err := phones(s.app, m.GetString("user"))
	if err != nil {
		return false, backoff(m.GetInt("tries")), err
	}
	why = errNoPhone
	for _, phone := range all {
		status, after, err := s.push(ctx, phone, m, until)
		if err == nil && status/100 != 2 {
			err = fmt.Errorf("the push service answers %d", status)
		}
		if err == nil {
			got = true
		} else {
			why = err
		}
		switch {
		case status == http.StatusNotFound, status == http.StatusGone:
			err = s.forget(ctx, phone)
		case status == 0, status == http.StatusTooManyRequests, status >= 500:
			wait, err = max(backoff(m.GetInt("tries")), after), nil
		case err != nil:
			err = s.refused(ctx, phone)
		default:
			err = s.cleared(ctx, phone)
		}
		if err != nil {
			return got, backoff(m.GetInt("tries")), err
		}
	}
	return got, wait, why
}

// push offers the message to one phone's push service. status 0: nothing answered.
func (s *Service) push(ctx context.Context, phone, m *core.Record, until time.Time) (status int, after time.Duration, err error) {
	endpoint := phone.GetString("endpoint")
	if !s.gate.allows(endpoint) {
		return http.StatusGone, 0, badEndpoint()
	}
	keys, err := s.vapid()
	if err != nil {
		return 0, 0, err
	}
	var to webpush.Subscription
	to.Endpoint, to.Keys.P256dh, to.Keys.Auth = endpoint, phone.GetString("p256dh"), phone.GetString("auth")
	note := Note{}
	if err := m.UnmarshalJSONField("body", &note); err != nil {
		return http.StatusBadRequest, 0, err
	}
	answer, err := webpush.SendNotificationWithContext(ctx, []byte(m.GetString("body")), &to, &webpush.Options{
		HTTPClient: s.gate.Client, RecordSize: recordSize, Subscriber: s.sender(ctx), Topic: topic(note.Tag),
		TTL: int(max(until.Sub(clock.Now()), time.Minute) / time.Second), Urgency: webpush.UrgencyHigh,
		VAPIDPublicKey: keys.Public, VAPIDPrivateKey: keys.Private,
	})
	if err != nil {
		return 0, 0, err
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 64<<10) // so that the connection can be used again
	seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
	return answer.StatusCode, min(time.Duration(seconds)*time.Second, time.Hour), nil
}

// recordSize pads every message to one size, below what all push services take, so that its length tells nothing.
const recordSize = 3072

// sender is how a push service would reach whoever runs this appliance.
func (s *Service) sender(ctx context.Context) string {
	if c, err := s.settings.Company(ctx); err == nil && c.Email != "" {
		return c.Email
	}
	return "https://doorstep.example"
}

// topic lets a newer message replace an undelivered one of the same tag; empty where the tag is no topic.
func topic(tag string) string {
	if len(tag) > 32 {
		return ""
	}
	for _, c := range tag {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return ""
		}
	}
	return tag
}

// backoff is how long to wait after the given number of attempts: one minute, doubling, an hour at most.
func backoff(tries int) time.Duration {
	return min(time.Minute<<min(max(tries-1, 0), 10), time.Hour)
}

func (s *Service) forget(ctx context.Context, phone *core.Record) error {
	return txn.Run(ctx, s.app, func(tx core.App) error { return txn.Delete(ctx, tx, phone) })
}

// refused counts a refusal; a phone that is refused again and again is forgotten.
func (s *Service) refused(ctx context.Context, phone *core.Record) error {
	n := phone.GetInt("failures") + 1
	if n >= faultsMax {
		return s.forget(ctx, phone)
	}
	phone.Set("failures", n)
	return txn.Run(ctx, s.app, func(tx core.App) error { return txn.Save(ctx, tx, phone, 0) })
}

func (s *Service) cleared(ctx context.Context, phone *core.Record) error {
	if phone.GetInt("failures") == 0 {
		return nil
	}
	phone.Set("failures", 0)
	return txn.Run(ctx, s.app, func(tx core.App) error { return txn.Save(ctx, tx, phone, 0) })
}
