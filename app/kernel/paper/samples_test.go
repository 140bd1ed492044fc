package paper_test

import (
	"fmt"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/paper"
)

const rs = money.Rupee

var (
	seller = paper.Party{
		Name: "FixWell Home Services", Lines: []string{"Shop 4, Shanti Plaza, Karve Road", "Kothrud, Pune 411038"},
		State: "Maharashtra", StateCode: "27", GSTIN: "27AAPFU0939F1ZV", PAN: "AAPFU0939F", Phone: "98220 12345", Email: "accounts@fixwell.example",
	}
	buyer = paper.Party{
		Name: "Deccan Cold Chain Private Limited", Lines: []string{"Plot 18, MIDC Bhosari", "Pune 411026"},
		State: "Maharashtra", StateCode: "27", GSTIN: "27AABCR1718E1ZP", Phone: "98900 54321",
	}
)

// lineOf is a line at 18% within the State, or between States.
func lineOf(text string, qty int64, rate, discount money.Paise, inter bool) paper.Line {
	l := paper.Line{Text: text, HSN: "998715", UOM: "NOS", QtyMilli: qty * 1000, Rate: rate, Discount: discount, GSTBps: 1800}
	l.Taxable = rate*money.Paise(qty) - discount
	if inter {
		l.IGST = (l.Taxable*18 + 50) / 100
	} else {
		l.CGST = (l.Taxable*9 + 50) / 100
		l.SGST = l.CGST
	}
	l.Total = l.Taxable + l.CGST + l.SGST + l.IGST
	return l
}

// total adds the lines up as billing does: sums, then rounding to the rupee.
func total(d paper.Doc) paper.Doc {
	t := &d.Totals
	heads := map[string]*paper.Head{}
	var order []string
	for _, l := range d.Lines {
		t.Gross += l.Taxable + l.Discount
		t.Discount += l.Discount
		t.Taxable, t.CGST, t.SGST, t.IGST = t.Taxable+l.Taxable, t.CGST+l.CGST, t.SGST+l.SGST, t.IGST+l.IGST
		t.Total += l.Total
		if heads[l.HSN] == nil {
			heads[l.HSN] = &paper.Head{HSN: l.HSN, GSTBps: l.GSTBps}
			order = append(order, l.HSN)
		}
		h := heads[l.HSN]
		h.Taxable, h.CGST, h.SGST, h.IGST = h.Taxable+l.Taxable, h.CGST+l.CGST, h.SGST+l.SGST, h.IGST+l.IGST
	}
	round := (t.Total + 50) / 100 * 100
	t.RoundOff, t.Total = round-t.Total, round
	t.Balance = t.Total - t.Settled
	d.Words = money.Words(t.Total)
	if d.ShowTax {
		for _, k := range order {
			d.Heads = append(d.Heads, *heads[k])
		}
	}
	return d
}

func link(d paper.Doc) string {
	return "upi://pay?pa=fixwell.pune@examplebank&pn=FixWell%20Home%20Services&tr=FWP26270012&tn=Invoice%20FWP%2F26-27%2F0012&am=" +
		d.Totals.Balance.Plain() + "&cu=INR"
}

// invoice is a tax invoice of n lines.
func invoice(n int, inter bool) paper.Doc {
	d := paper.Doc{
		Title: "TAX INVOICE", Mark: "ORIGINAL FOR RECIPIENT", Number: "FWP/26-27/0012", Date: clock.Date("2026-11-22"), Due: clock.Date("2026-12-07"),
		Seller: seller, Buyer: buyer, PlaceOfSupply: "27 Maharashtra", StateTax: "SGST", ShowTax: true,
		Meta:     []paper.Field{{Label: "Job", Value: "J-10482"}, {Label: "Visit", Value: "21 Nov 2026, Rahul Pawar"}},
		BankName: "HDFC Bank, Kothrud", BankAccount: "50200012345678", BankIFSC: "HDFC0000123", VPA: "fixwell.pune@examplebank",
		Terms:     "Payment within 15 days. Interest at 18% a year on late payments.\nWarranty of 30 days on labour, as the maker says on parts.\nSubject to Pune jurisdiction.",
		Signatory: "FixWell Home Services",
	}
	if inter {
		d.PlaceOfSupply = "29 Karnataka"
		d.Buyer.State, d.Buyer.StateCode, d.Buyer.GSTIN = "Karnataka", "29", "29AABCR1718E1ZL"
		d.Buyer.Lines = []string{"42, 80 Feet Road, Koramangala", "Bengaluru 560034"}
	}
	for i := range n {
		l := lineOf([]string{"AC service, split, deep cleaning", "Gas charging R32", "Visit charge", "Capacitor 45 µF, fitted"}[i%4], int64(i%3+1), 1499*rs+money.Paise(i*37), money.Paise(i%5)*50*rs, inter)
		switch i % 4 {
		case 0:
			l.Detail = fmt.Sprintf("Machine: Voltas 1.5 T, serial VLT%06d", 40211+i)
		case 3:
			l.HSN = "8532"
		}
		d.Lines = append(d.Lines, l)
	}
	d.Totals.Settled = 500 * rs
	d = total(d)
	d.UPI = link(d)
	return d
}

// plain takes the tax away, as composition taxable persons and the unregistered bill.
func plain(d paper.Doc) paper.Doc {
	d.ShowTax, d.Heads = false, nil
	d.Totals = paper.Totals{}
	for i := range d.Lines {
		l := &d.Lines[i]
		l.CGST, l.SGST, l.IGST, l.GSTBps = 0, 0, 0, 0
		l.Total = l.Taxable
	}
	return total(d)
}

// samples are the documents looked at and tested, by name.
func samples() map[string]paper.Doc {
	m := map[string]paper.Doc{"short": invoice(3, false), "long": invoice(60, false), "igst": invoice(4, true)}

	ut := invoice(5, false)
	ut.Seller.State, ut.Seller.StateCode, ut.Seller.GSTIN, ut.Seller.Lines = "Chandigarh", "04", "04AAPFU0939F1Z3", []string{"SCO 12, Sector 22-C", "Chandigarh 160022"}
	ut.Buyer.State, ut.Buyer.StateCode, ut.Buyer.GSTIN, ut.Buyer.Lines = "Chandigarh", "04", "", []string{"1204, Sector 35-B", "Chandigarh 160036"}
	ut.PlaceOfSupply, ut.StateTax, ut.ComputerGenerated = "04 Chandigarh", "UTGST", true
	ut.Delivery = &paper.Party{Name: "Deccan Cold Chain, godown 2", Lines: []string{"Industrial Area Phase I", "Chandigarh 160002"}, State: "Chandigarh", StateCode: "04"}
	m["utgst"] = ut

	bill := plain(invoice(4, false))
	bill.Title, bill.Mark = "BILL OF SUPPLY", ""
	bill.Declarations = []string{"Composition taxable person, not eligible to collect tax on supplies"}
	m["bill"] = bill

	note := invoice(1, false)
	note.Title, note.Number, note.Due, note.UPI, note.VPA, note.Terms = "CREDIT NOTE", "FWP/C/26-27/0003", "", "", "", ""
	note.BankName, note.BankAccount, note.BankIFSC = "", "", ""
	note.Against = []paper.Ref{{Label: "Original invoice", Number: "FWP/26-27/0012", Date: "2026-11-03"}}
	note.Totals.Settled, note.Totals.Balance = 0, 0
	m["credit"] = note

	voucher := paper.Doc{
		Title: "RECEIPT VOUCHER", Number: "FWP/R/26-27/0041", Date: "2026-11-20", Seller: seller, Buyer: buyer, PlaceOfSupply: "27 Maharashtra", ShowTax: true,
		Meta:              []paper.Field{{Label: "Received by", Value: "UPI, reference 632512345678"}},
		Lines:             []paper.Line{lineOf("Advance for installation of 2 split ACs", 1, 5000*rs, 0, false)},
		ComputerGenerated: true, Signatory: "FixWell Home Services",
	}
	m["voucher"] = total(voucher)

	estimate := invoice(6, false)
	estimate.Title, estimate.Mark, estimate.Number, estimate.UPI, estimate.VPA = "ESTIMATE", "", "E/26-27/0107", "", ""
	estimate.Totals.Settled, estimate.Totals.Balance, estimate.Due = 0, estimate.Totals.Total, ""
	estimate.Meta = []paper.Field{{Label: "Valid until", Value: "7 Dec 2026"}}
	m["estimate"] = estimate

	m["indic"] = indic()
	m["names"] = longNames()

	draft := invoice(0, false)
	draft.Number, draft.UPI, draft.Totals, draft.Words = "", "", paper.Totals{}, ""
	m["draft"] = draft

	void := invoice(2, false)
	void.Cancelled = true
	m["cancelled"] = void
	return m
}

func indic() paper.Doc {
	d := invoice(2, false)
	d.Buyer.Name = "Shri श्रीकृष्ण विश्वनाथ ज्योतिर्लिंगम् Rao"
	d.Buyer.Lines = []string{"फ्लैट ३०४, लक्ष्मी निवास, स्वातंत्र्यवीर मार्ग", "कोथरूड, पुणे ४११०३८ (Pune)"}
	d.Delivery = &paper.Party{
		Name:  "திருமதி கிருஷ்ணமூர்த்தி மீனாட்சி",
		Lines: []string{"எண் 12, கோயில் தெரு, மயிலாப்பூர்", "சென்னை 600004 (Chennai)"}, State: "Tamil Nadu", StateCode: "33",
	}
	for _, text := range []string{
		"ગુજરાતી: શ્રી જ્ઞાનેશ્વર પટેલ", "ಕನ್ನಡ: ಶ್ರೀ ಕೃಷ್ಣಮೂರ್ತಿ", "తెలుగు: శ్రీ వెంకటేశ్వర్లు", "বাংলা: শ্রী কৃষ্ণেন্দু ভট্টাচার্য",
		"ਪੰਜਾਬੀ: ਸ੍ਰੀ ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "മലയാളം: ശ്രീ കൃഷ്ണൻകുട്ടി", "ଓଡ଼ିଆ: ଶ୍ରୀ କୃଷ୍ଣଚନ୍ଦ୍ର", "中文, اردو and 🔧 have no font here",
	} {
		d.Lines = append(d.Lines, lineOf(text, 1, 100*rs, 0, false))
	}
	d.Totals, d.Heads = paper.Totals{}, nil
	d = total(d)
	d.UPI = link(d)
	return d
}

func longNames() paper.Doc {
	d := invoice(3, false)
	d.Seller.Name = "Shree Mahalaxmi Refrigeration, Air-Conditioning and Household Appliance Repair Works and Sons"
	d.Buyer.Name = "The Pune District Central Co-operative Milk Producers' and Cold Storage Owners' Federation Limited (Bhosari Unit No. 2)"
	d.Buyer.Lines = []string{"Gat No. 1123/4/B, behind the old octroi post, next to Hanuman temple, Alandi–Markal road, Dehu phata", "Taluka Haveli, Pune 412105"}
	d.Delivery = &paper.Party{Name: d.Buyer.Name, Lines: d.Buyer.Lines, State: "Maharashtra", StateCode: "27", GSTIN: "27AABCR1718E1ZP"}
	d.Lines[0].Text = "Annual maintenance of twelve ductable air-conditioners of 11 tons including filters, coil cleaning, gas top-up and four preventive visits between 1 Dec 2026 and 30 Nov 2027"
	d.Lines[1].Text = "Pneumonoultramicroscopicsilicovolcanoconiosis-resistant-filter-housing-with-gasket-and-clamp"
	d.Lines[2] = lineOf("Central plant overhaul", 999, 123456*rs, 1000000*rs, false)
	d.Meta = append(d.Meta, paper.Field{Label: "Purchase order of the buyer", Value: "PDCCMPCSOF/PUR/2026-27/ENGG/001182 dated 3 Oct 2026"})
	d.Totals, d.Heads = paper.Totals{}, nil
	d = total(d)
	d.UPI = link(d)
	return d
}
