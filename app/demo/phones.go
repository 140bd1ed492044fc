package demo

import (
	"context"
	"fmt"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/sync"
)

// phoneAgents are what the technicians' browsers call themselves.
var phoneAgents = []string{
	"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36",
	"Mozilla/5.0 (Linux; Android 13; SM-A146B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/24.0 Chrome/117.0.0.0 Mobile Safari/537.36",
	"Mozilla/5.0 (Linux; Android 8.1.0; Redmi 5A) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0.4758.101 Mobile Safari/537.36",
}

// send lets the phones report, one of them that its technician went to a visit that was called off meanwhile. It runs when all else
// is stored: what is refused is undone, and a transaction within another cannot be.
func (b *builder) send() error {
	defer clock.Freeze(b.now)()
	for i, t := range b.shown {
		in := sync.Batch{
			Device: deviceOf(t), At: b.now.Add(-time.Duration(i%4*70) * time.Second), Persisted: i%3 != 1, FreeMB: 140 + i*517, Position: "granted", Agent: phoneAgents[i%3],
		}
		switch i {
		case 2:
			in.Waiting, in.At = 3, b.now.Add(-11*time.Minute)
		case 5:
			in.Position = "denied"
		}
		if b.called != nil && b.called.tech == t {
			in.Items = []sync.Item{
				{Key: "demo-item-0001", Seq: 1, Kind: "visit.step", Visit: b.called.ID, At: earlier(b.called.Start, b.now.Add(-time.Hour)), Offline: true, Data: map[string]string{"to": "travelling"}},
				{Key: "demo-item-0002", Seq: 2, Prev: 1, Kind: "visit.note", Visit: b.called.ID, At: earlier(b.called.Start, b.now.Add(-time.Hour)).Add(25 * time.Minute), Offline: true, Data: map[string]string{"text": "Nobody opened, called twice"}},
			}
		}
		if _, err := b.app.Sync.Receive(act.In(context.Background(), t.by), in); err != nil {
			return fmt.Errorf("phone: %w", err)
		}
	}
	return nil
}

// remember keeps the newest visit of the last days that was called off after its technician was told.
func (b *builder) remember(w *work) {
	for _, t := range w.visits {
		told := len(t.steps) > 1
		if t.Status == jobs.VisitCancelled && told && t.Start.Before(b.now) && clock.DateOf(t.Start) >= clock.DateOf(b.now).AddDays(-fieldDays) &&
			(b.called == nil || t.Start.After(b.called.Start)) {
			b.called = t
		}
	}
}
