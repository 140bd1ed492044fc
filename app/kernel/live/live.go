// Package live is the in-process hub that tells open pages what changed.
//
// Owns: subscriptions and their buffers. Does not own: what a page does about a change, or how it travels (views/web).
// It carries names of changed things, never their content: a page fetches them again, so that permission stays in one place.
package live

import "sync"

// Change names one changed thing.
type Change struct {
	Topic string `json:"topic"` // collection: "jobs", "visits", "customers" …
	ID    string `json:"id"`    // the changed record
	Root  string `json:"root"`  // the job it belongs to, if any
}

// Hub hands each published Change to every subscriber. The zero Hub is ready. Safe for concurrent use.
type Hub struct {
	mu   sync.Mutex
	subs map[chan Change]struct{}
}

const buffer = 256

// Subscribe returns a channel of changes and a function that ends it.
// A subscriber that falls more than 256 changes behind has its channel closed: it must subscribe anew and fetch everything.
func (h *Hub) Subscribe() (<-chan Change, func()) {
	ch := make(chan Change, buffer)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subs == nil {
		h.subs = map[chan Change]struct{}{}
	}
	h.subs[ch] = struct{}{}
	return ch, func() { h.drop(ch) }
}

// Publish hands c to every subscriber without waiting for any.
func (h *Hub) Publish(c Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for ch := range h.subs {
		select {
		case ch <- c:
		default:
			delete(h.subs, ch)
			close(ch)
		}
	}
}

func (h *Hub) drop(ch chan Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.subs[ch]; ok {
		delete(h.subs, ch)
		close(ch)
	}
}
