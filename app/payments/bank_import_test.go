package payments_test

import (
	"fmt"
	"strings"
	"testing"

	"doorstep/app/audit"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/statement"
	"doorstep/app/kernel/vectors"
	"doorstep/app/payments"
)

func TestVectorsImport_matchesTheSamplesOfEachBank(t *testing.T) {
	var v struct {
		Banks map[string]struct{ File string }
	}
	vectors.Load(t, "bank_statement_samples.json", &v)
	n := 0
	for bank, sampled := range v.Banks {
		t.Run(bank, func(t *testing.T) {
			b := open(t)
			claims := []payments.Payment{
				b.says(payments.Claim{Mode: payments.UPI, Amount: 621900, RRN: "629091234567", Date: "2026-10-17"}),
				b.says(payments.Claim{Mode: payments.UPI, Amount: 118000, RRN: "629091234568", Date: "2026-10-17"}),
				b.says(payments.Claim{Mode: payments.Transfer, Amount: 2480800, RRN: "629291234570", Date: "2026-10-19"}),
			}
			b.says(payments.Claim{Mode: payments.Cash, Amount: 500000, Date: "2026-10-19"})
			if _, err := b.Payments.Deposit(b.money, payments.NewDeposit{Amount: "5000", Date: "2026-10-20"}); err != nil {
				t.Fatal(err)
			}
			matched := 3
			if bank == "hdfc" {
				matched = 4 // and the deposit
			}
			done := b.bring(b.account("Current", bank), sampled.File, sample(t, sampled.File))
			n += done.Lines
			if done.Matched != matched || done.Known != 0 || done.Fresh != done.Lines || len(done.Problems) > 0 {
				t.Errorf("import %+v, want %d matched", done, matched)
			}
			for _, c := range claims {
				p := b.payment(c.ID)
				if p.State != payments.Verified || p.VerifiedHow != payments.ByStatement || p.BankLine == "" {
					t.Errorf("%s of %s is %s %s", c.RRN, c.Amount, p.State, p.VerifiedHow)
				}
			}
			kept, err := b.Payments.ImportOf(b.money, done.ID)
			if err != nil || kept.Matched != matched {
				t.Errorf("kept %+v, %v", kept, err)
			}
			if _, err := audit.Verify(b.Core); err != nil {
				t.Error(err)
			}
		})
	}
	vectors.Count(t, "bank_statement_samples.json", n)
}

func TestImport_theSameFileTwiceChangesNothing(t *testing.T) {
	b := open(t)
	account, body := b.account("Current", "hdfc"), sample(t, "bank_hdfc_sample.csv")
	first := b.bring(account, "october.csv", body)
	before := b.count("bank_lines") + b.count("audit_log") + b.count("bank_imports")
	again := b.bring(account, "october again.csv", body)
	if first.Fresh != 6 || again.Fresh != 0 || again.Known != 6 || again.ID != "" {
		t.Errorf("first %+v\nagain %+v", first, again)
	}
	if after := b.count("bank_lines") + b.count("audit_log") + b.count("bank_imports"); after != before {
		t.Errorf("%d rows, then %d", before, after)
	}
}

func TestImport_ofOverlappingFilesOnlyAddsWhatIsNew(t *testing.T) {
	b := open(t)
	account := b.account("Current", "hdfc")
	rows := strings.Split(strings.TrimRight(string(sample(t, "bank_hdfc_sample.csv")), "\r\n"), "\n")
	head, lines := rows[:5], rows[5:]
	file := func(part []string) []byte {
		return []byte(strings.Join(append(append([]string{}, head...), part...), "\n"))
	}
	if done := b.bring(account, "a.csv", file(lines[:4])); done.Fresh != 4 {
		t.Fatalf("%+v", done)
	}
	if done := b.bring(account, "b.csv", file(lines[2:])); done.Fresh != 2 || done.Known != 2 {
		t.Errorf("%+v", done)
	}
	if done := b.bring(account, "c.csv", file(lines)); done.Fresh != 0 || done.Known != 6 {
		t.Errorf("%+v", done)
	}
}

func TestImport_ofUnknownColumnsAsksOnceAndKeepsTheAnswer(t *testing.T) {
	b := open(t)
	account := b.account("Rural", "")
	file := func(day string) []byte {
		return []byte("Day;What;In or out\n" + day + ";CHQ 000123;1,500.00\n" + day + ";Charges;-20.00\n")
	}
	_, err := b.Payments.Import(b.money, payments.Import{Account: account, Name: "r.csv", Body: file("17/10/2026")})
	want(t, err, "statement_unknown")
	columns := statement.Columns{Date: "Day", Narration: "What", Amount: "In or out"}
	done, err := b.Payments.Import(b.money, payments.Import{Account: account, Name: "r.csv", Body: file("17/10/2026"), Columns: &columns})
	if err != nil || done.Fresh != 2 {
		t.Fatalf("%+v, %v", done, err)
	}
	if done := b.bring(account, "r2.csv", file("18/10/2026")); done.Fresh != 2 {
		t.Errorf("%+v", done)
	}
}

func TestImport_warnsOfAnotherAccountsFile(t *testing.T) {
	b := open(t)
	body := sample(t, "bank_hdfc_sample.csv")
	_, err := b.Payments.Import(b.money, payments.Import{Account: b.account("Salary", "sbi"), Name: "h.csv", Body: body})
	want(t, err, "statement_other_bank")
	other, err := b.Payments.SaveAccount(b.money, payments.NewAccount{Name: "Second", Bank: "HDFC Bank", Last4: "9999"})
	if err != nil {
		t.Fatal(err)
	}
	in := payments.Import{Account: other.ID, Name: "h.csv", Body: body}
	_, err = b.Payments.Import(b.money, in)
	want(t, err, "statement_other_account")
	in.Sure = true
	if done, err := b.Payments.Import(b.money, in); err != nil || done.Fresh != 6 {
		t.Errorf("%+v, %v", done, err)
	}
}

// ledger is a statement of n lines that nobody knows, every fifth money out.
func ledger(n int) []byte {
	var s strings.Builder
	s.WriteString("Date,Narration,Chq./Ref.No.,Value Dt,Withdrawal Amt.,Deposit Amt.,Closing Balance\n")
	day := clock.Date("2026-04-01").Start()
	for i := range n {
		d := day.AddDate(0, 0, i/300).Format("02/01/06")
		rrn := fmt.Sprintf("6%011d", i)
		in, out := fmt.Sprintf("%d.%02d", 100+i%9000, i%100), ""
		if i%5 == 4 {
			in, out = out, in
		}
		fmt.Fprintf(&s, "%s,UPI-CUSTOMER %d-C%d@EXAMPLEBANK-UTIB0000001-%s-PAYMENT,0000%s,%s,%s,%s,%d.00\n", d, i, i, rrn, rrn, d, out, in, 100000+i)
	}
	return []byte(s.String())
}

func BenchmarkImport(b *testing.B) {
	body := ledger(50_000)
	books := open(b)
	for i := range 200 { // claims that the statement shows
		n := i * 250
		books.says(payments.Claim{
			Mode: payments.UPI, Amount: money.Paise((100+n%9000)*100 + n%100), RRN: fmt.Sprintf("6%011d", n),
			Date: clock.DateOf(clock.Date("2026-04-01").Start().AddDate(0, 0, n/300)),
		})
	}
	account := 0
	for b.Loop() {
		account++
		done := books.bring(books.account(fmt.Sprintf("Account %d", account), "hdfc"), "year.csv", body)
		if done.Fresh != 50_000 || account == 1 && done.Matched != 200 {
			b.Fatalf("%+v", done)
		}
	}
	b.ReportMetric(50_000, "lines/op")
}
