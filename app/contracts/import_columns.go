package contracts

import (
	"strings"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/statement"
)

// headingRows is how far down the headings are looked for.
const headingRows = 40

// The columns of a file of contracts.
const (
	colNo       = "no"
	colName     = "name"
	colPhone    = "phone"
	colGSTIN    = "gstin"
	colAddress  = "address"
	colPin      = "pin"
	colKind     = "kind"
	colBrand    = "brand"
	colModel    = "model"
	colSerial   = "serial"
	colType     = "type"
	colStart    = "start"
	colEnd      = "end"
	colValue    = "value"
	colShare    = "share"
	colBilling  = "billing"
	colItem     = "item"
	colVisits   = "visits"
	colMonths   = "months"
	colFirst    = "first"
	colNext     = "next"
	colDone     = "done"
	colJobType  = "job_type"
	colNotes    = "notes"
	commonSigns = 3 // a row with fewer known headings is none of headings
)

// ImportColumn is a column that a file of contracts may have: its usual heading, what it holds and other words for it.
type ImportColumn struct {
	key           string
	Heading, Says string
	also          []string
	Must          bool
}

// ImportColumns are the columns of a file, in the order of the template.
var ImportColumns = []ImportColumn{
	{key: colNo, Heading: "Contract no", Says: "The number it has had so far. Rows with the same number are one contract with several machines.", also: []string{"Contract number", "Contract", "AMC no", "AMC number", "Agreement no", "Agreement number", "Old number", "Old no", "Contract id", "Contract ref"}},
	{key: colName, Heading: "Customer name", Must: true, Says: "Used for new customers; known ones are found by phone or GSTIN.", also: []string{"Customer", "Name", "Client", "Client name", "Party", "Party name", "Company name"}},
	{key: colPhone, Heading: "Phone", Says: "A phone or a GSTIN is needed.", also: []string{"Mobile", "Mobile no", "Mobile number", "Phone no", "Phone number", "Contact no", "Contact number", "Telephone", "Cell"}},
	{key: colGSTIN, Heading: "GSTIN", Says: "Of the customer.", also: []string{"GST", "GST no", "GST number", "GSTIN no", "GSTIN number", "GST in"}},
	{key: colAddress, Heading: "Address", Says: "Of the site; it is found by address and PIN code.", also: []string{"Site", "Site address", "Location", "Installation address", "Customer address", "Site location"}},
	{key: colPin, Heading: "PIN", Says: "Six digits.", also: []string{"Pin code", "Pincode", "Postal code", "Zip"}},
	{key: colKind, Heading: "Machine kind", Says: "Split AC, RO … Without machines a contract is for all at its site.", also: []string{"Machine", "Machine type", "Equipment", "Equipment type", "Asset", "Asset type", "Product", "Product type", "Kind", "Appliance"}},
	{key: colBrand, Heading: "Brand", Says: "Of the machine.", also: []string{"Make", "Manufacturer", "Company make"}},
	{key: colModel, Heading: "Model", Says: "Of the machine.", also: []string{"Model no", "Model number", "Model name"}},
	{key: colSerial, Heading: "Serial", Says: "A machine with this number is found; without one it is entered as new.", also: []string{"Serial no", "Serial number", "Machine serial", "Machine serial no", "Machine no"}},
	{key: colType, Heading: "Type", Must: true, Says: "Comprehensive (CMC, ACMC), non-comprehensive (AMC, NCMC), labour, or warranty.", also: []string{"Contract type", "AMC type", "Type of contract", "Coverage", "Agreement type"}},
	{key: colStart, Heading: "Start", Must: true, Says: "First day: 01-04-2026, 1/4/26 or 1 Apr 2026.", also: []string{"Start date", "From", "From date", "Starts", "Contract start", "Contract start date", "Contract from", "Begin date", "AMC start", "AMC start date", "Valid from"}},
	{key: colEnd, Heading: "End", Must: true, Says: "Last day.", also: []string{"End date", "To", "To date", "Ends", "Till", "Contract end", "Contract end date", "Contract to", "Expiry", "Expiry date", "AMC end", "AMC end date", "Valid till", "Valid to", "Valid upto"}},
	{key: colValue, Heading: "Value", Says: "Rupees before tax for the whole term, on the first row of the contract.", also: []string{"Contract value", "Amount", "Contract amount", "Total value", "AMC amount", "AMC value", "Price", "Charges"}},
	{key: colShare, Heading: "Machine value", Says: "What each machine has in the value. Empty: equal shares.", also: []string{"Share", "Machine share", "Machine amount", "Value per machine", "Amount per machine"}},
	{key: colBilling, Heading: "Billing", Says: "Upfront, monthly, quarterly, half-yearly, yearly, per visit, or none; add “after” where the period is billed when it is over.", also: []string{"Billing cycle", "Payment terms", "Payment cycle", "Billed", "Billing frequency", "Invoice cycle"}},
	{key: colItem, Heading: "Billed as", Says: "Code or name of the service in the price list. Empty: the one that is called AMC.", also: []string{"Item", "Service code", "Item code", "SAC service"}},
	{key: colVisits, Heading: "Visits per year", Says: "A number.", also: []string{"Visits", "No of visits", "Number of visits", "Visits a year", "Free visits", "PM visits", "No of services", "Services per year"}},
	{key: colMonths, Heading: "Every n months", Says: "Instead: 3, or quarterly.", also: []string{"Every months", "Every", "Months between visits", "Visit interval", "Service interval", "Visit frequency", "Service frequency", "Frequency", "Interval months"}},
	{key: colFirst, Heading: "First visit", Says: "A day. Empty: the first day of the contract.", also: []string{"First visit date", "First service", "First visit on", "First service date"}},
	{key: colNext, Heading: "Next visit", Says: "The day of the visit that comes next, from today on.", also: []string{"Next visit date", "Next service", "Next due", "Next service date", "Next service due", "Next visit due"}},
	{key: colDone, Heading: "Visits done", Says: "How many of the planned visits were made so far.", also: []string{"Services done", "Visits completed", "Completed visits", "Done", "No of visits done"}},
	{key: colJobType, Heading: "Job type", Says: "Code or name of the job type of planned visits.", also: []string{"Job", "Visit type", "Service type"}},
	{key: colNotes, Heading: "Notes", Says: "Kept with the contract.", also: []string{"Note", "Remarks", "Remark", "Comments", "Comment", "Details"}},
}

// known finds a column by the key of its heading.
var known = func() map[string]string {
	all := map[string]string{}
	for _, c := range ImportColumns {
		for _, name := range append([]string{c.Heading}, c.also...) {
			if k := statement.HeadingKey(name); all[k] == "" {
				all[k] = c.key
			}
		}
	}
	return all
}()

func importColumn(key string) ImportColumn {
	for _, c := range ImportColumns {
		if c.key == key {
			return c
		}
	}
	return ImportColumn{}
}

// headings says where the columns of a sheet stand: below which row, and at which places.
type headings struct {
	row     int
	at      map[string][]int
	names   map[string]string
	ignored []string
}

// headingsOf finds the row of headings: the one that has the most known ones. Faults: import_heading, import_columns {columns}.
func headingsOf(sheet statement.Sheet) (headings, error) {
	var best headings
	most := 0
	for i := range sheet.Rows[:min(len(sheet.Rows), headingRows)] {
		if h := headingsIn(sheet, i); len(h.at) > most {
			best, most = h, len(h.at)
		}
	}
	if most < commonSigns {
		return best, fault.New(fault.Invalid, "import_heading")
	}
	var lacks []string
	for _, c := range ImportColumns {
		if c.Must && len(best.at[c.key]) == 0 {
			lacks = append(lacks, c.Heading)
		}
	}
	if len(best.at[colPhone])+len(best.at[colGSTIN]) == 0 {
		lacks = append(lacks, importColumn(colPhone).Heading)
	}
	if len(lacks) > 0 {
		return best, fault.New(fault.Invalid, "import_columns", "columns", strings.Join(lacks, ", "))
	}
	return best, nil
}

func headingsIn(sheet statement.Sheet, row int) headings {
	h := headings{row: row, at: map[string][]int{}, names: map[string]string{}}
	for at := range sheet.Rows[row] {
		name := strings.Join(strings.Fields(sheet.Text(row, at)), " ")
		if name == "" || len(name) > 80 {
			continue
		}
		column := known[statement.HeadingKey(name)]
		if column == "" {
			h.ignored = append(h.ignored, name)
			continue
		}
		h.at[column] = append(h.at[column], at)
		if h.names[column] == "" {
			h.names[column] = name
		}
	}
	return h
}

// name is the heading of a column as it stands in the file, or as it would be called.
func (h headings) name(column string) string {
	if name := h.names[column]; name != "" {
		return name
	}
	return importColumn(column).Heading
}

// cell is what stands in a column of the row, the first of several columns that says something.
func (h headings) cell(sheet statement.Sheet, row int, column string) string {
	for _, at := range h.at[column] {
		if text := strings.TrimSpace(sheet.Text(row, at)); text != "" {
			return text
		}
	}
	return ""
}
