package payments

import (
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// Hand is the cash in one technician's hands. Oldest is when the oldest cash that is still there was taken. Short is what he was
// found short by at hand-overs and answers for.
type Hand struct {
	Technician, Name string
	Paise, Short     money.Paise
	Oldest           time.Time
	Payments         int // that are still in his hands
}

// Move is cash that came or went. An empty technician is the till of the office. Kinds: collected, received, handed_over, short,
// deposited, refunded, reversed. Amount is negative for what went.
type Move struct {
	ID, Technician, Name, Kind   string
	Amount                       money.Paise
	Payment, PaymentNo, HandOver string
	Deposit, Reason, By, ByName  string
	At                           time.Time
}

// NewHandOver is cash counted by a second person, as typed. Keeps is what the technician keeps for change; Expected is what the
// person who counts was shown, and may be empty. Notes holds how many of each note or coin, by its value in rupees.
type NewHandOver struct {
	Technician               string
	Counted, Keeps, Expected string
	Notes                    map[int]int
	Reason                   string
}

// HandOver is cash that went from a technician's hands to the till.
type HandOver struct {
	ID, Technician, Name     string
	Expected, Counted, Short money.Paise
	Notes                    map[int]int
	Reason                   string
	At                       time.Time
	CountedBy, CountedName   string
	Verified                 int // payments that it verified; of HandOver's answer only
}

// NewDeposit is cash taken from the till to the bank, as typed. Empty Date is today.
type NewDeposit struct {
	Amount           string
	Date             clock.Date
	Slip, Bank, Note string
}

// Deposit is cash taken from the till to the bank.
type Deposit struct {
	ID               string
	Amount           money.Paise
	Date             clock.Date
	Slip, Bank, Note string
	BankLine         string
	At               time.Time
	By, ByName       string
}
