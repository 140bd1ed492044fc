package gst

import (
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

// Mode is how the seller stands towards GST. Only a regular one may show tax on paper.
type Mode string

// The modes, written as the settings of the company write them.
const (
	ModeRegular      Mode = "regular"
	ModeComposition  Mode = "composition"
	ModeUnregistered Mode = "unregistered"
)

// How a unit or developer of a special economic zone is supplied.
const (
	SEZWithPayment = "WP"  // integrated tax is charged
	SEZUnderLUT    = "WOP" // a letter of undertaking stands in for the tax
)

// Seller is the company on the day of the document. StateCode has two digits in every mode.
type Seller struct {
	Mode      Mode
	StateCode string
}

// Buyer is whom the document is made out to. One with a GSTIN is registered; StateCode is the State of that registration and
// may be left empty, for the GSTIN tells it. AddressState is the State of the address on record of one who is not registered,
// empty where there is none. SEZ is empty for everybody outside a special economic zone.
type Buyer struct {
	GSTIN, StateCode string
	SEZ              string
	AddressState     string
}

// SupplyLine is one line before tax. QtyMilli counts thousandths, Rate is the price of one. Discount comes off in paise after
// DiscountBps came off in hundredths of a percent. Inclusive means that Rate and Discount contain the tax. GSTBps is the whole
// rate, 1800 for 18 %; 0 is a line without tax, be it exempt or nil-rated.
type SupplyLine struct {
	Goods       bool // goods; otherwise a service
	Installed   bool // goods that the seller assembles or installs at the site
	QtyMilli    int64
	Rate        money.Paise
	Inclusive   bool
	DiscountBps int
	Discount    money.Paise
	GSTBps      int
}

// Supply is what Compute needs to know of a document. PropertyState is set only where the service is directly in relation to
// immovable property there. DeliveryState is where goods are delivered or installed. Place, where somebody chose the place of
// supply, goes before every rule; a credit note repeats that of its invoice so. DiscountBps and then Discount come off the
// whole document and are spread over its lines. Exact leaves out the rounding to the rupee.
type Supply struct {
	Seller        Seller
	Buyer         Buyer
	PropertyState string
	DeliveryState string
	Place         string
	Lines         []SupplyLine
	DiscountBps   int
	Discount      money.Paise
	Exact         bool
}

// Why a place of supply is what it is. Each is the key of words.
const (
	PlaceChosen     = "chosen"     // somebody said so
	PlaceSEZ        = "sez"        // the zone's unit or developer
	PlaceProperty   = "property"   // the immovable property, IGST Act s.12(3)
	PlaceSite       = "site"       // where the goods are installed, s.10(1)(d)
	PlaceDelivery   = "delivery"   // where the goods are delivered, s.10(1)(a) and (ca), Circular 209/3/2024
	PlaceRegistered = "registered" // the registered buyer's State, s.12(2)(a)
	PlaceAddress    = "address"    // the address on record, s.12(2)(b)(i), s.10(1)(ca)
	PlaceSupplier   = "supplier"   // no address on record, s.12(2)(b)(ii), s.10(1)(ca)
)

// registered is the State in which the buyer is registered, empty where he is not.
func (b Buyer) registered() string {
	switch {
	case b.GSTIN == "":
		return ""
	case b.StateCode != "":
		return b.StateCode
	case len(b.GSTIN) < 2:
		return b.GSTIN
	}
	return b.GSTIN[:2]
}

// PlaceOfSupply finds the State in which the supply takes place, and why. A document has one place: the site where any of its
// goods are installed; that of goods where all its lines are goods; otherwise that of the service. Faults place_state {code} for
// a code that is no State, sez_gstin for a buyer in a zone without GSTIN, required beside site_state where goods are installed
// and nobody said where.
func PlaceOfSupply(s Supply) (code, why string, err error) {
	code, why, err = s.place()
	if err != nil {
		return "", "", err
	}
	code = successor(code)
	if state, ok := StateByCode(code); !ok || state.Label == "" {
		return "", "", fault.Field("place", "place_state", "code", code)
	}
	return code, why, nil
}

func (s Supply) place() (code, why string, err error) {
	goods, installed := len(s.Lines) > 0, false
	for _, l := range s.Lines {
		goods = goods && l.Goods
		installed = installed || l.Goods && l.Installed
	}
	registered := s.Buyer.registered()
	switch {
	case s.Buyer.SEZ != "" && registered == "":
		return "", "", fault.Field("gstin", "sez_gstin")
	case s.Place != "":
		return s.Place, PlaceChosen, nil
	case s.Buyer.SEZ != "":
		return registered, PlaceSEZ, nil
	case s.PropertyState != "" && !goods:
		return s.PropertyState, PlaceProperty, nil
	case installed && s.DeliveryState == "":
		return "", "", fault.Field("site_state", "required")
	case installed:
		return s.DeliveryState, PlaceSite, nil
	case goods && s.DeliveryState != "":
		return s.DeliveryState, PlaceDelivery, nil
	case registered != "":
		return registered, PlaceRegistered, nil
	case s.Buyer.AddressState != "":
		return s.Buyer.AddressState, PlaceAddress, nil
	}
	return s.Seller.StateCode, PlaceSupplier, nil
}
