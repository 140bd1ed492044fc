package web

import (
	"encoding/json"
	"net/http"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/live"
)

// anonymousEvery bounds how often a technician's phone is told that some visit changed.
const anonymousEvery = 2 * time.Second

// everything tells a page to fetch all its live parts again.
var everything = live.Change{Topic: "*"}

// events streams what changed until the session ends, the client goes or the appliance stops.
func (r *Router) events(req *Request) error {
	rc := http.NewResponseController(req.Response)
	// PocketBase's server ends a request after five minutes; a stream lasts. A recorder in a test has no deadlines.
	_ = rc.SetWriteDeadline(time.Time{})
	_ = rc.SetReadDeadline(time.Time{})
	changes, end := r.cfg.Hub.Subscribe()
	defer func() { end() }()

	h := req.Response.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	req.Response.WriteHeader(http.StatusOK)
	out := stream{w: req.Response, rc: rc}
	out.line("retry: 3000\nevent: hello\ndata: {}\n\n")

	ping := time.NewTicker(r.ping)
	defer ping.Stop()
	nameless := pace{every: anonymousEvery}
	for out.err == nil {
		select {
		case <-req.Request.Context().Done():
			return nil
		case <-ping.C:
			by, err := r.cfg.Who(req.Request.Context(), req.token)
			if err != nil && fault.KindOf(err) != fault.Unsigned {
				return err
			}
			if err != nil { // the session was revoked
				return nil
			}
			req.By.Role, req.By.Technician = by.Role, by.Technician
			out.line(": ping\n\n")
		case <-nameless.due:
			if nameless.tick() {
				out.change(live.Change{Topic: "visits"})
			}
		case c, open := <-changes:
			if !open { // too slow for what happened: begin anew
				changes, end = r.cfg.Hub.Subscribe()
				out.change(everything)
				continue
			}
			switch shown, named := r.shown(req.By, c); {
			case named:
				out.change(c)
			case shown && nameless.ask():
				out.change(live.Change{Topic: "visits"})
			}
		}
	}
	return nil
}

// pace lets one message through at once, and however many follow within every as one at its end.
type pace struct {
	every time.Duration
	due   <-chan time.Time // nil while nothing was sent lately
	owed  bool
}

// ask reports whether a message may go out now; if not, tick will say so.
func (p *pace) ask() bool {
	if p.due != nil {
		p.owed = true
		return false
	}
	p.due = time.After(p.every)
	return true
}

// tick is to be called when due fires; it reports whether a message is owed.
func (p *pace) tick() bool {
	p.due = nil
	if !p.owed {
		return false
	}
	p.owed = false
	return p.ask()
}

// shown says whether the reader is told of the change at all, and whether by its name. Technicians learn the names of
// what is theirs; of other jobs and visits only that something changed, because it may have been given to or taken from them.
func (r *Router) shown(by act.By, c live.Change) (shown, named bool) {
	if by.Role != act.Technician || (r.cfg.Sees != nil && r.cfg.Sees(by, c)) {
		return true, true
	}
	return c.Topic == "visits" || c.Topic == "jobs", false
}

// stream writes server-sent events and remembers the first failure.
type stream struct {
	w   http.ResponseWriter
	rc  *http.ResponseController
	err error
}

func (s *stream) change(c live.Change) {
	b, err := json.Marshal(c)
	if err != nil {
		s.err = err
		return
	}
	s.line("data: " + string(b) + "\n\n")
}

func (s *stream) line(text string) {
	if s.err != nil {
		return
	}
	if _, s.err = s.w.Write([]byte(text)); s.err == nil {
		s.err = s.rc.Flush()
	}
}
