// Package notify tells people outside the pages: a durable outbox, and the channels by which its messages go out.
//
// Owns: the messages that wait, were sent or failed; the phones that asked for push messages; the keys by which push services
// know this appliance. Does not own: what is worth telling and in which words (hooks), what a phone shows (its service worker).
// Messages to staff go out by push. Those to customers are written once for each occasion and wait: no channel takes them by itself.
// A message is written in the transaction of the change it tells of, and sent afterwards: at least once, rarely twice, never
// before the change is durable. Times of a message: Created, when it was written; NextAt, when it is tried next; SentAt, when
// a push service took it, which does not mean that anybody read it. Push wants an HTTPS page and the internet; nothing else
// waits for it.
package notify

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
)

// States of a message.
const (
	Waiting = "waiting"
	Sent    = "sent"
	Failed  = "failed"
)

const (
	// giveUp is how long a message is worth sending: what came later would send somebody to work of the past.
	giveUp = 6 * time.Hour
	// phonesMax is how many phones of one person are kept; the oldest go first.
	phonesMax = 5
	// faultsMax is after how many refusals in a row a phone is forgotten.
	faultsMax = 10
)

// Note is what somebody is told. Tag replaces an earlier note of the same tag; URL is a path on this site.
type Note struct {
	Title string `json:"title"`
	Body  string `json:"body"`
	URL   string `json:"url"`
	Tag   string `json:"tag"`
}

// Subscription is what a browser gives whoever may send to it.
type Subscription struct {
	Endpoint string `json:"endpoint"`
	Keys     struct {
		P256DH string `json:"p256dh"`
		Auth   string `json:"auth"`
	} `json:"keys"`
	Agent string `json:"-"` // how the browser calls itself
}

// Gate is the way out: who carries messages, and to which hosts. "*.example.com" is any host below example.com; a host may
// name its port.
type Gate struct {
	Client *http.Client
	Hosts  []string
}

// Services is the gate to the push services of browsers. A page could name any address as its push service; only these are
// spoken to, and they lead nowhere else.
func Services() Gate {
	return Gate{
		Client: &http.Client{
			Timeout:       20 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		Hosts: []string{
			"fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com",
		},
	}
}

// allows reports whether messages may go to the address.
func (g Gate) allows(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "https" || u.User != nil || len(endpoint) > 1000 {
		return false
	}
	host := u.Hostname()
	if port := u.Port(); port != "" && port != "443" {
		host = u.Host
	}
	for _, h := range g.Hosts {
		if below, ok := strings.CutPrefix(h, "*"); ok && strings.HasSuffix(host, below) && len(host) > len(below) || h == host {
			return true
		}
	}
	return false
}

// Service keeps and sends messages.
type Service struct {
	app      core.App
	settings *settings.Service
	gate     Gate
	*desk
}

// desk is what the services of all transactions share.
type desk struct {
	dir  string
	wake chan struct{}
	send sync.Mutex
	keys sync.Mutex
	pair *pair
}

// New returns the service over app. Its keys are a file in dir, made when they are first needed.
func New(app core.App, s *settings.Service, dir string, gate Gate) *Service {
	return &Service{app, s, gate, &desk{dir: dir, wake: make(chan struct{}, 1)}}
}

// In is the service working inside the transaction tx.
func (s *Service) In(tx core.App) *Service {
	return &Service{tx, s.settings.In(tx), s.gate, s.desk}
}

func badEndpoint() error { return fault.New(fault.Invalid, "push_endpoint") }
func badKeys() error     { return fault.New(fault.Invalid, "push_keys") }
