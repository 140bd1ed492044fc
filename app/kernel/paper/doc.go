// Package paper draws business documents as PDF: A4 pages and 80 mm receipts.
//
// Owns: how a document looks on paper, the embedded fonts, shaping of Indian scripts, the QR code of a payment link.
// Does not own: what a document says (billing), storage, numbers and dates of issue.
// It is pure: no storage, no clock; the same Doc gives the same bytes, dated with Doc.Date.
//
// Every script is drawn as text, not as pictures: HarfBuzz orders and joins the glyphs, their outlines are embedded, and the
// original characters stand beside them (ActualText), so that names can be searched and copied. Scripts with a font: Latin,
// Greek, Cyrillic, Devanagari, Bengali, Gujarati, Gurmukhi, Kannada, Malayalam, Odia, Tamil, Telugu. A character of any other
// script, and an emoji, is drawn as an empty box and still copies as itself. Right-to-left scripts are not laid out.
package paper

import (
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// Party is the seller, the buyer or the place of delivery. Empty fields are left out.
type Party struct {
	Name             string
	Lines            []string // the address
	State, StateCode string
	GSTIN, PAN       string
	Phone, Email     string
}

// Ref names another document: the invoice of a credit note, the receipt voucher of a refund.
type Ref struct {
	Label, Number string
	Date          clock.Date
}

// Field is a fact beside the number and date: job, period, mode of payment, reference of the bank.
type Field struct{ Label, Value string }

// Line is one row. Detail stands smaller below Text: serial number, machine, reason of the cover. QtyMilli is in
// thousandths of UOM, GSTBps in hundredths of a percent; Rate is for one UOM.
type Line struct {
	Text, Detail            string
	HSN, UOM                string
	QtyMilli                int64
	Rate, Discount, Taxable money.Paise
	GSTBps                  int
	CGST, SGST, IGST, Total money.Paise
}

// Head is one row of the summary by HSN or SAC and rate.
type Head struct {
	HSN                       string
	GSTBps                    int
	Taxable, CGST, SGST, IGST money.Paise
}

// Totals are printed as they are; nothing is computed anew. RoundOff carries its sign.
type Totals struct {
	Gross, Discount, Taxable   money.Paise
	CGST, SGST, IGST, RoundOff money.Paise
	Total, Settled, Balance    money.Paise
}

// Doc is all that a document says.
type Doc struct {
	Title, Mark            string     // "TAX INVOICE", "ORIGINAL FOR RECIPIENT" ("" none)
	Number                 string     // "" draws a draft
	Date, Due              clock.Date // Due "" none
	Seller, Buyer          Party
	Delivery               *Party
	PlaceOfSupply          string  // "27 Maharashtra"; "" is not shown
	StateTax               string  // "SGST" or "UTGST"; "" is SGST
	ShowTax, ReverseCharge bool    // reverse charge Yes or No is printed when tax is shown
	Against                []Ref   // original invoice of a note, receipt voucher of a refund
	Meta                   []Field // job number, period, payment mode, RRN
	Lines                  []Line
	Heads                  []Head
	Totals                 Totals
	Words                  string   // the amount in words
	Declarations           []string // printed at the top, as the law wants for a composition taxable person
	UPI, VPA               string   // UPI is the link for the balance: a QR code is drawn when it is set, unless Cancelled
	BankName, BankAccount  string
	BankIFSC, Terms        string
	Signatory              string // printed as "For X" over a space to sign in
	ComputerGenerated      bool   // "Computer generated, no signature needed" in place of the space
	Cancelled              bool
}
