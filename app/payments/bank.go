package payments

import (
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/statement"
)

// Account is an account at a bank whose statements are brought in. Columns is how its files are laid out where a person said so;
// Last is the day of the newest line, Waiting how many credits have no payment yet. Both are of reads only.
type Account struct {
	ID, Name, Bank, Last4 string
	Rev                   int
	Columns               *statement.Columns
	Last                  clock.Date
	Waiting               int
}

// NewAccount is an account as typed. Bank is what the account is with: "hdfc", "icici", "sbi" or any other name.
type NewAccount struct {
	ID                string
	Rev               int
	Name, Bank, Last4 string
}

// Import is a file that the bank's site gave. Columns says how it is laid out, nil what is known of the account or its headings
// say; it is kept for the account. Sure brings it in although it looks like another account's.
type Import struct {
	Account, Name string
	Body          []byte
	Columns       *statement.Columns
	Sure          bool
}

// Imported is what a file brought: Fresh lines, and Known ones that an earlier file had. A file without fresh lines is not kept
// and has no ID. Matched counts the lines whose payment or deposit was found.
type Imported struct {
	ID, Account, AccountName, Name string
	Lines, Fresh, Known, Matched   int
	From, To                       clock.Date
	Problems                       []statement.Problem
	At                             time.Time
	By, ByName                     string
}

// LineState is what became of a line.
type LineState string

// States of a line.
const (
	LineUnmatched LineState = "unmatched"
	LineMatched   LineState = "matched"
	LineIgnored   LineState = "ignored"
)

// How a line was matched: by the bank's reference, our own in the narration, amount and day (deposits), or a person.
const (
	MatchRRN    = "rrn"
	MatchTR     = "tr"
	MatchAmount = "amount"
	MatchHand   = "hand"
)

// BankLine is one entry of an account. Exactly one of Credit and Debit is above zero. Reason is why it was ignored or unmatched.
type BankLine struct {
	ID                      string
	Rev                     int
	Account, Import         string
	Date                    clock.Date
	Narration, Ref, RRN, TR string
	Kind                    string // statement.KindUPI …
	Credit, Debit, Balance  money.Paise
	State                   LineState
	Payment, Deposit        string
	How, Reason             string
	MatchedAt               time.Time
	MatchedBy, MatchedName  string
	AccountName, PaymentNo  string // of reads only
	CustomerName            string
}

// Amount is what moved, whichever way.
func (l BankLine) Amount() money.Paise { return l.Credit + l.Debit }
