package contracts

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/kernel/recur"
	"doorstep/app/kernel/statement"
)

var monday = time.Date(2026, 11, 16, 10, 0, 0, 0, clock.IST)

func bookOf(t *testing.T, csv string) importBook {
	t.Helper()
	t.Cleanup(clock.Freeze(monday))
	book, err := readImportFile("old.csv", []byte(csv))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// saysOf are the problems of a book as "row column code".
func saysOf(b importBook) string {
	var all []string
	for _, g := range b.contracts {
		for _, p := range g.problems {
			all = append(all, strings.TrimSpace(string(rune('0'+p.Row))+" "+p.Column+" "+p.Code))
		}
	}
	return strings.Join(all, "; ")
}

const plainHeads = "Contract no,Customer name,Phone,Address,PIN,Machine kind,Serial,Type,Start,End,Value,Billing,Visits per year,Next visit,Visits done\n"

func TestReadImport_findsColumnsUnderOtherWordsAndBelowATitle(t *testing.T) {
	b := bookOf(t, "Fixwell: our contracts\n\nAMC No.;CLIENT NAME;mobile no;Site Address;Pincode;Equipment;Sr No;A M C Type;From Date;Valid till;Colour\n"+
		"A-1;Meera;98220 12345;7 Mayur Colony;411038;Split AC;1;CMC;1/4/26;31 Mar 2027;red\n")
	g := b.contracts[0]
	if len(b.contracts) != 1 || g.no != "A-1" || g.name != "Meera" || g.phone != "+919822012345" || g.pin != "411038" || g.kind != "Split AC" || g.serial != "" ||
		g.typed != Comprehensive || g.starts != "2026-04-01" || g.ends != "2027-03-31" {
		t.Errorf("got %+v", g.importRow)
	}
	if strings.Join(b.ignored, ",") != "Sr No,Colour" {
		t.Errorf("ignored %v: a running number is no serial", b.ignored)
	}
	if got := saysOf(b); got != "" {
		t.Error(got)
	}
}

func TestReadImport_makesOneContractOfRowsWithTheSameNumber(t *testing.T) {
	b := bookOf(t, plainHeads+
		"a-1,Meera,9822012345,7 Mayur Colony,411038,Split AC,S1,AMC,01-04-2026,31-03-2027,12000,Quarterly after,4,,1\n"+
		"B-2,Ravi,9822099999,1 Karve Road,411004,RO,,Warranty,01-04-2026,31-03-2027,,,,,\n"+
		"A-1,,,,,Split AC,S2,,,,,,,,\n"+
		"A-1,meera,,9 Baner Road,411045,RO,S3,,,,12000,,,,\n")
	if got := saysOf(b); got != "" || len(b.contracts) != 2 || b.rows != 4 {
		t.Fatalf("%d contracts of %d rows: %s", len(b.contracts), b.rows, got)
	}
	g := b.contracts[0]
	if len(g.rows) != 3 || len(g.sites) != 2 || len(g.sites[0].machines) != 2 || len(g.sites[1].machines) != 1 || *g.value != 1200000 ||
		g.cycle != Quarterly || g.timing != After || g.sites[1].visits != 4 || g.sites[1].done != 1 {
		t.Errorf("got %+v", g)
	}
	if w := b.contracts[1]; w.cycle != NoBills || *w.value != 0 || w.typed != Warranty {
		t.Errorf("a warranty without a value: %+v", w.importRow)
	}
}

func TestReadImport_listsAllThatIsWrongByRowAndColumn(t *testing.T) {
	for name, c := range map[string]struct{ rows, want string }{
		"nothing but a name":        {"1,Meera,,,,,,,,,,,,,\n", "2 Type required; 2 Start required; 2 End required; 2 Phone import_key"},
		"every word of it":          {"1,M,12345,7 M,41,AC,,Gold,31/02/26,soon,much,weekly,many,never,1.5\n", "2 Start date_bad; 2 End date_bad; 2 Next visit date_bad; 2 Value money_bad; 2 Visits per year number_range; 2 Visits done number_range; 2 Phone phone_form; 2 PIN pin_form; 2 Type import_type; 2 Billing import_billing"},
		"another name":              {"1,M,9822012345,7 M,411038,AC,,AMC,1/4/26,31/3/27,,,,,\n1,N,,,,AC,,,,,,,,,\n", "3 Customer name import_differs"},
		"another value":             {"1,M,9822012345,7 M,411038,AC,,AMC,1/4/26,31/3/27,5,,,,\n1,,,,,AC,,,,,6,,,,\n", "3 Value import_differs"},
		"backwards":                 {"1,M,9822012345,7 M,411038,AC,,AMC,1/4/27,31/3/27,,,,,\n", "2 End ends_before"},
		"over":                      {"1,M,9822012345,7 M,411038,AC,,AMC,1/4/25,31/3/26,,,,,\n", "2 End contract_past"},
		"too long":                  {"1,M,9822012345,7 M,411038,AC,,AMC,1/4/25,31/3/45,,,,,\n", "2 End term_long"},
		"a row without machine":     {"1,M,9822012345,7 M,411038,AC,,AMC,1/4/26,31/3/27,,,,,\n1,,,,,,,,,,,,,,2\n", "2 Visits per year import_visits; 3 Machine kind import_machine"},
		"a serial twice":            {"1,M,9822012345,7 M,411038,AC,S1,AMC,1/4/26,31/3/27,,,,,\n2,N,9822012346,8 M,411038,AC,s1,AMC,1/4/26,31/3/27,,,,,\n", "3 Serial import_twice"},
		"a row twice":               {",M,9822012345,7 M,411038,AC,,AMC,1/4/26,31/3/27,,,,,\n,M,9822012345,7 M,411038,AC,,AMC,1/4/26,31/3/27,,,,,\n", "3  import_twice"},
		"billing without value":     {"1,M,9822012345,7 M,411038,AC,,AMC,1/4/26,31/3/27,,monthly,,,\n", "2 Value required"},
		"a next visit that is over": {"1,M,9822012345,7 M,411038,AC,,AMC,1/4/26,31/3/27,,,4,1/11/26,\n", "2 Next visit import_next_past"},
		"a visit outside":           {"1,M,9822012345,7 M,411038,AC,,AMC,1/4/26,31/3/27,,,4,1/5/27,\n", "2 Next visit date_within"},
		"more done than there are":  {"1,M,9822012345,7 M,411038,AC,,AMC,1/4/26,31/3/27,,,4,,5\n", "2 Visits done import_done"},
		"visits of which none":      {"1,M,9822012345,7 M,411038,AC,,AMC,1/4/26,31/3/27,100,per visit,,,\n", "2 Visits per year required"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := saysOf(bookOf(t, plainHeads+c.rows)); got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestReadImport_refusesWhatIsNoTableOfContracts(t *testing.T) {
	for csv, code := range map[string]string{
		"Date,Narration,Amount\n1/4/26,x,5\n":                        "import_heading",
		"Customer name,Phone,Address,PIN\nM,9822012345,7 M,411038\n": "import_columns",
		plainHeads: "import_empty",
		"":         "import_empty",
		plainHeads + strings.Repeat("1,M\n", ImportRows+headingRows+1): "import_large",
		strings.Repeat("x", ImportBytes+1):                             "import_large",
	} {
		_, err := readImportFile("old.csv", []byte(csv))
		if err == nil || fault.All(err)[0].Code != code {
			t.Errorf("%.30q gives %v, want %s", csv, err, code)
		}
	}
}

func TestReadImport_seesThatDayAndMonthWereExchanged(t *testing.T) {
	heads := "Customer name,Phone,Address,PIN,Type,Start,End\n"
	b := bookOf(t, heads+"M,9822012345,7 M,411038,AMC,46127,31/03/2027\nN,9822012346,7 N,411038,AMC,17/04/2026,31/03/2027\n")
	if got := saysOf(b); got != "" { // 46127 is 15 Apr 2026: nothing was exchanged
		t.Error(got)
	}
	b = bookOf(t, heads+"M,9822012345,7 M,411038,AMC,46026,31/03/2027\nN,9822012346,7 N,411038,AMC,17/04/2026,31/03/2027\n")
	if got := saysOf(b); got != "2 Start import_swapped" { // 46026 is 4 Jan 2026: 1 April once
		t.Error(got)
	}
}

// Codes of problems are not given to fault.New, where the catalogs' own test would see them.
func TestImportProblems_haveWords(t *testing.T) {
	files, err := filepath.Glob("import_*.go")
	if err != nil || len(files) < 5 {
		t.Fatalf("%v, %v", files, err)
	}
	found := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`wrong\([^"]*(?:"",)?[^"]*"([a-z_]+)"`).FindAllSubmatch(text, -1) {
			found++
			if code := string(m[1]); !i18n.Has("fault." + code) {
				t.Errorf("%s: %s has no words", name, code)
			}
		}
	}
	if found < 25 {
		t.Errorf("only %d problems found: the search is broken", found)
	}
}

func TestCycleOf_readsWhatPeopleWrite(t *testing.T) {
	for text, want := range map[string]string{
		"Upfront": "upfront before", "100% advance": "upfront before", "Half-Yearly": "half_yearly before", "quarterly (in arrears)": "quarterly after",
		"Monthly - after": "monthly after", "Quarterly advance": "quarterly before", "Per Visit": "per_visit before", "Nil": "none before", "weekly": "",
		"after": "", "postpaid monthly": "monthly after",
	} {
		c, timing, ok := cycleOf(text)
		if got := string(c) + " " + timing; ok && got != want || ok != (want != "") {
			t.Errorf("%q is %q (%v), want %q", text, got, ok, want)
		}
	}
}

func TestMonthsOf_readsNumbersAndWords(t *testing.T) {
	for text, want := range map[string]int{
		"3": 3, "3.0": 3, "3 months": 3, "Every 3 months": 3, "Quarterly": 3, "half yearly": 6, "0": 0, "61": 0, "often": 0, "": 0, "3-monthly": 3, "6 mths": 6,
	} {
		if got, ok := monthsOf(text); ok != (want > 0) || ok && got != want {
			t.Errorf("%q is %d (%v), want %d", text, got, ok, want)
		}
	}
}

func TestVisitRule_givesSoManyVisitsAYear(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 24, 26, 52} {
		s := importSite{importRow: importRow{visits: n}}
		days, err := s.days("2026-04-01", "2027-03-31")
		most := n
		if n >= 26 { // weeks do not fill a year
			most = n + 1
		}
		if err != nil || len(days) < n || len(days) > most {
			t.Errorf("%d a year are %d days (%v)", n, len(days), err)
		}
	}
}

func TestBack_countsFromTheNextVisitToTheBeginning(t *testing.T) {
	for _, c := range []struct {
		rule              recur.Rule
		next, starts, min clock.Date
	}{
		{recur.Rule{Unit: recur.Months, Every: 3}, "2027-01-15", "2026-04-01", "2026-04-15"},
		{recur.Rule{Unit: recur.Months, Every: 3}, "2026-12-31", "2026-04-01", "2026-06-30"},
		{recur.Rule{Unit: recur.Months, Every: 1}, "2026-11-20", "2026-11-20", "2026-11-20"},
		{recur.Rule{Unit: recur.Weeks, Every: 2}, "2026-11-20", "2026-11-01", "2026-11-06"},
		{recur.Rule{Unit: recur.Days, Every: 73}, "2027-01-20", "2026-04-01", "2026-04-03"},
	} {
		if got := back(c.rule, c.next, c.starts); got != c.min {
			t.Errorf("%v before %s begins %s, want %s", c.rule, c.next, got, c.min)
		}
	}
}

func FuzzReadImport(f *testing.F) {
	f.Add([]byte(plainHeads + "a-1,Meera,9822012345,7 Mayur Colony,411038,Split AC,S1,AMC,01-04-2026,31-03-2027,12000,Quarterly,4,,1\na-1,,,,,RO,,,,,,,,,\n"))
	f.Add([]byte("Customer;Mobile;Type;From;To;Visits;Next visit\nM;9822012345;CMC;46127;46500;7;1/1/27\n;;;;;;\nN;1;x;1;2;366;\n"))
	f.Add(ImportTemplate())
	thaw := clock.Freeze(monday)
	f.Cleanup(thaw)
	f.Fuzz(func(t *testing.T, body []byte) {
		sheet, err := statement.Read("x.csv", body)
		if err != nil || len(sheet.Rows) > 200 {
			return
		}
		b, err := readImport(sheet)
		if err != nil {
			return
		}
		rows := 0
		for _, g := range b.contracts {
			rows += len(g.rows)
			for _, p := range g.problems {
				if p.Row <= b.row+1 || p.Row > len(sheet.Rows) || p.Code == "" {
					t.Fatalf("a problem of nowhere: %+v", p)
				}
			}
			_ = g.visitsText()
			if len(g.problems) > 0 {
				continue
			}
			if g.name == "" || g.phone+g.gstin == "" || g.starts > g.ends || g.typed == "" || g.value == nil {
				t.Fatalf("nothing is wrong with %+v", g.importRow)
			}
			ids := found{sites: make([]string, len(g.sites)), assets: make([]string, len(g.rows)), item: "i"}
			ids.customer.ID = "c"
			for n := range ids.sites {
				ids.sites[n] = "s" + string(rune('a'+n))
			}
			for n := range ids.assets {
				ids.assets[n] = "m" + string(rune('a'+n))
			}
			if _, _, err := g.input(ids).read(); err != nil {
				t.Fatalf("nothing is wrong with %+v, but %v", g.importRow, err)
			}
		}
		if rows != b.rows {
			t.Fatalf("%d rows, %d in contracts", b.rows, rows)
		}
	})
}
