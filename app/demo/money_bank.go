package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// statementDays is how far back statements were imported; what is older was verified by hand.
const statementDays = 30

// statement is one import of bank lines.
type statement struct {
	id             string
	at             time.Time
	from, to       clock.Date
	lines, matched int
}

// onStatement reports whether what happened at the bank then is on a statement.
func (b *books) onStatement(at time.Time) bool {
	return clock.DateOf(at) >= max(b.first, b.today.AddDays(-statementDays))
}

// nextImport is when the statement of the day is imported: the next morning, Sundays left out.
func (b *books) nextImport(at time.Time) time.Time {
	day := clock.DateOf(at).AddDays(1)
	if day.Weekday() == time.Sunday {
		day = day.AddDays(1)
	}
	return day.At(10*60 + 45)
}

// seen decides when the business sees the money of a claim.
func (b *books) seen(p *pay) {
	if b.onStatement(p.at) {
		p.verified, p.how = b.nextImport(p.at), "statement"
		return
	}
	p.verified, p.how = b.office(clock.DateOf(p.at).AddDays(1).At(11*60)), "accountant"
}

// account is the id of the company's bank account; it is entered when it is first asked for.
func (b *books) account(at time.Time) (string, error) {
	if b.bank != "" {
		return b.bank, nil
	}
	b.bank, b.funds = b.k.ids.next("bank_accounts"), 3_42_118_40
	row := map[string]any{"name": "HDFC current account", "bank": "hdfc", "last4": "4471"}
	if err := b.note(b.staff[0], "bank.save_account", "", at, "bank_accounts", b.bank, row); err != nil {
		return "", err
	}
	return b.bank, b.put("bank_accounts", at, b.bank, []string{"name", "bank", "last4"}, "HDFC current account", "hdfc", "4471")
}

// fetch imports the statement of the days since the last one, and what of it belongs to nothing here.
func (b *books) fetch(at time.Time) error {
	if err := b.kept(); err != nil {
		return err
	}
	if _, err := b.account(at); err != nil {
		return err
	}
	day := clock.DateOf(at)
	s := &statement{id: b.k.ids.next("bank_imports"), at: at, from: day.AddDays(-1), to: day.AddDays(-1)}
	if day.Weekday() == time.Monday {
		s.from = day.AddDays(-2)
	}
	b.imports = append(b.imports, s)
	fresh := day >= b.today.AddDays(-4)
	if chance(b.rng, 8) || fresh && b.strange < 4 {
		b.strange++
		name := strings.ToUpper(pick(b.rng, b.clients).Name)
		l := bankLine{day: s.to, at: at, kind: "upi", amount: money.Paise(between(b.rng, 350, 4800)) * money.Rupee, state: "unmatched", rrn: b.reference(s.to.At(15 * 60))}
		l.text = fmt.Sprintf("UPI-%s-%s@OKEXAMPLE-%s-PAYMENT", name, strings.ToLower(strings.Fields(name)[0]), l.rrn)
		if b.strange%3 == 0 {
			l.kind, l.rrn = "neft", ""
			l.ref = fmt.Sprintf("N%03d%09d", s.to.Start().YearDay(), b.rng.IntN(1_000_000_000))
			l.text = "NEFT CR-" + l.ref + "-" + name
			l.amount *= 3
		}
		if err := b.line(l); err != nil {
			return err
		}
	}
	if day.Weekday() == time.Monday {
		return b.line(bankLine{day: s.to, at: at, kind: "charge", text: "SMS AND CASH HANDLING CHARGES", amount: -118 * money.Rupee, state: "ignored", reason: "Charges of the bank"})
	}
	return nil
}

// kept stores the last import, whose lines are all known by now.
func (b *books) kept() error {
	if len(b.imports) == 0 {
		return nil
	}
	s := b.imports[len(b.imports)-1]
	account, err := b.account(s.at)
	if err != nil {
		return err
	}
	by, name := b.accountant(), "Acct_Statement_XX4471_"+strings.ReplaceAll(string(s.to), "-", "")+".csv"
	sum := sha256.Sum256([]byte(name))
	return b.put("bank_imports", s.at, s.id, []string{"account", "name", "sha256", "lines", "fresh", "matched", "from", "to", "at", "by", "by_name"},
		account, name, hex.EncodeToString(sum[:]), s.lines, s.lines, s.matched, string(s.from), string(s.to), stampOf(s.at), by.User, by.Name)
}

// bankLine is one line of a statement. A negative amount was taken off.
type bankLine struct {
	id, text, ref, rrn, kind, state, how, payment, deposit, reason string
	day                                                            clock.Date
	at                                                             time.Time
	amount                                                         money.Paise
}

// credited puts the payment on the statement that is being imported.
func (b *books) credited(p *pay, at time.Time) error {
	l := bankLine{id: b.k.ids.next("bank_lines"), day: clock.DateOf(p.at), at: at, rrn: p.rrn, ref: p.ref, amount: p.amount, state: "matched", payment: p.id, kind: "upi", how: "rrn"}
	name := strings.ToUpper(p.bill.client.Name)
	l.text = fmt.Sprintf("UPI-%s-%s-SCH", name, p.rrn)
	if p.mode == "bank" {
		l.kind, l.how, l.text = "neft", "hand", "NEFT CR-"+p.ref+"-"+name
	}
	p.line = l.id
	return b.line(l)
}

var bankColumns = []string{
	"account", "import", "date", "narration", "ref", "rrn", "kind", "credit_paise", "debit_paise", "balance_paise", "hash", "state", "payment", "deposit", "how", "reason",
	"matched_at", "matched_by", "matched_name",
}

func (b *books) line(l bankLine) error {
	account, err := b.account(l.at)
	if err != nil {
		return err
	}
	if l.id == "" {
		l.id = b.k.ids.next("bank_lines")
	}
	s := b.imports[len(b.imports)-1]
	s.lines++
	b.funds += l.amount
	var credit, debit int64
	if l.amount > 0 {
		credit = int64(l.amount)
	} else {
		debit = int64(-l.amount)
	}
	at, by, name := "", "", ""
	if l.state == "matched" {
		s.matched++
		at, by, name = stampOf(l.at), b.accountant().User, b.accountant().Name
	}
	hash := sha256.Sum256([]byte(l.id + l.text))
	return b.put("bank_lines", l.at, l.id, bankColumns, account, s.id, string(l.day), l.text, l.ref, l.rrn, l.kind, credit, debit, int64(b.funds),
		hex.EncodeToString(hash[:]), l.state, l.payment, l.deposit, l.how, l.reason, at, by, name)
}
