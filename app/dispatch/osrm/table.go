package osrm

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// Way is how long a way takes on empty roads, and how long it is; Metres is -1 where the server does not tell. Not Found, there is no
// road between the two.
type Way struct {
	Seconds, Metres int
	Found           bool
}

const (
	longest  = 48 * 3600  // seconds
	furthest = 10_000_000 // metres
)

type tableAnswer struct {
	Code      string       `json:"code"`
	Message   string       `json:"message"`
	Durations [][]*float64 `json:"durations"`
	Distances [][]*float64 `json:"distances"`
}

// Parse reads the answer to a table of so many places: durations in seconds, and distances in metres, which older servers leave out;
// null where there is no road. Anything else is an error.
func Parse(raw []byte, from, to int) ([][]Way, error) {
	var answer tableAnswer
	if err := json.Unmarshal(raw, &answer); err != nil {
		return nil, fmt.Errorf("osrm: %w", err)
	}
	if answer.Code != "Ok" {
		return nil, errors.New("osrm: " + short(answer.Code+" "+answer.Message))
	}
	if !shaped(answer.Durations, from, to) || answer.Distances != nil && !shaped(answer.Distances, from, to) {
		return nil, errors.New("osrm: the answer has other places than were asked for")
	}
	table := make([][]Way, from)
	for i, row := range answer.Durations {
		table[i] = make([]Way, to)
		for j, seconds := range row {
			var metres *float64
			if answer.Distances != nil {
				metres = answer.Distances[i][j]
			}
			way, err := read(seconds, metres)
			if err != nil {
				return nil, err
			}
			table[i][j] = way
		}
	}
	return table, nil
}

func shaped(rows [][]*float64, from, to int) bool {
	for _, row := range rows {
		if len(row) != to {
			return false
		}
	}
	return len(rows) == from
}

func read(seconds, metres *float64) (Way, error) {
	if seconds == nil {
		return Way{}, nil
	}
	w := Way{Seconds: int(math.Ceil(*seconds)), Metres: -1, Found: true}
	if *seconds < 0 || *seconds > longest {
		return Way{}, fmt.Errorf("osrm: a way of %g seconds", *seconds)
	}
	if metres != nil {
		if *metres < 0 || *metres > furthest {
			return Way{}, fmt.Errorf("osrm: a way of %g metres", *metres)
		}
		w.Metres = int(math.Round(*metres))
	}
	return w, nil
}

// refusal is what a server says that answers with another status than 200.
func refusal(raw []byte) string {
	var answer tableAnswer
	if json.Unmarshal(raw, &answer) != nil {
		return "no table"
	}
	return short(answer.Code + " " + answer.Message)
}

func short(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200])
	}
	return s
}
