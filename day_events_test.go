package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"doorstep/app/kernel/clock"
)

// ware is a service or a part of the day's price list: its price before tax in paise, its GST in hundredths of a percent.
type ware struct {
	code, name, kind, hsn, uom string
	price, gst                 int64
}

var wares = []ware{
	{"VISIT", "Visit and inspection", "service", "998715", "NOS", 299_00, 1800},
	{"AC-REP", "AC repair labour", "service", "998715", "NOS", 750_00, 1800},
	{"AC-SVC", "AC wet service, split", "service", "998715", "NOS", 649_00, 1800},
	{"AC-GASL", "Leak test and gas charging labour", "service", "998715", "NOS", 950_00, 1800},
	{"RO-SVC", "Water purifier service", "service", "998715", "NOS", 399_00, 1800},
	{"AMC", "Annual maintenance contract", "service", "998715", "NOS", 4500_00, 1800},
	{"CAP35", "Run capacitor 35 µF", "part", "841590", "NOS", 380_25, 1800},
	{"GAS-R32", "Refrigerant R32", "part", "290342", "KGS", 1650_75, 1800},
	{"RO-SED", "Sediment filter", "part", "842199", "NOS", 280_00, 1800},
	{"RO-MEMB", "RO membrane 80 GPD", "part", "842199", "NOS", 1449_50, 1800},
	{"COVER", "Dust cover, cotton", "part", "630790", "NOS", 235_30, 500},
}

// leastOfVisit is what a chargeable visit comes to at least, before tax; the rest is charged as a VISIT.
const leastOfVisit = 299_00

func wareOf(code string) ware {
	return wares[slices.IndexFunc(wares, func(w ware) bool { return w.code == code })]
}

// areas are the areas of the day by their PIN codes; each technician goes to one.
var dayAreas = map[string]string{
	"West":     "411038 411052 411004 411021 411058",
	"East":     "411028 411013 411048 411040",
	"Baner":    "411045 411007 411008 411027",
	"Airport":  "411014 411006 411015 411047",
	"Old City": "411001 411005 411030 411042 411002",
}

// worker is one of the five technicians, with his level in both skills.
type worker struct {
	name, mobile, lang, area, home string
	ac, ro                         string
}

var dayWorkers = []worker{
	{"Ravi Pawar", "9822000011", "hi", "West", "411038", "4", ""},
	{"Sunil More", "9822000012", "en", "East", "411028", "3", ""},
	{"Imran Shaikh", "9822000013", "en", "Baner", "411045", "3", "2"},
	{"Ganesh Jadhav", "9822000014", "en", "Airport", "411014", "", "3"},
	{"Vikas Kale", "9822000015", "en", "Old City", "411030", "2", "3"},
}

// payer is one of the twenty customers. Off is what his price list takes off, in hundredths of a percent; credit the days that he
// has to pay. A business has a GSTIN, whose State decides between CGST with SGST and IGST.
type payer struct {
	name, mobile, pin, address, gstin string
	credit                            int
	off                               int64
	caller                            bool // nobody knows him before he calls
}

var dayPayers = []payer{
	{name: "Meera Deshpande", mobile: "9823000001", pin: "411038", address: "7 Mayur Colony", caller: true},
	{name: "Arun Joshi", mobile: "9823000002", pin: "411038", address: "12 Bhusari Colony", caller: true},
	{name: "Kavita Shinde", mobile: "9823000003", pin: "411028", address: "B-404 Gondhale Nagar", caller: true},
	{name: "Farhan Khan", mobile: "9823000004", pin: "411028", address: "18 Sasane Nagar", caller: true},
	{name: "Sahyadri Heights Society", mobile: "9823000005", pin: "411045", address: "Sahyadri Heights, Baner Road"},
	{name: "Nimbus Software Pvt Ltd", mobile: "9823000006", pin: "411045", address: "3rd floor, Nimbus House", gstin: "29AABCN5678F1Z4", credit: 30, off: 1000},
	{name: "Leela Menon", mobile: "9823000007", pin: "411014", address: "21 Vadgaon Sheri", caller: true},
	{name: "Deccan Clinic", mobile: "9823000008", pin: "411006", address: "2 Jail Road, Yerwada", gstin: "27AABCD1234E1Z8", credit: 15},
	{name: "Suresh Patil", mobile: "9823000009", pin: "411001", address: "5 East Street", caller: true},
	{name: "Anita Rao", mobile: "9823000010", pin: "411030", address: "318 Narayan Peth", caller: true},
	{name: "Rohan Kulkarni", mobile: "9823000011", pin: "411005", address: "44 Congress House Road", caller: true},
	{name: "Geeta Iyer", mobile: "9823000012", pin: "411052", address: "9 Karve Nagar", caller: true},
	{name: "Prakash Naik", mobile: "9823000013", pin: "411013", address: "61 Hadapsar Industrial Estate", caller: true},
	{name: "Hotel Shreyas", mobile: "9823000014", pin: "411004", address: "1242 Apte Road"},
	{name: "Vandana Gokhale", mobile: "9823000015", pin: "411007", address: "6 Ganeshkhind Road"},
	{name: "Iqbal Ansari", mobile: "9823000016", pin: "411048", address: "30 NIBM Road"},
	{name: "Sneha Wagh", mobile: "9823000017", pin: "411040", address: "8 Wanowrie Bazaar"},
	{name: "Thomas George", mobile: "9823000018", pin: "411015", address: "14 Dighi Camp"},
	{name: "Bhavna Shah", mobile: "9823000019", pin: "411042", address: "77 Guruwar Peth"},
	{name: "Dnyaneshwar Jagtap", mobile: "9823000020", pin: "411058", address: "3 Warje Malwadi"},
}

// elsewhere reports whether he is registered in another State than the company.
func (p payer) elsewhere() bool { return p.gstin != "" && !strings.HasPrefix(p.gstin, "27") }

// errand is a call of the morning: who calls, what for, and who alone can go. Bears says that a contract bears all of it but gas;
// who is not patient is promised the day.
type errand struct {
	of, technician, kind, issue string
	bears, patient              bool
}

var errands = []errand{
	{"Meera Deshpande", "Ravi Pawar", "AC-REP", "Not cooling", false, false},
	{"Arun Joshi", "Ravi Pawar", "AC-SVC", "Yearly service", false, false},
	{"Kavita Shinde", "Sunil More", "AC-REP", "Cools for an hour, then stops", false, false},
	{"Farhan Khan", "Sunil More", "AC-SVC", "Smells of damp", false, false},
	{"Sahyadri Heights Society", "Imran Shaikh", "AC-REP", "Club house AC leaks gas", true, false},
	{"Nimbus Software Pvt Ltd", "Imran Shaikh", "AC-SVC", "Server room split, service", false, false},
	{"Leela Menon", "Ganesh Jadhav", "RO-SVC", "Water tastes", false, false},
	{"Deccan Clinic", "Ganesh Jadhav", "RO-SVC", "Change the sediment filters", false, false},
	{"Suresh Patil", "Vikas Kale", "AC-SVC", "Service before guests come", false, false},
	{"Anita Rao", "Vikas Kale", "RO-SVC", "Service is due", false, false},
	{"Rohan Kulkarni", "Vikas Kale", "AC-SVC", "Service", false, false},
	{"Geeta Iyer", "Ravi Pawar", "AC-SVC", "Service, some day this week", false, true},
	{"Prakash Naik", "Sunil More", "AC-REP", "Compressor hums", false, true},
}

// dayEvent is one thing that happened, as the people of the day would tell it. What it means for the figures stands in
// day_books_test.go.
type dayEvent struct {
	what        string // one of the words below
	of          string // the customer whose call or paper it is
	ware        string // what was used
	by          string // a technician
	mode        string // a way to pay, as the owner's screen calls it
	ref         string // by which the money is found again
	thousandths int64  // of the ware
	paise       int64
	on          clock.Date // today, if nothing is said
}

// What happens on a day.
const (
	visitPlanned = "a visit stands on the plan"
	wareUsed     = "a part or a service was used"
	workAgreed   = "the customer approved work by his link"
	visitDone    = "the visit ended well"
	visitFutile  = "the visit ended without success"
	debtOwed     = "a paper without a call was issued"
	priceCut     = "the office let a price on a draft down"
	paperIssued  = "the invoice of the call was issued"
	moneyGiven   = "the customer gave money, somebody says"
	moneyNever   = "the money never came"
	moneySeen    = "the bank or the accountant has seen the money"
	cashCounted  = "a technician's cash was counted into the till"
	cashBanked   = "cash went from the till to the bank"
	moneyStrayed = "the bank shows money that nobody claimed"
	wareCredited = "a credit note took a ware back"
)

// dayLedger is what happened, in order, told by several people at once.
type dayLedger struct {
	mu     sync.Mutex
	events []dayEvent
}

func (l *dayLedger) tell(events ...dayEvent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range events {
		if e.on == "" {
			e.on = clock.Today()
		}
		l.events = append(l.events, e)
	}
}

// books are what everything told so far comes to.
func (l *dayLedger) books() *dayBooks {
	l.mu.Lock()
	defer l.mu.Unlock()
	return booksOf(l.events, clock.Today())
}

// due is what a customer still has to give at the door, in paise.
func (l *dayLedger) due(of string) int64 {
	b := l.books()
	p := b.call(of)
	left := p.asked()
	for _, g := range b.gifts {
		if g.of == of && g.state != rejected {
			left -= g.paise
		}
	}
	return left
}

// thousands is a quantity as people type it: 650 thousandths are 0.650.
func thousands(n int64) string { return fmt.Sprintf("%d.%03d", n/1000, n%1000) }
