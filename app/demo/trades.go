package demo

import (
	"strconv"
	"strings"

	"doorstep/app/catalog"
)

// The skills of the company, in the order in which set-up makes them.
const (
	ac = iota
	ro
	appliances
	cctv
)

// trade is a job type, for which machines it is booked, and how often among the company's jobs.
type trade struct {
	code, name, trade string
	minutes, priority int
	payment           string
	skill, level      int
	checks            []check
	parts             []likely
	issues            []string
	machines          []string
	share             int
	repair            bool // a machine under warranty is repaired for nothing
}

type check struct {
	text, kind string
	required   bool
}

// likely is a part by its code and how much of it.
type likely struct{ code, qty string }

var (
	airConditioners = []string{"Split AC", "Window AC", "Cassette AC"}
	acChecks        = []check{
		{"Filters and coil cleaned", "tick", true},
		{"Drain flushed", "tick", true},
		{"Current in ampere", "reading", true},
		{"Outlet temperature in °C", "reading", false},
		{"Photo after", "photo", false},
	}
	faultChecks = []check{{"Fault found", "text", true}, {"Runs after repair", "tick", true}, {"Old parts shown to the customer", "tick", false}, {"Photo after", "photo", false}}
)

var trades = []trade{
	{"AC-SVC", "AC service", "AC", 60, 3, "chargeable", ac, 1, acChecks, nil, []string{"Yearly service", "Low cooling, service due", "Bad smell when it starts"}, airConditioners, 20, false},
	{"AC-AMC", "AC preventive visit", "AC", 45, 3, "amc", ac, 1, acChecks, nil, []string{"Preventive visit under AMC"}, airConditioners, 9, false},
	{"AC-REP", "AC repair", "AC", 75, 2, "chargeable", ac, 2, faultChecks, []likely{{"AC-CAP35", "1"}}, []string{
		"Not cooling", "Water leaking from the indoor unit", "Does not start", "Noise from the outdoor unit", "Stops after ten minutes", "Remote does not work",
	}, airConditioners, 19, true},
	{"AC-GAS", "AC gas charge", "AC", 90, 2, "chargeable", ac, 3, []check{
		{"Leak found and closed", "text", true}, {"Standing pressure in psi", "reading", true}, {"Gas in kg", "number", true},
	}, []likely{{"GAS-R32", "0.8"}}, []string{"Cools only a little", "Ice on the pipe", "Gas leaked again"}, airConditioners, 8, false},
	{"AC-INS", "AC installation", "AC", 180, 3, "chargeable", ac, 3, []check{
		{"Place agreed with the customer", "tick", true}, {"Vacuum held", "tick", true}, {"Pipe in metres", "number", true}, {"Photo after", "photo", true},
	}, []likely{{"CU-PIPE", "3"}, {"AC-STAND", "1"}, {"DRAIN-P", "4"}}, []string{"New split AC to install", "Shift AC to another room"}, airConditioners[:1], 4, false},
	{"AC-UNI", "AC removal", "AC", 60, 3, "chargeable", ac, 2, []check{{"Gas pumped down", "tick", true}}, nil, []string{"Remove AC, moving house"}, airConditioners[:2], 2, false},
	{"RO-SVC", "RO service", "RO", 45, 3, "chargeable", ro, 1, []check{
		{"TDS in", "reading", true}, {"TDS out", "reading", true}, {"Filters changed", "tick", false}, {"Tank cleaned", "tick", true},
	}, []likely{{"RO-SED", "1"}, {"RO-CARB", "1"}}, []string{"Service due", "Water tastes bad", "Filter light is on"}, []string{"Water purifier"}, 13, false},
	{"RO-REP", "RO repair", "RO", 60, 2, "chargeable", ro, 2, faultChecks, []likely{{"RO-PUMP", "1"}}, []string{
		"No water from the tap", "Leaking below", "Pump runs all night", "Water flow is slow",
	}, []string{"Water purifier"}, 8, true},
	{"WM-REP", "Washing machine repair", "Appliances", 75, 2, "chargeable", appliances, 2, faultChecks, []likely{{"WM-PUMP", "1"}}, []string{
		"Does not spin", "Water does not drain", "Door stays locked", "Error 4E on the panel",
	}, []string{"Washing machine"}, 6, true},
	{"FR-REP", "Refrigerator repair", "Appliances", 90, 2, "chargeable", appliances, 2, faultChecks, []likely{{"FR-RELAY", "1"}}, []string{
		"Not cooling below", "Ice builds up", "Compressor trips", "Water under the vegetable tray",
	}, []string{"Refrigerator"}, 5, true},
	{"MW-REP", "Microwave repair", "Appliances", 60, 3, "chargeable", appliances, 2, faultChecks, nil, []string{"Does not heat", "Sparks inside"}, []string{"Microwave"}, 2, true},
	{"GY-REP", "Geyser repair", "Appliances", 60, 2, "chargeable", appliances, 1, faultChecks, []likely{{"GY-ELEM", "1"}}, []string{"No hot water", "Leaks at the inlet", "Gives a shock"}, []string{"Geyser"}, 3, true},
	{"CC-VIS", "CCTV visit", "CCTV", 60, 3, "chargeable", cctv, 1, []check{{"All cameras seen on the recorder", "tick", true}, {"Days of recording", "number", true}}, nil, []string{
		"Two cameras show nothing", "Recording stops at night", "Password forgotten",
	}, []string{"CCTV system"}, 4, true},
	{
		"CC-INS", "CCTV installation", "CCTV", 150, 3, "chargeable", cctv, 3,
		[]check{{"Views agreed with the customer", "tick", true}, {"Photo of each view", "photo", true}},
		[]likely{{"CC-CAM", "2"}, {"CC-CABLE", "40"}},
		[]string{"Two more cameras at the gate"},
		[]string{"CCTV system"},
		1, false,
	},
}

// asks is the proof that jobs of the trade want: everywhere the customer's word, and photos where something was broken or is new.
func (t trade) asks() catalog.Asks {
	photos := t.repair || strings.HasSuffix(t.code, "-INS")
	return catalog.Asks{Before: photos, After: photos, SignOff: true}
}

// make is a maker and its models of one kind of machine.
type maker struct {
	brand  string
	models []string
}

var makers = map[string][]maker{
	"Split AC": {
		{"Voltas", []string{"183V CZT", "185V Vectra"}},
		{"Daikin", []string{"FTKF50", "MTKM50"}},
		{"LG", []string{"PS-Q19YNZE", "RS-Q20"}},
		{"Blue Star", []string{"IC518", "IA318"}},
		{"Hitachi", []string{"Yoshi 5400", "Kiyora 5400"}},
		{"Lloyd", []string{"GLS18I3", "GLS12I3"}},
		{"Panasonic", []string{"CS-EU18", "CS-CU18"}},
	},
	"Window AC":       {{"Voltas", []string{"185 Vectra Elite"}}, {"Blue Star", []string{"WFA518"}}, {"LG", []string{"PW-Q18"}}},
	"Cassette AC":     {{"Daikin", []string{"FCMF36", "FCVF48"}}, {"Blue Star", []string{"CNHW24"}}, {"Voltas", []string{"36K Cassette"}}},
	"Water purifier":  {{"Kent", []string{"Grand Plus", "Supreme"}}, {"Aquaguard", []string{"Aura", "Marvel"}}, {"Pureit", []string{"Copper Mineral"}}, {"A. O. Smith", []string{"Z9", "P6"}}},
	"Washing machine": {{"IFB", []string{"Senator WSS", "Serena"}}, {"LG", []string{"FHM1207", "T70SKSF"}}, {"Samsung", []string{"WW80T", "WA65"}}, {"Bosch", []string{"WAJ2846"}}},
	"Refrigerator":    {{"LG", []string{"GL-I292", "GC-B257"}}, {"Samsung", []string{"RT28", "RR20"}}, {"Whirlpool", []string{"Neo 278"}}, {"Godrej", []string{"Edge 207"}}},
	"Microwave":       {{"IFB", []string{"25SC4"}}, {"Samsung", []string{"CE76JD"}}, {"LG", []string{"MC2846"}}},
	"Geyser":          {{"Racold", []string{"Eterno 25L"}}, {"A. O. Smith", []string{"HSE-SHS 15L"}}, {"Bajaj", []string{"New Shakti 15L"}}},
	"CCTV system":     {{"CP Plus", []string{"8-channel", "16-channel"}}, {"Hikvision", []string{"DS-7208", "DS-7216"}}},
}

// kinds enters the job types.
func (f *founder) kinds() error {
	for i, t := range trades {
		in := catalog.JobTypeInput{
			Code: t.code, Name: t.name, Trade: t.trade, Duration: strconv.Itoa(t.minutes), Priority: strconv.Itoa(t.priority), Payment: t.payment,
			Skills: []catalog.NeedInput{{Skill: f.skills[t.skill], Level: strconv.Itoa(t.level)}}, Issues: t.issues, Active: true, Position: i + 1,
			Asks: t.asks(), Crew: "1", PartsFirst: t.code == "CC-INS",
		}
		if t.code == "AC-INS" { // one holds, one fixes
			in.Crew = "2"
		}
		for n, c := range t.checks {
			in.Checklist = append(in.Checklist, catalog.CheckInput{ID: "c" + strconv.Itoa(n+1), Text: c.text, Kind: c.kind, Required: c.required})
		}
		for _, p := range t.parts {
			in.Parts = append(in.Parts, catalog.PartInput{Item: f.items[p.code], Qty: p.qty})
		}
		made, err := f.catalog.CreateJobType(f.ctx, in)
		if err != nil {
			return err
		}
		f.types = append(f.types, made)
	}
	return nil
}
