package customers

import (
	"context"
	"math"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/app/txn"
)

// SiteInput is a site as typed. Customer is only read by CreateSite. Empty Lat and Lng mean the PIN code's own point, an empty
// Fence the default. Confirm saves a PIN code that the directory does not know.
type SiteInput struct {
	Customer                  string
	Rev                       int
	Label, Address            string
	Unit, Landmark            string
	Pin, Lat, Lng, Fence      string
	Access                    string
	ContactName, ContactPhone string
	Confirm                   bool
}

// read gives the site that was typed; old is what it was before, the zero Site for a new one.
func (in SiteInput) read(r *reader, old Site, fence int) Site {
	s := Site{
		Customer: in.Customer, Label: line(in.Label), Address: strings.TrimSpace(in.Address), Unit: line(in.Unit),
		Landmark: line(in.Landmark), FenceM: fence, Access: strings.TrimSpace(in.Access), ContactName: line(in.ContactName),
		ContactPhone: r.phone("contact_phone", in.ContactPhone),
	}
	r.check.Need(s.Address != "", "address")
	if strings.TrimSpace(in.Fence) != "" {
		s.FenceM = r.whole("fence_m", in.Fence, FenceLeast, FenceMost)
	}
	var pin geo.Pin
	if strings.TrimSpace(in.Pin) == "" {
		r.check.Need(false, "pin")
	} else {
		pin = r.pin("pin", in.Pin)
	}
	s.Pin, s.District, s.StateCode = pin.Code, pin.District, pin.StateCode
	s.At, s.PosSource = position(in.point(r), pin, old)
	return s
}

// position decides where a site is and who says so. A point that only repeats the old PIN code's follows a new PIN code.
func position(typed geo.Point, pin geo.Pin, old Site) (geo.Point, string) {
	unmoved := old.Located() && same(typed, old.At)
	switch {
	case !typed.Zero() && pin.Located && same(typed, pin.Point):
		return pin.Point, FromPin
	case unmoved && old.PosSource != FromPin:
		return old.At, old.PosSource
	case !typed.Zero() && !unmoved:
		return typed, FromHand
	case pin.Located:
		return pin.Point, FromPin
	}
	return geo.Point{}, ""
}

// same holds points equal that are within a metre: what a form sends back is rounded.
func same(a, b geo.Point) bool {
	return math.Abs(a.Lat-b.Lat) < 1e-5 && math.Abs(a.Lng-b.Lng) < 1e-5
}

// point reads Lat and Lng: the zero Point if both are empty.
func (in SiteInput) point(r *reader) geo.Point {
	if strings.TrimSpace(in.Lat) == "" && strings.TrimSpace(in.Lng) == "" {
		return geo.Point{}
	}
	p := geo.Point{Lat: r.degrees("lat", in.Lat), Lng: r.degrees("lng", in.Lng)}
	if r.check.Err() == nil && !p.Valid() {
		r.at("lat", fault.Field("lat", "position_bad"))
	}
	return p
}

func (r *reader) degrees(field, typed string) float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(typed), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		r.at(field, fault.Field(field, "position_bad"))
		return 0
	}
	return math.Round(f*1e6) / 1e6
}

// CreateSite enters a site of a customer. State, district and position come from the PIN code unless a position is given.
// Errors: Forbidden; Invalid beside the fields; Confirm pin_unknown {pin}; NotFound; Conflict customer_merged.
func (s *Service) CreateSite(ctx context.Context, in SiteInput) (Site, error) {
	if err := act.Require(ctx, Edit); err != nil {
		return Site{}, err
	}
	ctx = act.Begin(ctx, "customers.create_site", "")
	var r reader
	site := in.read(&r, Site{}, s.fence())
	if err := r.insist(in.Confirm); err != nil {
		return Site{}, err
	}
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		if _, _, err := openCustomer(ctx, tx, in.Customer); err != nil {
			return err
		}
		rec, err := newSite(tx)
		if err != nil {
			return err
		}
		site.write(rec)
		if err := txn.Save(ctx, tx, rec, 0); err != nil {
			return err
		}
		site = readSite(rec)
		return nil
	})
	return site, err
}
