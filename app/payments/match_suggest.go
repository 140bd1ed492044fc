package payments

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/pocketbase/dbx"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/gst"
	"doorstep/app/kernel/money"
)

// Suggestion is what a line may be: a payment, a deposit of cash, or what an open invoice is owed. One of the three ids is given.
// Why are words of the list below. Differs says that the reference is the same and the amount is not: that is never matched, but
// may be put right by recording what the bank has. Held is what would have been held back as tax, Bps its rate.
type Suggestion struct {
	Payment, Deposit, Invoice string
	No, Customer, Name        string
	State                     State
	Date                      clock.Date
	Amount                    money.Paise
	Differs                   bool
	Bps                       int
	Held                      money.Paise
	Why                       []string
	score                     int
}

// Why something is suggested.
const (
	WhyRRN    = "rrn"    // the bank's reference
	WhyTR     = "tr"     // our own in the narration
	WhyAmount = "amount" // the same amount
	WhyName   = "name"   // words of the customer's name in the narration
	WhyNumber = "number" // the invoice's number in the narration
	WhyHeld   = "held"   // short by what tax would be
)

var weight = map[string]int{WhyRRN: 100, WhyTR: 60, WhyNumber: 50, WhyAmount: 30, WhyName: 25, WhyHeld: 10}

// suggestions is how many a person is shown.
const suggestions = 8

// Suggest lists what an unmatched credit may be, the likeliest first. Errors: Forbidden; NotFound.
func (s *Service) Suggest(ctx context.Context, line string) ([]Suggestion, error) {
	if err := act.Require(ctx, SeeBank); err != nil {
		return nil, err
	}
	_, l, err := findLine(s.app, line)
	if err != nil || l.Credit == 0 || l.State != LineUnmatched {
		return nil, err
	}
	all, err := s.suggestPayments(ctx, l)
	if err != nil {
		return nil, err
	}
	for _, more := range []func(context.Context, BankLine) ([]Suggestion, error){s.suggestDeposits, s.suggestInvoices} {
		found, err := more(ctx, l)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	for i := range all {
		for _, w := range all[i].Why {
			all[i].score += weight[w]
		}
	}
	slices.SortStableFunc(all, func(a, b Suggestion) int { return b.score - a.score })
	return all[:min(len(all), suggestions)], nil
}

// guess is one row that a line may be.
type guess struct {
	ID       string      `db:"id"`
	No       string      `db:"no"`
	State    string      `db:"state"`
	Date     string      `db:"date"`
	Customer string      `db:"customer"`
	Name     string      `db:"name"`
	RRN      string      `db:"rrn"`
	TR       string      `db:"tr"`
	Amount   money.Paise `db:"paise"`
	Taxable  money.Paise `db:"taxable"`
}

func (s *Service) suggestPayments(ctx context.Context, l BankLine) ([]Suggestion, error) {
	var rows []guess
	err := s.app.ConcurrentDB().NewQuery(`SELECT p.id, p.no, p.state, p.date, p.customer, c.name, p.rrn, p.tr, p.paise, 0 AS taxable
		FROM payments p JOIN customers c ON c.id = p.customer
		WHERE p.kind = 'receipt' AND p.mode != 'cash' AND p.bank_line = ''
		AND (p.state = 'claimed' OR p.state = 'verified' AND p.verified_how = 'accountant' AND p.at_server >= {:since})
		AND (p.rrn != '' AND p.rrn = {:rrn} OR p.paise = {:paise} AND p.date BETWEEN date({:day}, '-15 days') AND date({:day}, '+3 days'))
		ORDER BY ABS(julianday(p.date) - julianday({:day})), p.rowid LIMIT 50`).
		Bind(dbx.Params{
			"rrn": l.RRN, "paise": int64(l.Credit), "day": string(l.Date), "since": string(l.Date.AddDays(-30)),
		}).WithContext(ctx).All(&rows)
	all := make([]Suggestion, 0, len(rows))
	for _, g := range rows {
		x := g.suggestion(l)
		x.Payment, x.State = g.ID, State(g.State)
		x.Differs = g.Amount != l.Credit
		if l.RRN != "" && g.RRN == l.RRN {
			x.Why = append(x.Why, WhyRRN)
		}
		if cutOf(l.TR, g.TR) {
			x.Why = append(x.Why, WhyTR)
		}
		all = append(all, x)
	}
	return all, err
}

func (s *Service) suggestDeposits(ctx context.Context, l BankLine) ([]Suggestion, error) {
	var rows []guess
	err := s.app.ConcurrentDB().NewQuery(`SELECT d.id, d.slip AS no, '' AS state, d.date, '' AS customer, d.bank AS name, '' AS rrn, '' AS tr, d.paise, 0 AS taxable
		FROM deposits d WHERE d.bank_line = '' AND d.paise = {:paise} AND d.date BETWEEN date({:day}, '-15 days') AND date({:day}, '+3 days')
		ORDER BY d.date DESC LIMIT 10`).
		Bind(dbx.Params{"paise": int64(l.Credit), "day": string(l.Date)}).WithContext(ctx).All(&rows)
	all := make([]Suggestion, 0, len(rows))
	for _, g := range rows {
		x := g.suggestion(l)
		x.Deposit = g.ID
		all = append(all, x)
	}
	return all, err
}

// suggestInvoices are open invoices of the amount, of the amount less 1, 2 or 10 % of their value, or whose number is named.
func (s *Service) suggestInvoices(ctx context.Context, l BankLine) ([]Suggestion, error) {
	var rows []guess
	err := s.app.ConcurrentDB().NewQuery(`SELECT i.id, i.no, i.state, i.date, i.customer, c.name, '' AS rrn, '' AS tr, i.balance_paise AS paise, i.taxable_paise AS taxable
		FROM invoices i JOIN customers c ON c.id = i.customer
		WHERE i.balance_paise > 0 AND i.state = 'issued'
		AND (i.balance_paise = {:paise} OR i.balance_paise > {:paise} AND (
			ABS((i.balance_paise - {:paise}) * 100 - i.taxable_paise) <= 10050 OR ABS((i.balance_paise - {:paise}) * 50 - i.taxable_paise) <= 5050
			OR ABS((i.balance_paise - {:paise}) * 10 - i.taxable_paise) <= 1050)
			OR {:tr} != '' AND instr({:tr}, replace(replace(i.no, '/', ''), '-', '')) = 1)
		ORDER BY i.date DESC, i.rowid DESC LIMIT 300`).
		Bind(dbx.Params{"paise": int64(l.Credit), "tr": l.TR}).WithContext(ctx).All(&rows)
	all := make([]Suggestion, 0, len(rows))
	narration := squeezed(l.Narration)
	for _, g := range rows {
		x := g.suggestion(l)
		x.Invoice = g.ID
		if no := squeezed(g.No); len(no) >= leastPrefix && strings.Contains(narration, no) {
			x.Why = append(x.Why, WhyNumber)
		}
		if bps, held, ok := gst.GuessTDS(g.Taxable, g.Amount-l.Credit); ok && g.Amount > l.Credit {
			x.Bps, x.Held, x.Why = bps, held, append(x.Why, WhyHeld)
		}
		if len(x.Why) == 0 {
			continue
		}
		all = append(all, x)
	}
	return all, err
}

func (g guess) suggestion(l BankLine) Suggestion {
	x := Suggestion{No: g.No, Customer: g.Customer, Name: g.Name, Date: clock.Date(g.Date), Amount: g.Amount}
	if g.Amount == l.Credit {
		x.Why = append(x.Why, WhyAmount)
	}
	if g.Customer != "" && named(g.Name, l.Narration) {
		x.Why = append(x.Why, WhyName)
	}
	return x
}

// cutOf reports whether the bank's word is our reference or the beginning of it.
func cutOf(word, ours string) bool {
	return len(word) >= leastPrefix && strings.HasPrefix(strings.ToUpper(ours), word)
}

// squeezed is s without what banks drop: signs, spaces and case.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, s)
}

// common are words that name nobody.
var common = map[string]bool{
	"PVT": true, "LTD": true, "PRIVATE": true, "LIMITED": true, "LLP": true, "AND": true, "THE": true, "SERVICES": true, "SERVICE": true,
	"ENTERPRISES": true, "TRADERS": true, "INDIA": true, "BANK": true, "UPI": true, "NEFT": true, "IMPS": true, "TRANSFER": true, "SMT": true, "SHRI": true,
}

// named reports whether a word of the name that is the person's own stands in the narration.
func named(name, narration string) bool {
	words := func(s string) []string {
		return strings.FieldsFunc(strings.ToUpper(s), func(r rune) bool { return !unicode.IsLetter(r) })
	}
	said := words(narration)
	for _, w := range words(name) {
		if len(w) >= 3 && !common[w] && slices.Contains(said, w) {
			return true
		}
	}
	return false
}
