package live

import "testing"

func TestHub_tellsEverySubscriberUntilHeLeaves(t *testing.T) {
	var h Hub
	a, leaveA := h.Subscribe()
	b, leaveB := h.Subscribe()
	h.Publish(Change{Topic: "jobs", ID: "1"})
	leaveA()
	h.Publish(Change{Topic: "jobs", ID: "2"})
	if c := <-a; c.ID != "1" {
		t.Errorf("a heard %+v", c)
	}
	if _, open := <-a; open {
		t.Error("a is still told after leaving")
	}
	if x, y := <-b, <-b; x.ID != "1" || y.ID != "2" {
		t.Errorf("b heard %+v and %+v", x, y)
	}
	leaveB()
	leaveB() // leaving twice harms nobody
}

func TestHub_dropsWhoeverFallsBehindAndWaitsForNobody(t *testing.T) {
	var h Hub
	slow, leave := h.Subscribe()
	defer leave()
	for range buffer + 1 {
		h.Publish(Change{Topic: "jobs"})
	}
	n := 0
	for range slow {
		n++
	}
	if n != buffer {
		t.Errorf("heard %d changes before the end, want %d", n, buffer)
	}
}
