package demo

import (
	"strconv"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// item is a line of the price list: the price in rupees before tax from April 2025; was is the GST rate until the reform, now
// the one since. Rates are as published for the goods; check them before using the list for anything real.
type item struct {
	kind, code, name, hsn, uom, price, was, now string
}

// reform is the day on which air conditioners, their parts and batteries went from 28 to 18 per cent.
const reform clock.Date = "2025-09-22"

const opened clock.Date = "2025-04-01"

func service(code, name, sac, price string) item {
	return item{catalog.KindService, code, name, sac, "NOS", price, "18", "18"}
}

func part(code, name, hsn, price string) item {
	return item{catalog.KindPart, code, name, hsn, "NOS", price, "18", "18"}
}

// in28 is a part that the reform made cheaper.
func in28(i item) item { i.was = "28"; return i }

// by is an item that is not counted in pieces.
func by(uom string, i item) item { i.uom = uom; return i }

var priceList = []item{
	service("VISIT", "Visit and inspection", "998715", "299"),
	service("VISIT-X", "Emergency visit, same day", "998715", "599"),
	service("AC-SVC", "AC wet service, split", "998715", "649"),
	service("AC-SVC-W", "AC wet service, window", "998715", "549"),
	service("AC-SVC-C", "AC wet service, cassette", "998717", "1250"),
	service("AC-JET", "AC jet and chemical wash", "998715", "999"),
	service("AC-REP", "AC repair labour", "998715", "750"),
	service("AC-PCB", "AC circuit board repair", "998715", "1850"),
	service("AC-GASL", "Leak test and gas charging labour", "998715", "950"),
	service("AC-COMPL", "Compressor replacement labour", "998715", "2200"),
	service("AC-INS", "AC installation, split", "995463", "1499"),
	service("AC-INS-C", "AC installation, cassette", "995463", "4200"),
	service("AC-UNI", "AC removal", "998715", "799"),
	service("RO-SVC", "Water purifier service", "998715", "399"),
	service("RO-REP", "Water purifier repair labour", "998715", "350"),
	service("RO-INS", "Water purifier installation", "998715", "499"),
	service("WM-REP", "Washing machine repair labour", "998715", "549"),
	service("FR-REP", "Refrigerator repair labour", "998715", "599"),
	service("MW-REP", "Microwave repair labour", "998715", "449"),
	service("GY-REP", "Geyser repair labour", "998715", "449"),
	service("CC-VISIT", "CCTV visit and check", "998715", "499"),
	service("AMC", "Annual maintenance contract", "998715", "4500"),
	service("CC-INS", "CCTV camera installation, each", "998734", "650"),
	in28(part("AC-CAP35", "Run capacitor 35 µF", "841590", "380")),
	in28(part("AC-CAP50", "Run capacitor 50 µF", "841590", "460")),
	in28(part("AC-PCB-I", "Indoor circuit board", "841590", "3200")),
	in28(part("AC-PCB-O", "Inverter outdoor board", "841590", "6800")),
	in28(part("AC-FANM", "Indoor fan motor", "841590", "2100")),
	in28(part("AC-FANO", "Outdoor fan motor", "841590", "2450")),
	in28(part("AC-SENS", "Coil temperature sensor", "841590", "320")),
	in28(part("AC-COIL", "Evaporator coil, 1.5 ton", "841590", "5900")),
	in28(part("AC-REMOTE", "Remote control", "841590", "550")),
	in28(part("AC-STAND", "Outdoor unit stand", "841590", "850")),
	in28(part("AC-DRAIN", "Drain tray", "841590", "620")),
	part("AC-COMP15", "Rotary compressor, 1.5 ton", "841430", "8900"),
	by("KGS", part("GAS-R32", "Refrigerant R32", "290342", "1650")),
	by("KGS", part("GAS-R410", "Refrigerant R410A", "382763", "1450")),
	by("KGS", part("GAS-R22", "Refrigerant R22", "290371", "1250")),
	by("MTR", part("CU-PIPE", "Copper pipe set, insulated", "741110", "780")),
	by("MTR", part("DRAIN-P", "Drain pipe", "391732", "45")),
	by("MTR", part("WIRE-25", "Copper wire 2.5 sq mm, 3 core", "854449", "120")),
	part("RO-MEMB", "RO membrane 80 GPD", "842199", "1450"),
	part("RO-SED", "Sediment filter", "842199", "280"),
	part("RO-CARB", "Carbon filter", "842199", "320"),
	part("RO-UV", "UV lamp 11 W", "842199", "480"),
	part("RO-PUMP", "Booster pump", "841381", "1650"),
	part("RO-SMPS", "Power supply 24 V", "850440", "650"),
	part("RO-SV", "Solenoid valve", "848180", "350"),
	by("SET", part("RO-KIT", "Service kit, one year", "842199", "1150")),
	part("WM-BELT", "Drive belt", "401039", "350"),
	part("WM-PUMP", "Drain pump", "841381", "1150"),
	part("WM-DOOR", "Door gasket", "401693", "1650"),
	part("WM-INLET", "Inlet valve", "848180", "780"),
	part("FR-THERM", "Thermostat", "903210", "850"),
	part("FR-RELAY", "Compressor relay", "853649", "320"),
	part("FR-GASK", "Door gasket", "401693", "1250"),
	part("FR-HEAT", "Defrost heater", "851680", "680"),
	part("MW-MAGN", "Magnetron", "854071", "1950"),
	part("GY-ELEM", "Heating element 2 kW", "851680", "750"),
	part("GY-THERM", "Geyser thermostat", "903210", "450"),
	part("CC-CAM", "Dome camera 5 MP", "852589", "2350"),
	part("CC-HDD", "Recorder disk 2 TB", "847170", "5200"),
	in28(part("CC-BATT", "Lead-acid battery 12 V 7 Ah", "850720", "1150")),
	by("MTR", part("CC-CABLE", "Camera cable 3+1", "854420", "28")),
}

// cost is what a part is bought for, in rupees: 55 to 70 hundredths of its price. A service is not bought.
func (i item) cost() string {
	price, err := money.Parse(i.price)
	if i.kind != catalog.KindPart || err != nil {
		return ""
	}
	return strconv.FormatInt(max(1, int64(price/money.Rupee)*int64(55+lookOf(i.code)%16)/100), 10)
}

// prices enters the price list as it stood before the reform; newRates what the reform changed.
func (f *founder) prices() error {
	for _, i := range priceList {
		made, err := f.catalog.CreateItem(f.ctx, catalog.ItemInput{
			Kind: i.kind, Code: i.code, Name: i.name, HSN: i.hsn, UOM: i.uom, Active: true, From: string(opened), Price: i.price, GST: i.was, Cost: i.cost(),
		})
		if err != nil {
			return err
		}
		f.items[i.code] = made.ID
	}
	return nil
}

func (f *founder) newRates() error {
	for _, i := range priceList {
		if i.was == i.now {
			continue
		}
		in := catalog.RateInput{Item: f.items[i.code], From: string(reform), Price: i.price, GST: i.now}
		if _, err := f.catalog.SetRate(f.ctx, in); err != nil {
			return err
		}
	}
	return nil
}
