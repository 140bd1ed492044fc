package demo

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/payments"
)

// box is cash in one place and the payments in it that nobody counted yet.
type box struct {
	paise   money.Paise
	waiting []*pay
}

func (b *books) box(of string) *box {
	if b.boxes[of] == nil {
		b.boxes[of] = &box{}
	}
	return b.boxes[of]
}

// take puts cash into the hand of who took it, or into the till.
func (b *books) take(p *pay, at time.Time, by act.By) error {
	kind := payments.MoveCollected
	if p.tech == nil {
		kind = payments.MoveReceived
	} else {
		b.box(p.tech.ID).waiting = append(b.box(p.tech.ID).waiting, p)
	}
	return b.move(p.techID(), kind, p.amount, at, by, p.id, "", "", "")
}

var moveColumns = []string{"technician", "kind", "paise", "payment", "handover", "deposit", "reason", "at", "by", "by_name"}

func (b *books) move(of, kind string, amount money.Paise, at time.Time, by act.By, payment, handover, deposit, reason string) error {
	b.box(of).paise += amount
	return b.put("cash_moves", at, b.k.ids.next("cash_moves"), moveColumns, of, kind, int64(amount), payment, handover, deposit, reason, stampOf(at), by.User, by.Name)
}

// handsOver is when the technician next hands over what he has: most evenings. One has not come by for days.
func (b *books) handsOver(t *tech, from time.Time) time.Time {
	i := slices.Index(b.techs, t)
	for day := clock.DateOf(from); ; day = day.AddDays(1) {
		if at, ok := b.slot(i, day); ok && at.After(from) {
			return at
		}
		if day > b.today {
			return b.now.Add(time.Hour)
		}
	}
}

// slot is when technician i would hand over on the day.
func (b *books) slot(i int, day clock.Date) (time.Time, bool) {
	rests := day.Weekday() == time.Sunday || (i*7+day.Start().YearDay())%4 == 0
	if rests || i == 3 && day > b.today.AddDays(-7) {
		return time.Time{}, false
	}
	return day.At(18*60 + 40 + i), true
}

// handOver counts what technician i has and puts it into the till. It verifies what it covers.
func (b *books) handOver(i int, at time.Time) error {
	t := b.techs[i]
	hand := b.box(t.ID)
	if hand.paise <= 0 {
		return nil
	}
	by := b.staff[1+i%2]
	expected, counted, reason := hand.paise, hand.paise, ""
	if b.short--; b.short <= 0 && expected > 1000*money.Rupee {
		counted -= money.Paise(between(b.rng, 1, 5)) * 100 * money.Rupee
		reason = pick(b.rng, []string{"Gave change from his own purse, two notes are missing", "Paid parking out of the cash, no slip", "One note was counted twice at the door"})
		b.short = 45
	}
	id := b.k.ids.next("handovers")
	notes, err := json.Marshal(denominations(counted))
	if err != nil {
		return err
	}
	row := map[string]any{"technician": t.ID, "expected_paise": int64(expected), "counted_paise": int64(counted), "short_paise": int64(expected - counted), "reason": reason}
	if err := b.note(by, "cash.count", reason, at, "handovers", id, row); err != nil {
		return err
	}
	if err := b.put("handovers", at, id, []string{"technician", "expected_paise", "counted_paise", "short_paise", "reason", "notes", "at", "counted_by", "counted_name", "handed_name"},
		t.ID, int64(expected), int64(counted), int64(expected-counted), reason, string(notes), stampOf(at), by.User, by.Name, t.Name); err != nil {
		return err
	}
	waiting := hand.waiting
	hand.waiting = nil
	for _, m := range []struct {
		of, kind string
		amount   money.Paise
	}{{t.ID, payments.MoveHanded, -counted}, {t.ID, payments.MoveShort, counted - expected}, {"", payments.MoveReceived, counted}} {
		if m.amount == 0 {
			continue
		}
		if err := b.move(m.of, m.kind, m.amount, at, by, "", id, "", reason); err != nil {
			return err
		}
	}
	for _, p := range waiting {
		p.handover = id
		if err := b.verify(p, at, by); err != nil {
			return err
		}
	}
	return nil
}

// denominations are the notes and coins of an amount.
func denominations(p money.Paise) map[string]int {
	notes := map[string]int{}
	left := int(p / money.Rupee)
	for _, n := range payments.Denominations {
		if left >= n {
			notes[strconv.Itoa(n)] = left / n
			left %= n
		}
	}
	return notes
}

// float is what stays in the till for change.
const float = 2000 * money.Rupee

// deposit takes what is too much in the till to the bank.
func (b *books) deposit(at time.Time) error {
	amount := (b.box("").paise - float) / (100 * money.Rupee) * (100 * money.Rupee)
	if amount < 3000*money.Rupee {
		return nil
	}
	by, day, id := b.accountant(), clock.DateOf(at), b.k.ids.next("deposits")
	slip := fmt.Sprintf("%06d", 214000+len(b.imports)*3+int(b.numbers["demo:slip"]))
	b.numbers["demo:slip"]++
	if err := b.note(by, "cash.deposit", "", at, "deposits", id, map[string]any{"paise": int64(amount), "date": string(day), "slip": slip}); err != nil {
		return err
	}
	line := ""
	if b.onStatement(at) && b.nextImport(at).Before(b.now) {
		line = b.k.ids.next("bank_lines")
		b.on(b.nextImport(at), func(at time.Time) error {
			return b.line(bankLine{id: line, day: day, at: at, text: "CASH DEP KARVE ROAD " + slip, ref: slip, kind: "cash", amount: amount, state: "matched", how: "hand", deposit: id})
		})
	}
	if err := b.put("deposits", at, id, []string{"paise", "date", "slip", "bank", "bank_line", "at", "by", "by_name"}, int64(amount), string(day), slip, "HDFC Bank, Karve Road", line,
		stampOf(at), by.User, by.Name); err != nil {
		return err
	}
	return b.move("", payments.MoveDeposited, -amount, at, by, "", "", id, "")
}
