package statement_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/unicode"

	"doorstep/app/kernel/money"
	"doorstep/app/kernel/statement"
)

const hdfc = "Date,Narration,Chq./Ref.No.,Value Dt,Withdrawal Amt.,Deposit Amt.,Closing Balance\n"

// same compares lines without their row numbers.
func same(t *testing.T, what string, got, want []statement.Line) {
	t.Helper()
	strip := func(in []statement.Line) []statement.Line {
		out := append([]statement.Line(nil), in...)
		for i := range out {
			out[i].Row = 0
		}
		return out
	}
	if !reflect.DeepEqual(strip(got), strip(want)) {
		t.Errorf("%s:\ngot  %+v\nwant %+v", what, got, want)
	}
}

const plain = hdfc +
	"17/10/26,UPI-KAVERI-K@EX-UTIB0000001-629091234567-FSA26270001A1,629091234567,17/10/26,,6219,106219.5\n" +
	"18/10/26,NEFT CR-ICIC0000001-SAHYADRI-ICICN12026101812345678,ICICN12026101812345678,18/10/26,,49553.25,155772.75\n" +
	"20/10/26,CASH DEPOSIT BY SELF,,20/10/26,,5000,160772.75\n"

func workbook(t testing.TB, rows [][]string, set func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		for j, text := range row {
			at, _ := excelize.CoordinatesToCellName(j+1, i+1)
			var value any = text
			var n float64
			if _, err := fmt.Sscanf(text, "%g", &n); err == nil && !strings.ContainsAny(text, "/ -") && text == fmt.Sprint(strings.TrimLeft(text, "0")) && i > 0 {
				value = n
			}
			if err := f.SetCellValue("Sheet1", at, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	if set != nil {
		set(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRead_makesTheSameLinesOfEveryFileForm(t *testing.T) {
	want := lines(t, "a.csv", []byte(plain))
	if len(want) != 3 || want[1].Ref != "ICICN12026101812345678" || want[1].Credit != 49_553_25 || want[0].Balance != 1_06_219_50 {
		t.Fatalf("%+v", want)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	long := rowsOf(plain)
	for len(long) < 100 {
		long = append(long, nil)
	}
	long = append(long, []string{strings.Repeat("This is a computer generated statement. ", 150)})
	for name, body := range map[string][]byte{
		"bom.csv":       []byte("\ufeff" + plain),
		"crlf.csv":      []byte(strings.ReplaceAll(plain, "\n", "\r\n")),
		"semicolon.csv": []byte(strings.ReplaceAll(plain, ",", ";")),
		"tab.xls":       []byte(strings.ReplaceAll(plain, ",", "\t")),
		"utf16.csv":     utf16,
		"utf16bare.csv": utf16[2:],
		"a.xlsx":        workbook(t, rowsOf(plain), nil),
		"small.xls":     xlsFile(biff(rowsOf(plain), 8224)),
		"cut.xls":       xlsFile(biff(rowsOf(plain), 40)),
		"large.xls":     xlsFile(biff(long, 8224)),
		"metadata.csv":  []byte("HDFC BANK\nAccount,\"1,234\"\n\n\n" + plain),
	} {
		same(t, name, lines(t, name, body), want)
	}
}

func TestRead_takesSerialDatesAndNumbersOfWorkbooksWhole(t *testing.T) {
	body := workbook(t, rowsOf(plain), func(f *excelize.File) {
		for cell, day := range map[string]int{"A2": 17, "A3": 18, "A4": 20} {
			if err := f.SetCellValue("Sheet1", cell, time.Date(2026, 10, day, 0, 0, 0, 0, time.UTC)); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := f.NewSheet("Notes"); err != nil {
			t.Fatal(err)
		}
	})
	same(t, "serials", lines(t, "a.xlsx", body), lines(t, "a.csv", []byte(plain)))
}

func TestLines_keepTheirIdentity(t *testing.T) {
	day1 := "17/10/26,CASH DEPOSIT,,17/10/26,,500.00,1500.00\n"
	twice := "18/10/26,CASH DEPOSIT,,18/10/26,,500.00,\n18/10/26,CASH DEPOSIT,,18/10/26,,500.00,\n"
	upi := "19/10/26,UPI-R-629291234570-X,0000629291234570,19/10/26,,10.00,1510.00\n"
	first := lines(t, "a.csv", []byte(hdfc+day1+twice))
	second := lines(t, "b.csv", []byte("x\n"+hdfc+twice+upi))
	damaged := lines(t, "c.csv", []byte(hdfc+strings.ReplaceAll(strings.ReplaceAll(upi, "0000629291234570", "6.29291E+11"), ",10.00,", ", 10 ,")))
	seen := map[string]int{}
	for _, l := range append(first, second...) {
		seen[l.Hash]++
	}
	if len(seen) != 4 || first[1].Hash == first[2].Hash || first[1].Hash != second[0].Hash || first[2].Hash != second[1].Hash {
		t.Errorf("%d identities of four lines: %v", len(seen), seen)
	}
	if damaged[0].Hash != second[2].Hash || damaged[0].Ref != "" || damaged[0].RRN != "629291234570" {
		t.Errorf("%+v is not %+v", damaged[0], second[2])
	}
}

func TestLines_reportWhatCannotBeRead(t *testing.T) {
	body := hdfc +
		"32/10/26,UPI-A,,,,5.00,1\n" + // 2
		"17/10/26,UPI-B,,,,5.0.0,1\n" + // 3
		"17/10/26,UPI-C,,,5.00,5.00,1\n" + // 4
		"17/10/26,UPI-D,,,,,1\n" + // 5
		",continued narration,,,,,\n" + // 6
		"\n********,*****,,,,,\n" + // 7, 8
		"17/10/26,\"UPI-E 5\"\" pipe\nsecond, line\",,,,1.00,1\n" + // 9
		hdfc +
		"17/10/26,\"UPI-F stray,,,,2.00,1\n" + // 11
		"17/10/26,UPI-G,,,-3.00,0.00,1\n" + // 12
		"17/10/26,UPI-H,,,,1180.0000000000002,1\n" + // 13
		",Total,,,8.00,1192.00,\nThis is a computer generated statement,,,,,,\n,,,,46000,,\n46000,2,,,7.00,,\n"
	s := read(t, "a.csv", []byte(body))
	_, c, _ := statement.Guess(s)
	got, problems, err := s.Lines(c)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, p := range problems {
		codes = append(codes, fmt.Sprint(p.Row, p.Code))
	}
	if want := "2date 3amount 4sides 5empty 6loose"; strings.Join(codes, " ") != strings.ReplaceAll(want, "_", "") {
		t.Errorf("problems %v", problems)
	}
	var sums []money.Paise
	for _, l := range got {
		sums = append(sums, l.Credit-l.Debit)
	}
	if !reflect.DeepEqual(sums, []money.Paise{100, 200, -300, 118000}) || got[0].Narration != `UPI-E 5" pipe second, line` || got[0].Row != 9 || got[1].Row != 11 {
		t.Errorf("%v: %+v", sums, got)
	}
}

func TestLines_seeThatDayAndMonthWereSwapped(t *testing.T) {
	s := read(t, "a.csv", []byte(hdfc+"46152,UPI-A,,,,5.00,1\n17/10/26,UPI-B,,,,6.00,1\n"))
	_, c, _ := statement.Guess(s)
	got, problems, err := s.Lines(c)
	if err != nil || len(got) != 1 || len(problems) != 1 || problems[0].Code != statement.ProblemDateMixed || problems[0].Row != 2 {
		t.Errorf("%+v %+v %v", got, problems, err)
	}
}

func TestLines_readWhatAPersonMapped(t *testing.T) {
	other := "Some Bank\nPosted,What,Money,Way,Left\n2026-10-17 10:11,UPI/629091234567/X,\"1,00,000.00\",CR,\"1,00,000.00 Cr\"\n2026-10-18,FEE,5,Dr.,(99995.00)\n"
	s := read(t, "a.csv", []byte(other))
	if bank, c, ok := statement.Guess(s); ok || bank != "" || c.Header != -1 {
		t.Errorf("guessed %s %+v", bank, c)
	}
	for _, c := range []statement.Columns{
		{Header: 7, Date: "posted", Narration: "What", Amount: "Money", Sign: "Way", Balance: "Left"},
		{Header: 1, Date: "#1", Narration: "#2", Amount: "#3", Sign: "#4", Balance: "#5"},
	} {
		got, problems, err := s.Lines(c)
		if err != nil || len(problems) > 0 || len(got) != 2 || got[0].Credit != 1_00_000_00 || got[1].Debit != 500 ||
			got[0].Date != "2026-10-17" || got[1].Balance != -99_995_00 || got[0].RRN != "629091234567" {
			t.Errorf("%+v %v %v", got, problems, err)
		}
	}
	if _, _, err := s.Lines(statement.Columns{Date: "Posted", Narration: "Missing", Amount: "Money"}); err == nil || !strings.Contains(err.Error(), "Missing") {
		t.Errorf("a missing column: %v", err)
	}
	if _, _, err := s.Lines(statement.Columns{}); err == nil {
		t.Error("nothing mapped")
	}
	axis := read(t, "b.csv", []byte("Tran Date,CHQNO,PARTICULARS,DR,CR,BAL\n17-10-2026,-,UPI/P2A/629091234567/RAO,,5.00,5.00\n"))
	if bank, c, ok := statement.Guess(axis); ok || bank != "" || c.Narration != "PARTICULARS" || c.Debit != "DR" || c.Balance != "BAL" {
		t.Errorf("suggested %s %+v", bank, c)
	}
}

func TestRead_refusesWhatIsNoStatement(t *testing.T) {
	good := xlsFile(biff(rowsOf(plain), 8224))
	circle := bytes.Clone(good)
	for i := range 128 {
		le.PutUint32(circle[len(circle)-512+4*i:], 0)
	}
	huge := workbook(t, [][]string{{"a"}}, func(f *excelize.File) {
		if err := f.SetCellValue("Sheet1", "A250000", "x"); err != nil {
			t.Fatal(err)
		}
	})
	for name, c := range map[string]struct {
		body []byte
		want error
	}{
		"empty":     {nil, statement.ErrEmpty},
		"blank":     {[]byte(" \n \n"), statement.ErrEmpty},
		"pdf":       {[]byte("%PDF-1.7\n"), statement.ErrForm},
		"html":      {[]byte("<html><table>"), statement.ErrForm},
		"zip":       {[]byte("PK\x03\x04broken"), statement.ErrForm},
		"xls head":  {good[:600], statement.ErrForm},
		"xls half":  {good[:len(good)/2], statement.ErrForm},
		"circle":    {circle, statement.ErrForm},
		"too long":  {make([]byte, statement.MaxBytes+1), statement.ErrTooLarge},
		"many rows": {bytes.Repeat([]byte("a\n"), statement.MaxRows+1), statement.ErrTooLarge},
		"far cell":  {huge, statement.ErrTooLarge},
		"locked":    {bytes.Replace(good, rec(0x0a, nil), []byte{0x2f, 0, 0, 0}, 1), statement.ErrLocked},
	} {
		if _, err := statement.Read(name, c.body); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(plain))
	f.Add([]byte("a;\"b\nc\";d\n"))
	f.Add(workbook(f, rowsOf(plain), nil))
	f.Add(xlsFile(biff(rowsOf(plain), 40)))
	for _, name := range []string{"bank_hdfc_sample.csv", "bank_icici_sample.csv", "bank_sbi_sample.csv"} {
		f.Add(sample(f, name))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := statement.Read("f", body)
		if err != nil {
			return
		}
		_, c, _ := statement.Guess(s)
		_ = s.Headings(c.Header)
		found, _, err := s.Lines(c)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, l := range found {
			if (l.Credit > 0) == (l.Debit > 0) || l.Credit < 0 || l.Debit < 0 || l.Date == "" || seen[l.Hash] || l.Row < 1 || l.Row > len(s.Rows) {
				t.Fatalf("%+v", l)
			}
			seen[l.Hash] = true
		}
	})
}

func BenchmarkLines_fiftyThousandOfCSV(b *testing.B) {
	var text strings.Builder
	text.WriteString(hdfc)
	for i := range 50_000 {
		fmt.Fprintf(&text, "17/10/26,UPI-RAO-%d@EXAMPLEPSP-SBIN0000001-%012d-UPI,0000%012d,17/10/26,,\"1,180.00\",\"1,07,399.00\"\n", i, 629_000_000_000+i, 629_000_000_000+i)
	}
	body := []byte(text.String())
	b.ResetTimer()
	for range b.N {
		if got := lines(b, "a.csv", body); len(got) != 50_000 {
			b.Fatal(len(got))
		}
	}
}
