// Package backup copies the whole of an appliance's data into one file and brings it back.
//
// Owns: what belongs to a copy, that a copy taken while people work is the data of one moment, and what is checked before a copy takes
// the place of a folder. Does not own: when copies are made and where they are kept (PocketBase's settings, the owner's own timer).
//
// A copy is a ZIP of the data folder with the label doorstep.json beside it. It holds the keys of the folder too: who has the file can
// read everything and act as anybody.
package backup

import (
	"time"

	"doorstep/app/kernel/clock"
)

// Label says what a copy is: by which version it was made and when, and the end of the audit chain in it.
type Label struct {
	Version string    `json:"version"`
	Made    time.Time `json:"made"`
	Events  int64     `json:"events"`
	Last    string    `json:"last"` // hash of the newest event; it can be written down elsewhere as a seal of the books
}

const (
	labelFile = "doorstep.json"
	mainDB    = "data.db"
	logDB     = "auxiliary.db"
)

// stampFormat is how the moment stands in names of files: Indian time, to the second.
const stampFormat = "20060102-150405"

// Name is what a copy made now is called.
func Name() string { return "doorstep-" + clock.Now().In(clock.IST).Format(stampFormat) + ".zip" }
