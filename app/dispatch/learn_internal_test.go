package dispatch

import (
	"testing"
	"time"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
)

var (
	first1  = geo.Point{Lat: 18.50, Lng: 73.80}
	second2 = geo.Point{Lat: 18.55, Lng: 73.80} // 7.5 km by road
)

func minute(n int) time.Time { return clock.Date("2026-11-16").At(n) }

// tour is work at one site until the minute from, and the way to another from the minute go to the minute come.
func tour(from, goes, come int) []jobs.Spell {
	return []jobs.Spell{
		{Visit: "v2", By: "ravi", State: jobs.Travelling, From: minute(goes), To: minute(come)},
		{Visit: "v2", By: "ravi", State: jobs.Arrived, From: minute(come), To: minute(come + 2)},
		{Visit: "v1", By: "ravi", State: jobs.Working, From: minute(from - 30), To: minute(from)},
	}
}

func TestTripsOf_takesOnlyWhatCanBeATrip(t *testing.T) {
	places := map[string]geo.Point{"v1": first1, "v2": second2, "near": {Lat: 18.5005, Lng: 73.80}}
	open := tour(600, 605, 630)
	open[0].Open = true
	other := tour(600, 605, 630)
	other[2].By = "sunil"
	again := tour(600, 605, 630)
	again[2].Visit = "v2"
	nowhere := tour(600, 605, 630)
	nowhere[2].Visit = "unknown"
	short := tour(600, 605, 630)
	short[2].Visit = "near"
	short[0].Visit, short[1].Visit = "v1", "v1"
	unfinished := tour(600, 605, 630)
	unfinished = append(unfinished[:1], unfinished[2:]...)
	for name, c := range map[string]struct {
		spells []jobs.Spell
		want   int
	}{
		"in 25 minutes":              {tour(600, 605, 630), 1},
		"in six minutes, 75 km/h":    {tour(600, 605, 611), 1},
		"in five, 90 km/h":           {tour(600, 605, 610), 0},
		"in a minute":                {tour(600, 605, 606), 0},
		"in over three hours":        {tour(600, 605, 790), 0},
		"an hour after work":         {tour(600, 660, 685), 0},
		"before the work ended":      {tour(600, 590, 620), 0},
		"still under way":            {open, 0},
		"after somebody else's work": {other, 0},
		"to where he was":            {again, 0},
		"from an unknown place":      {nowhere, 0},
		"a few steps":                {short, 0},
		"without an arrival":         {unfinished, 0},
	} {
		got := tripsOf(c.spells, places)
		if len(got) != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if len(got) == 1 && (got[0].metres < 7400 || got[0].metres > 7600 || got[0].hour() != 10) {
			t.Errorf("%s: %+v", name, got[0])
		}
	}
}

func TestParked_isTheLongestAtOnePlace(t *testing.T) {
	fix := func(n int, lat float64) fence.Fix {
		return fence.Fix{Point: geo.Point{Lat: lat, Lng: 73.8}, AccuracyM: 10, At: minute(n)}
	}
	trail := []fence.Fix{fix(590, 18.50), fix(600, 18.50), fix(605, 18.51), fix(615, 18.5101), fix(632, 18.51), fix(640, 18.54), fix(700, 18.54)}
	if got := parked(trail, minute(600), minute(645)); got != 27*time.Minute {
		t.Errorf("parked %v", got)
	}
	if got := parked(nil, minute(600), minute(645)); got != 0 {
		t.Errorf("without a trail: %v", got)
	}
}

func TestSpeeds_areMediansHeldBackByTheUsual(t *testing.T) {
	var trips []trip
	for n := range 60 {
		metres := 5000 // in 25 minutes: 200 m a minute
		if n%10 == 0 {
			metres = 30000 // odd ones
		}
		trips = append(trips, trip{"ravi", minute(600), minute(625), metres})
	}
	for range priorTrips - 1 {
		trips = append(trips, trip{"ravi", minute(720), minute(745), 2500})
	}
	learnt := speeds(trips)
	if len(learnt) != 2 || learnt[0] != (Learnt{Hour: 10, MetresPerMinute: 200, Trips: 60}) || learnt[1].Trips != 29 {
		t.Fatalf("%+v", learnt)
	}
	if got := learnt[0].Used(); got != 225 { // 60 trips of 1/200 and 30 of 1/300 minutes a metre
		t.Errorf("used: %d", got)
	}
	if got := learnt[1].Used(); got != geo.UsualHours[12] {
		t.Errorf("29 trips say: %d", got)
	}
	roads, of := roadsBy(learnt)
	if of != 60 || roads.Hours()[10] != 225 || roads.Hours()[12] != geo.UsualHours[12] {
		t.Errorf("%d trips, %v", of, roads.Hours())
	}
	if roads, of := roadsBy(nil); of != 0 || roads.Hours() != geo.UsualHours {
		t.Error("nothing was learnt")
	}
}
