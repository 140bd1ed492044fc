package statement_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/statement"
	"doorstep/app/kernel/vectors"
)

const file = "bank_statement_samples.json"

type expected struct {
	Date, Narration string
	Credit          money.Paise `json:"credit_paise"`
	Debit           money.Paise `json:"debit_paise"`
	RRN             *string
}

type samples struct {
	Banks map[string]struct {
		File     string
		At       int `json:"header_row_index"`
		Header   []string
		Expected []expected
	}
	Cases []struct {
		Narration string
		RRN       *string
	} `json:"narration_cases"`
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	dir := os.Getenv("VECTORS")
	if dir == "" {
		dir = "testdata"
	}
	body, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func read(t testing.TB, name string, body []byte) statement.Sheet {
	t.Helper()
	s, err := statement.Read(name, body)
	if err != nil {
		t.Fatalf("Read(%s): %v", name, err)
	}
	return s
}

// lines reads a file of a known bank in which nothing may be wrong.
func lines(t testing.TB, name string, body []byte) []statement.Line {
	t.Helper()
	s := read(t, name, body)
	bank, c, ok := statement.Guess(s)
	if !ok {
		t.Fatalf("%s is of no known bank: %q %+v", name, bank, c)
	}
	found, problems, err := s.Lines(c)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%s: %v, %v", name, problems, err)
	}
	return found
}

var isoDates = map[string]clock.Date{
	"17/10/26": "2026-10-17", "18/10/26": "2026-10-18", "19/10/26": "2026-10-19", "20/10/26": "2026-10-20",
	"17/10/2026": "2026-10-17", "19/10/2026": "2026-10-19", "20/10/2026": "2026-10-20",
	"17 Oct 2026": "2026-10-17", "18 Oct 2026": "2026-10-18", "19 Oct 2026": "2026-10-19",
}

func TestVectorsStatement(t *testing.T) {
	var v samples
	vectors.Load(t, file, &v)
	n := 0
	for bank, b := range v.Banks {
		s := read(t, b.File, sample(t, b.File))
		guessed, c, ok := statement.Guess(s)
		if !ok || guessed != bank || c.Header != b.At || !slices.Equal(s.Rows[b.At], b.Header) {
			t.Errorf("%s: guessed %s, %+v", bank, guessed, c)
			continue
		}
		got, problems, err := s.Lines(c)
		if err != nil || len(problems) > 0 || len(got) != len(b.Expected) {
			t.Errorf("%s: %d lines, %v, %v", bank, len(got), problems, err)
			continue
		}
		for i, want := range b.Expected {
			n++
			g := got[i]
			if g.Date != isoDates[want.Date] || g.Narration != want.Narration || g.Credit != want.Credit || g.Debit != want.Debit ||
				g.RRN != text(want.RRN) || g.Row != b.At+2+i || g.Balance <= 0 {
				t.Errorf("%s line %d: got %+v\nwant %+v", bank, i, g, want)
			}
		}
	}
	for _, c := range v.Cases {
		n++
		if got := statement.RRN(c.Narration, ""); got != text(c.RRN) {
			t.Errorf("RRN(%q) = %q, want %q", c.Narration, got, text(c.RRN))
		}
	}
	vectors.Count(t, file, n)
}

func TestLines_seeKindReferenceAndWhatMayBeOurs(t *testing.T) {
	want := map[string][][3]string{
		"bank_hdfc_sample.csv": {
			{"upi", "629091234567", "FSA26270001A1"},
			{"upi", "629091234568", ""},
			{"neft", "ICICN12026101812345678", ""},
			{"upi", "629191234569", ""},
			{"imps", "629291234570", ""},
			{"cash", "", ""},
		},
		"bank_icici_sample.csv": {{"upi", "", "FSA26270001A1"}, {"upi", "", ""}, {"imps", "", ""}, {"upi", "", ""}},
		"bank_sbi_sample.csv": {
			{"upi", "TRANSFER FROM 4897700162091", "FSA2627"},
			{"upi", "TRANSFER FROM 4897700162092", ""},
			{"upi", "TRANSFER TO 4897700162093", ""},
			{"imps", "MOAZ00000001", ""},
		},
	}
	for name, rows := range want {
		for i, l := range lines(t, name, sample(t, name)) {
			if got := [3]string{l.Kind, l.Ref, l.TR}; got != rows[i] {
				t.Errorf("%s line %d: got %q, want %q", name, i, got, rows[i])
			}
		}
	}
}

func TestRRN_isTakenFromTheRightFigures(t *testing.T) {
	for _, c := range []struct{ narration, ref, want string }{
		{"UPI-RAO-919000000003@ybl-SBIN0000001-629091234568-UPI", "", "629091234568"},
		{"UPI/CR/629091234567/123456789012", "0000123456789012", "123456789012"},
		{"UPI-RAO", "0000629091234568", "629091234568"},
		{"UPI-RAO", "6.29091E+11", ""},
		{"UPI/6.29091E+11/RAO", "62909123456", ""},
		{"UPI/62909\n1234567/RAO", "", "629091234567"},
		{"UPI/000000000000/RAO", "", ""},
		{"CHQ DEP", "0000629091234568", ""},
		{"NEFT CR-HDFC0000001-UPI STORE-629091234568", "", ""},
		{"RRN629091234568/UPI/RAO", "", "629091234568"},
	} {
		if got := statement.RRN(c.narration, c.ref); got != c.want {
			t.Errorf("RRN(%q, %q) = %q, want %q", c.narration, c.ref, got, c.want)
		}
	}
}

func FuzzRRN(f *testing.F) {
	f.Add("UPI-NAME-name@okbank-HDFC0000001-431947905050-UPI", "0000431947905050")
	f.Add("BY TRANSFER-INB IMPS629291234570/9000000004/XX1111/INV 5--", "MOAZ00000001")
	f.Add("UPI/6290\n91234567", "")
	f.Fuzz(func(t *testing.T, narration, ref string) {
		got := statement.RRN(narration, ref)
		if got == "" {
			return
		}
		if len(got) != 12 || strings.Trim(got, "0123456789") != "" {
			t.Fatalf("RRN(%q, %q) = %q", narration, ref, got)
		}
		flat := strings.NewReplacer("\r", "", "\n", "").Replace(narration)
		if !strings.Contains(narration, got) && !strings.Contains(flat, got) && !strings.Contains(ref, got) {
			t.Fatalf("RRN(%q, %q) = %q stands nowhere", narration, ref, got)
		}
	})
}
