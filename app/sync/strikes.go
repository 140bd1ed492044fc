package sync

import "sync"

// crowd bounds what is counted; past it all is forgiven.
const crowd = 4096

// strikes counts failures by name, in memory: a restart forgives. The zero strikes is ready.
type strikes struct {
	mu   sync.Mutex
	seen map[string]int
}

// add counts one more failure and returns how many there were.
func (s *strikes) add(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen == nil || len(s.seen) >= crowd {
		s.seen = map[string]int{}
	}
	s.seen[name]++
	return s.seen[name]
}

func (s *strikes) forget(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.seen, name)
}

// turns lets one at a time work on what a name stands for. The zero turns is ready.
type turns struct {
	mu   sync.Mutex
	open map[string]*turn
}

type turn struct {
	sync.Mutex
	users int
}

// take waits for the turn; done ends it.
func (t *turns) take(name string) (done func()) {
	t.mu.Lock()
	if t.open == nil {
		t.open = map[string]*turn{}
	}
	mine := t.open[name]
	if mine == nil {
		mine = &turn{}
		t.open[name] = mine
	}
	mine.users++
	t.mu.Unlock()
	mine.Lock()
	return func() {
		mine.Unlock()
		t.mu.Lock()
		defer t.mu.Unlock()
		if mine.users--; mine.users == 0 {
			delete(t.open, name)
		}
	}
}
