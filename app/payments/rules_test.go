package payments

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

const rupee = money.Rupee

func TestSpread_paysTheOldestFirstAndNeverMoreThanIsOwed(t *testing.T) {
	for _, c := range []struct {
		name string
		left money.Paise
		owed []money.Paise
		want []part
	}{
		{"nothing owed", 500, nil, nil},
		{"less than is owed", 500, []money.Paise{800}, []part{{"a", 500}}},
		{"the second gets the rest", 500, []money.Paise{200, 800}, []part{{"a", 200}, {"b", 300}}},
		{"one that is settled is passed over", 500, []money.Paise{0, 400}, []part{{"b", 400}}},
		{"one that was overpaid is passed over", 500, []money.Paise{-100, 900}, []part{{"b", 500}}},
		{"nothing left", 0, []money.Paise{100}, nil},
	} {
		var debts []debt
		for i, o := range c.owed {
			debts = append(debts, debt{string(rune('a' + i)), o})
		}
		if got := spread(c.left, debts); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestPaid_saysWhatTheMoneyOfAJobComesTo(t *testing.T) {
	for _, c := range []struct {
		name string
		st   standing
		want string
	}{
		{"nothing asked, nothing given", standing{}, "none"},
		{"asked for", standing{Total: 531, Open: 531}, "pending"},
		{"all claimed", standing{Total: 531, Open: 531, Claimed: 531}, "claimed"},
		{"more claimed than asked", standing{Total: 531, Open: 531, Claimed: 600}, "claimed"},
		{"a part claimed", standing{Total: 531, Open: 531, Claimed: 500}, "part"},
		{"a part verified", standing{Total: 531, Open: 31, Paid: 500}, "part"},
		{"a part verified, the rest claimed", standing{Total: 531, Open: 31, Paid: 500, Claimed: 31}, "claimed"},
		{"all verified", standing{Total: 531, Paid: 531}, "verified"},
		{"verified, not put to the draft yet", standing{Total: 531, Open: 531, Paid: 531, Account: 531}, "verified"},
		{"paid ahead, nothing asked yet", standing{Paid: 200, Account: 200}, "part"},
		{"claimed, nothing asked yet", standing{Claimed: 200}, "part"},
		{"credited, nobody paid", standing{Total: 531}, "none"},
		{"all verified, and something else claimed", standing{Total: 531, Paid: 531, Claimed: 100}, "verified"},
	} {
		if got := c.st.paid(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestCover_coversThePaymentsWholeTheOldestFirst(t *testing.T) {
	for _, c := range []struct {
		waiting []money.Paise
		held    money.Paise
		want    int
	}{
		{nil, 0, 0},
		{[]money.Paise{500, 300}, 0, 2},
		{[]money.Paise{500, 300}, 300, 1},
		{[]money.Paise{500, 300}, 299, 1},
		{[]money.Paise{500, 300}, 301, 0},
		{[]money.Paise{500, 300}, 800, 0},
		{[]money.Paise{500, 300, 1}, 1, 2},
	} {
		if got := cover(c.waiting, c.held); got != c.want {
			t.Errorf("%v of which %d is held: %d covered, want %d", c.waiting, c.held, got, c.want)
		}
	}
}

func TestNewHandOver_isHeldAgainstTheBooks(t *testing.T) {
	for _, c := range []struct {
		name string
		held money.Paise
		in   NewHandOver
		want counted
		code string
	}{
		{"all of it", 800 * rupee, NewHandOver{Counted: "800"}, counted{Held: 80000, Counted: 80000}, ""},
		{"by notes alone", 800 * rupee, NewHandOver{Notes: map[int]int{500: 1, 100: 3}}, counted{Held: 80000, Counted: 80000}, ""},
		{"notes and sum agree", 800 * rupee, NewHandOver{Counted: "800", Notes: map[int]int{200: 4}}, counted{Held: 80000, Counted: 80000}, ""},
		{"notes and sum differ", 800 * rupee, NewHandOver{Counted: "800", Notes: map[int]int{200: 3}}, counted{}, "handover_notes"},
		{"no such note", 800 * rupee, NewHandOver{Counted: "800", Notes: map[int]int{7: 1}}, counted{}, "handover_note"},
		{"some short, no reason", 800 * rupee, NewHandOver{Counted: "700"}, counted{}, "handover_short"},
		{"some short", 800 * rupee, NewHandOver{Counted: "700", Reason: "paid parking"}, counted{Held: 80000, Counted: 70000, Short: 10000}, ""},
		{"all short", 800 * rupee, NewHandOver{Counted: "0", Reason: "robbed"}, counted{Held: 80000, Short: 80000}, ""},
		{"keeps change", 800 * rupee, NewHandOver{Counted: "700", Keeps: "100"}, counted{Held: 80000, Counted: 70000, Keeps: 10000}, ""},
		{"keeps all", 800 * rupee, NewHandOver{Counted: "0", Keeps: "800"}, counted{}, "required"},
		{"more than he holds", 800 * rupee, NewHandOver{Counted: "801"}, counted{}, "handover_over"},
		{"nothing typed", 800 * rupee, NewHandOver{}, counted{}, "required"},
		{"not a sum", 800 * rupee, NewHandOver{Counted: "eight"}, counted{}, "money_bad"},
		{"took more in the meantime", 800 * rupee, NewHandOver{Counted: "500", Expected: "500"}, counted{}, "cash_changed"},
		{"holds nothing", 0, NewHandOver{Counted: "0"}, counted{}, "handover_none"},
	} {
		got, err := c.in.read(c.held)
		switch all := fault.All(err); {
		case c.code == "" && (err != nil || got != c.want):
			t.Errorf("%s: %+v %v, want %+v", c.name, got, err, c.want)
		case c.code != "" && (len(all) == 0 || all[0].Code != c.code):
			t.Errorf("%s: %v, want %s", c.name, err, c.code)
		}
	}
}

func TestClaim_isHeldToLimitsAndReferences(t *testing.T) {
	defer clock.Freeze(time.Date(2026, 11, 16, 10, 0, 0, 0, clock.IST))()
	good := Claim{Mode: UPI, Amount: 531 * rupee, RRN: "632012345678"}
	for _, c := range []struct {
		name   string
		change func(*Claim)
		code   string
	}{
		{"as it should be", func(*Claim) {}, ""},
		{"no amount", func(c *Claim) { c.Amount = 0 }, "required"},
		{"below nothing", func(c *Claim) { c.Amount = -1 }, "money_bad"},
		{"too large for UPI", func(c *Claim) { c.Amount = Most[UPI] + 1 }, "payment_large"},
		{"two lakh in cash", func(c *Claim) { c.Mode, c.RRN, c.Amount = Cash, "", 2_00_000*rupee }, "payment_large"},
		{"UPI without reference", func(c *Claim) { c.RRN = "" }, "required"},
		{"eleven digits", func(c *Claim) { c.RRN = "63201234567" }, "rrn_form"},
		{"cheque without number", func(c *Claim) { c.Mode, c.RRN = Cheque, "" }, "required"},
		{"cheque", func(c *Claim) { c.Mode, c.RRN, c.Ref = Cheque, "", "000123" }, ""},
		{"transfer without reference", func(c *Claim) { c.Mode, c.RRN = Transfer, "" }, "required"},
		{"tomorrow", func(c *Claim) { c.Date = "2026-11-17" }, "date_future"},
		{"last month", func(c *Claim) { c.Date = "2026-10-17" }, ""},
		{"bad VPA", func(c *Claim) { c.VPA = "nobody" }, "vpa_form"},
		{"bad key", func(c *Claim) { c.Key = "x" }, "invalid"},
		{"no such mode", func(c *Claim) { c.Mode = "gold" }, "required"},
	} {
		in := good
		c.change(&in)
		got, err := in.checked()
		if all := fault.All(err); c.code == "" && err != nil || c.code != "" && (len(all) == 0 || all[0].Code != c.code) {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
		if err == nil && (got.Key == "" || got.Date == "") {
			t.Errorf("%s: no key or date", c.name)
		}
	}
	if c, err := (Claim{Mode: UPI, Amount: 1, RRN: "UPI/6320 1234 5678"}).checked(); err != nil || c.RRN != "632012345678" {
		t.Errorf("the reference is %q %v", c.RRN, err)
	}
}

func TestPayment_isOverdueAfterTwoDays(t *testing.T) {
	now := time.Date(2026, 11, 16, 10, 0, 0, 0, clock.IST)
	defer clock.Freeze(now)()
	for _, c := range []struct {
		state State
		ago   time.Duration
		want  bool
	}{{Claimed, 48 * time.Hour, false}, {Claimed, 48*time.Hour + time.Second, true}, {Verified, 72 * time.Hour, false}} {
		if got := (Payment{State: c.state, AtServer: now.Add(-c.ago)}).Overdue(); got != c.want {
			t.Errorf("%s for %s: %v", c.state, c.ago, got)
		}
	}
}

// firm is a firm on paper: the same rules that the verbs apply, without a database.
type firm struct {
	payments map[int]*Payment
	log      map[int][]Allocation
	owed     map[string]money.Paise
	moves    map[string]money.Paise // derived from all that moved, by holder
	held     map[string]money.Paise // kept along
	n        int
}

// step does one thing at random.
func (f *firm) step(t *testing.T, r *rand.Rand) {
	pick := func() (int, *Payment) {
		if f.n == 0 {
			return 0, nil
		}
		i := r.IntN(f.n)
		return i, f.payments[i]
	}
	invoice := string(rune('a' + r.IntN(4)))
	switch i, p := pick(); {
	case p == nil || r.IntN(4) == 0:
		f.payments[f.n] = &Payment{Kind: In, Mode: []Mode{UPI, Cash}[r.IntN(2)], State: Claimed, Amount: money.Paise(1 + r.IntN(1000))}
		if p := f.payments[f.n]; p.Mode == Cash {
			f.moves["tech"] += p.Amount
			f.held["tech"] += p.Amount
		}
		f.n++
	case p.State == Claimed && p.Mode != Cash:
		p.State = Verified
		f.put(i, spread(p.Left(), []debt{{invoice, f.owed[invoice]}}))
	case p.Left() > 0 && r.IntN(2) == 0:
		f.put(i, spread(p.Left(), []debt{{invoice, f.owed[invoice]}}))
	case p.State == Verified && r.IntN(3) == 0 && p.Left() > 0:
		p.Refunded += 1 + money.Paise(r.IntN(int(p.Left())))
	case p.State == Verified && r.IntN(2) == 0:
		for _, l := range live(f.log[i]) {
			f.release(t, i, l.Invoice, 1+money.Paise(r.IntN(int(l.Amount))))
		}
	case r.IntN(3) == 0:
		f.owed[invoice] += money.Paise(r.IntN(900))
	default:
		f.count(t, r)
	}
}

func (f *firm) put(i int, parts []part) {
	for _, p := range parts {
		f.payments[i].Applied += p.Amount
		f.owed[p.Invoice] -= p.Amount
		f.log[i] = append(f.log[i], Allocation{Invoice: p.Invoice, Amount: p.Amount, Settlement: string(rune(len(f.log[i])))})
	}
}

func (f *firm) release(t *testing.T, i int, invoice string, amount money.Paise) {
	for _, h := range held(f.log[i], invoice) {
		n := min(amount, h.Amount)
		if n <= 0 {
			return
		}
		f.log[i] = append(f.log[i], Allocation{Invoice: invoice, Amount: -n, Settlement: h.Settlement})
		f.payments[i].Applied -= n
		f.owed[invoice] += n
		amount -= n
	}
	if amount != 0 {
		t.Fatalf("%d could not be taken back", amount)
	}
}

// count hands over some of the cash and verifies what that covers.
func (f *firm) count(t *testing.T, r *rand.Rand) {
	now := f.held["tech"]
	if now <= 0 {
		return
	}
	keeps := money.Paise(r.Int64N(int64(now)))
	gave := money.Paise(r.Int64N(int64(now-keeps) + 1))
	c, err := NewHandOver{Counted: gave.Plain(), Keeps: keeps.Plain(), Reason: "short"}.read(now)
	if err != nil {
		t.Fatal(err)
	}
	f.moves["tech"] -= c.Counted
	f.moves["tech"] -= c.Short
	f.moves["till"] += c.Counted
	f.held["tech"], f.held["till"] = keeps, f.held["till"]+gave
	var waiting []money.Paise
	var which []int
	for i := range f.n {
		if p := f.payments[i]; p.Mode == Cash && p.HandOver == "" {
			waiting, which = append(waiting, p.Amount), append(which, i)
		}
	}
	for _, i := range which[:cover(waiting, keeps)] {
		f.payments[i].State, f.payments[i].HandOver = Verified, "h"
	}
}

func TestHistories_neverUseMoreThanThereIsAndDeriveTheSameCash(t *testing.T) {
	r := rand.New(rand.NewPCG(26, 27))
	for range 100_000 {
		f := &firm{
			payments: map[int]*Payment{}, log: map[int][]Allocation{}, owed: map[string]money.Paise{"a": 500, "b": 900},
			moves: map[string]money.Paise{}, held: map[string]money.Paise{},
		}
		for range 4 + r.IntN(16) {
			f.step(t, r)
		}
		for i, p := range f.payments {
			var derived money.Paise
			for _, a := range f.log[i] {
				derived += a.Amount
			}
			switch {
			case derived != p.Applied:
				t.Fatalf("allocations come to %d, stored is %d", derived, p.Applied)
			case p.Applied+p.Refunded > p.Amount || p.Applied < 0:
				t.Fatalf("%d of %d applied, %d paid back", p.Applied, p.Amount, p.Refunded)
			case p.State != Verified && p.Applied+p.Refunded > 0:
				t.Fatalf("money that is %s was used", p.State)
			}
		}
		for invoice, owed := range f.owed {
			if owed < 0 {
				t.Fatalf("invoice %s is overpaid by %d", invoice, -owed)
			}
		}
		var uncovered money.Paise
		for _, p := range f.payments {
			if p.Mode == Cash && p.HandOver == "" {
				uncovered += p.Amount
			}
		}
		for who, held := range f.held {
			if f.moves[who] != held || held < 0 {
				t.Fatalf("%s holds %d, the moves say %d", who, held, f.moves[who])
			}
		}
		if uncovered < f.held["tech"] {
			t.Fatalf("he holds %d of payments of %d", f.held["tech"], uncovered)
		}
	}
}

func TestMust_namesTheStateOfThePayment(t *testing.T) {
	err := Payment{No: "FWR/26-27/0007", State: Verified}.must(Claimed)
	if !errors.Is(err, fault.New(fault.Conflict, "payment_state")) || fault.All(err)[0].Params["no"] != "FWR/26-27/0007" {
		t.Error(err)
	}
}
