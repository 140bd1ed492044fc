package paper_test

import (
	"bytes"
	"image/png"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/paper"
)

// tool finds a program of poppler. Where the project is built it must be there.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not installed", name)
		}
		t.Skipf("%s is not installed", name)
	}
	return path
}

func draw(t testing.TB, d paper.Doc) []byte {
	t.Helper()
	b, err := paper.PDF(d)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func saved(t *testing.T, pdf []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "doc.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// read is the text of the document, page by page, as a person would copy it.
func read(t *testing.T, pdf []byte) []string {
	t.Helper()
	out, err := exec.Command(tool(t, "pdftotext"), "-layout", "-enc", "UTF-8", saved(t, pdf), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
}

var spaces = regexp.MustCompile(`\s+`)

func says(t *testing.T, text string, wants ...string) {
	t.Helper()
	text = spaces.ReplaceAllString(text, " ")
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("does not say %q in:\n%s", want, text)
		}
	}
}

func TestPDF_saysEveryFieldOfRule46(t *testing.T) {
	d := invoice(3, true)
	d.Delivery = &paper.Party{Name: "Godown 7", Lines: []string{"Hosur Road"}, State: "Karnataka", StateCode: "29"}
	text := read(t, draw(t, d))[0]
	says(t, text,
		"TAX INVOICE", "ORIGINAL FOR RECIPIENT", "FixWell Home Services", "Shop 4, Shanti Plaza, Karve Road", "27AAPFU0939F1ZV", "AAPFU0939F",
		"FWP/26-27/0012", "22 Nov 2026", "7 Dec 2026", "Deccan Cold Chain", "42, 80 Feet Road", "29AABCR1718E1ZL", "State: Karnataka (29)",
		"Godown 7", "Hosur Road", "29 Karnataka", "Tax payable on reverse charge: No", "AC service, split, deep cleaning", "serial VLT040211",
		"998715", "2 NOS", "1,499.37", "50.00", "2,948.74", "IGST", "18%", "530.77", "3,479.51",
		"Value before discount 8,996.96", "Discount -150.00", "Taxable value 8,846.96", "IGST 1,592.45", "Round-off -0.41", "Total ₹10,439.00",
		"Received or adjusted -500.00", "Balance due ₹9,939.00", "Rupees Ten Thousand Four Hundred Thirty Nine Only",
		"Scan to pay ₹9,939.00", "fixwell.pune@examplebank", "HDFC Bank, Kothrud", "50200012345678", "HDFC0000123",
		"Payment within 15 days.", "For FixWell Home Services", "Authorised signatory", "Page 1 of 1")
	for _, never := range []string{"CGST", "SGST", "DRAFT", "CANCELLED"} {
		if strings.Contains(text, never) {
			t.Errorf("an invoice between States says %s", never)
		}
	}
}

func TestPDF_saysWhatEachKindOfDocumentMust(t *testing.T) {
	all := samples()
	for name, want := range map[string][]string{
		"short":     {"CGST", "SGST", "9%", "TAX BY HSN/SAC"},
		"utgst":     {"UTGST", "04 Chandigarh", "Computer generated, no signature needed", "DELIVERED AT"},
		"bill":      {"BILL OF SUPPLY", "Composition taxable person, not eligible to collect tax on supplies"},
		"credit":    {"CREDIT NOTE", "Original invoice FWP/26-27/0012 of 3 Nov 2026"},
		"voucher":   {"RECEIPT VOUCHER", "UPI, reference 632512345678", "Advance for installation"},
		"draft":     {"DRAFT", "No lines yet"},
		"cancelled": {"CANCELLED", "FWP/26-27/0012"},
		"names":     {"Federation Limited (Bhosari", "Unit No. 2)", "14,43,57,650.26"},
	} {
		says(t, strings.Join(read(t, draw(t, all[name])), "\n"), want...)
	}
	bill, void := strings.Join(read(t, draw(t, all["bill"])), ""), strings.Join(read(t, draw(t, all["cancelled"])), "")
	if regexp.MustCompile("GST |reverse charge|Taxable").MatchString(bill) {
		t.Errorf("a bill of supply speaks of tax:\n%s", bill)
	}
	if regexp.MustCompile("Scan to pay|UPI").MatchString(void) {
		t.Errorf("a cancelled invoice asks to be paid:\n%s", void)
	}
}

func TestPDF_namesOfEveryScriptCopyAsTheyWereWritten(t *testing.T) {
	text := strings.Join(read(t, draw(t, indic())), "\n")
	says(t, text, "Shri श्रीकृष्ण विश्वनाथ ज्योतिर्लिंगम्", "फ्लैट ३०४, लक्ष्मी निवास, स्वातंत्र्यवीर मार्ग", "திருமதி கிருஷ்ணமூர்த்தி", "எண் 12, கோயில் தெரு,",
		"શ્રી જ્ઞાનેશ્વર પટેલ", "ಶ್ರೀ ಕೃಷ್ಣಮೂರ್ತಿ", "శ్రీ వెంకటేశ్వర్లు", "শ্রী কৃষ্ণেন্দু ভট্টাচার্য", "ਸ੍ਰੀ ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "ശ്രീ കൃഷ്ണൻകുട്ടി", "ଶ୍ରୀ କୃଷ୍ଣଚନ୍ଦ୍ର", "中文")
}

func TestPDF_drawsManyAtOnce(t *testing.T) {
	want := draw(t, indic())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got, err := paper.PDF(indic()); err != nil || !bytes.Equal(got, want) {
				t.Errorf("drawn beside others: %v, the same %v", err, bytes.Equal(got, want))
			}
		})
	}
	all.Wait()
}

func TestPDF_carriesTheTotalsFromPageToPage(t *testing.T) {
	d := invoice(60, false)
	pages := read(t, draw(t, d))
	if len(pages) < 3 {
		t.Fatalf("60 lines on %d pages", len(pages))
	}
	amount := regexp.MustCompile(`[\d,]+\.\d\d`)
	row := func(page, label string) []string {
		for l := range strings.SplitSeq(page, "\n") {
			if strings.HasPrefix(strings.TrimSpace(l), label+" ") {
				return amount.FindAllString(l, -1)
			}
		}
		return nil
	}
	var sum [5]money.Paise // discount, taxable, CGST, SGST, total of the lines above
	next, line := 0, regexp.MustCompile(`^ *(\d+)  .*\d\.\d\d`)
	for i, page := range pages {
		says(t, page, "FixWell Home Services", "FWP/26-27/0012", "Page "+strconv.Itoa(i+1)+" of "+strconv.Itoa(len(pages)), "Description")
		check := func(label string) {
			got := row(page, label)
			var want []string
			for _, p := range sum {
				want = append(want, p.String())
			}
			if !slices.Equal(got, want) {
				t.Errorf("page %d: %s %v, want %v", i+1, label, got, want)
			}
		}
		if i > 0 {
			check("Brought forward")
		}
		for l := range strings.SplitSeq(page, "\n") {
			if m := line.FindStringSubmatch(l); m != nil && m[1] == strconv.Itoa(next+1) {
				x := d.Lines[next]
				for k, p := range []money.Paise{x.Discount, x.Taxable, x.CGST, x.SGST, x.Total} {
					sum[k] += p
				}
				next++
			}
		}
		if i < len(pages)-1 {
			check("Carried forward")
		}
	}
	if next != len(d.Lines) {
		t.Errorf("%d lines printed, want %d", next, len(d.Lines))
	}
	if got := row(pages[len(pages)-1], "Total"); len(got) != 5 || got[4] != sum[4].String() {
		t.Errorf("sum of the lines %v, want %v", got, sum)
	}
}

func TestQR_decodesToThePaymentLink(t *testing.T) {
	d := invoice(2, false)
	roll, err := paper.Thermal(d)
	if err != nil {
		t.Fatal(err)
	}
	for name, pdf := range map[string][]byte{"A4": draw(t, d), "roll": roll} {
		out, err := exec.Command(tool(t, "pdftoppm"), "-r", "150", "-png", saved(t, pdf)).Output()
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
		if err != nil {
			t.Fatal(err)
		}
		got, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		if err != nil || got.GetText() != d.UPI {
			t.Errorf("%s: QR says %v, %v, want %s", name, got, err, d.UPI)
		}
	}
	d.UPI = strings.Repeat("x", 5000)
	if _, err := paper.PDF(d); err == nil {
		t.Error("a link too long for any code was drawn")
	}
}

func TestPDF_sameDocSameBytes(t *testing.T) {
	for name, d := range samples() {
		if a, b := draw(t, d), draw(t, samples()[name]); !bytes.Equal(a, b) {
			t.Errorf("%s differs from itself", name)
		}
		a, _ := paper.Thermal(d)
		b, _ := paper.Thermal(d)
		if !bytes.Equal(a, b) {
			t.Errorf("%s on the roll differs from itself", name)
		}
	}
	d := invoice(1, false)
	if !bytes.Contains(draw(t, d), []byte("/CreationDate(D:20261122000000+05'30')")) {
		t.Error("the document is not dated with its date")
	}
}

func TestPDF_isSmall(t *testing.T) {
	all := samples()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if n := len(draw(t, all[name])); n > 120_000 {
			t.Errorf("%s has %d bytes", name, n)
		}
	}
}

func TestThermal_isOneLongPage(t *testing.T) {
	short, err := paper.Thermal(invoice(2, false))
	if err != nil {
		t.Fatal(err)
	}
	long, _ := paper.Thermal(invoice(60, false))
	height := regexp.MustCompile(`MediaBox\[0 0 226\.77 (\d+)`)
	a, b := height.FindSubmatch(short), height.FindSubmatch(long)
	if a == nil || b == nil || len(a[1]) > len(b[1]) || bytes.Count(long, []byte("/Type/Page/")) != 1 {
		t.Errorf("heights %s and %s", a, b)
	}
	says(t, strings.Join(read(t, short), ""), "FixWell Home Services", "27AAPFU0939F1ZV", "TAX INVOICE", "FWP/26-27/0012", "22 Nov 2026",
		"Gas charging R32", "2 NOS × 1,499.37", "2,948.74", "HSN/SAC 998715, GST 18%", "Total ₹5,248.00", "Balance due ₹4,748.00", "fixwell.pune@examplebank")
}

func TestPDF_drawsAnyDoc(t *testing.T) {
	long := strings.Repeat("very long detail श्री ", 2000)
	docs := map[string]paper.Doc{
		"empty": {}, "tax without anything": {ShowTax: true}, "empty line": {Lines: []paper.Line{{}}},
		"endless detail": {Number: "1", Lines: []paper.Line{{Text: long, Detail: long}, {Text: "after"}}, Terms: long},
		"no spaces":      {Buyer: paper.Party{Name: strings.Repeat("क्ष", 500), Lines: []string{strings.Repeat("W", 3000)}}, Number: strings.Repeat("9", 300)},
		"odd date":       {Date: clock.Date("never"), Title: "\xff\xfe\x00", Declarations: []string{"", "\n"}},
		"huge": {
			ShowTax: true, Lines: []paper.Line{{QtyMilli: -1 << 63, Rate: -1 << 63, Taxable: 1<<63 - 1, CGST: 1, IGST: 1, GSTBps: -1 << 40}},
			Totals: paper.Totals{Total: -1 << 63, Discount: -1 << 63}, Heads: make([]paper.Head, 200),
		},
	}
	for name, d := range docs {
		pdf := draw(t, d)
		text := read(t, pdf)
		if name == "endless detail" {
			if n := strings.Count(spaces.ReplaceAllString(strings.Join(text, " "), " "), "detail"); n != 6000 {
				t.Errorf("%d of 6000 words are on paper", n)
			}
			says(t, strings.Join(text, ""), "after")
		}
		if _, err := paper.Thermal(d); err != nil {
			t.Error(name, err)
		}
	}
}

func FuzzPDF(f *testing.F) {
	f.Add("TAX INVOICE", "श्री \u200d👨‍👩‍👧 Rao", "detail\x00\xff\n\t", int64(1000), int64(149900), true)
	f.Add("", "\u0930\u094d\u200c\u093f\u0001", "مرحبا 中文 \u202e", int64(-1), int64(-1), false)
	f.Add("क्षि", "\u0b95\u0bca\u0bcd\u093f\U0010ffff", "\u0300\u0301", int64(1)<<62, int64(1)<<62, true)
	f.Fuzz(func(t *testing.T, title, name, detail string, qty, amount int64, tax bool) {
		if len(title)+len(name)+len(detail) > 4000 {
			return
		}
		p := money.Paise(amount)
		d := paper.Doc{
			Title: title, Mark: detail, Number: name, Date: clock.Date(title), Seller: paper.Party{Name: name, Lines: []string{detail, title}, GSTIN: title},
			Buyer: paper.Party{Name: detail, Lines: []string{name}}, PlaceOfSupply: detail, StateTax: title, ShowTax: tax,
			Against: []paper.Ref{{Label: name, Number: detail}}, Meta: []paper.Field{{Label: title, Value: name}, {Label: detail, Value: detail}},
			Lines: []paper.Line{{Text: name, Detail: detail, HSN: title, UOM: name, QtyMilli: qty, Rate: p, Taxable: p, CGST: p, Total: p, GSTBps: int(qty)}},
			Heads: []paper.Head{{HSN: title, Taxable: p}}, Totals: paper.Totals{Total: p, Settled: p, RoundOff: p},
			Words: detail, Declarations: []string{name}, Terms: detail, BankName: name, VPA: title, Signatory: name,
		}
		a, err := paper.PDF(d)
		if err != nil || !bytes.HasPrefix(a, []byte("%PDF-")) {
			t.Fatal(err)
		}
		if b, _ := paper.PDF(d); !bytes.Equal(a, b) {
			t.Fatal("differs from itself")
		}
		if _, err := paper.Thermal(d); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkPDF(b *testing.B) {
	d := invoice(10, false)
	for b.Loop() {
		b.ReportMetric(float64(len(draw(b, d))), "bytes/doc")
	}
}

func BenchmarkThermal(b *testing.B) {
	d := invoice(10, false)
	for b.Loop() {
		if _, err := paper.Thermal(d); err != nil {
			b.Fatal(err)
		}
	}
}
