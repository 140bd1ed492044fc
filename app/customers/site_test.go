package customers_test

import (
	"fmt"
	"testing"

	"doorstep/app/customers"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
)

func TestSite_standsWhereThePinCodeIsUnlessItWasMoved(t *testing.T) {
	s, _, ctx := setUp(t)
	c := add(t, s, ctx, "Asha")
	kothrud, _ := geo.FindPin("411038")
	baner, _ := geo.FindPin("411045")
	site := addSite(t, s, ctx, c.ID, "12 Paud Road")
	if site.At != kothrud.Point || site.PosSource != customers.FromPin || site.StateCode != "27" || site.District != "Pune" ||
		site.FenceM != customers.FenceDefault {
		t.Fatalf("got %+v", site)
	}
	in := customers.SiteInput{Rev: site.Rev, Address: site.Address, Pin: "411045", Lat: text(site.At.Lat), Lng: text(site.At.Lng), Fence: "50"}
	site, err := s.UpdateSite(ctx, site.ID, in) // the form still holds the old PIN code's point
	if err != nil || site.At != baner.Point || site.PosSource != customers.FromPin || site.FenceM != 50 {
		t.Fatalf("an unmoved pin did not follow the PIN code: %+v, %v", site, err)
	}
	in.Rev, in.Lat, in.Lng = site.Rev, "18.561234", "73.791234"
	site, err = s.UpdateSite(ctx, site.ID, in)
	if err != nil || (site.At != geo.Point{Lat: 18.561234, Lng: 73.791234}) || site.PosSource != customers.FromHand {
		t.Fatalf("a moved pin did not move: %+v, %v", site, err)
	}
	in.Rev, in.Pin = site.Rev, "411038"
	site, err = s.UpdateSite(ctx, site.ID, in)
	if err != nil || site.PosSource != customers.FromHand || site.At.Lat != 18.561234 {
		t.Fatalf("a moved pin went away with another PIN code: %+v, %v", site, err)
	}
	in.Rev, in.Lat, in.Lng = site.Rev, "", ""
	site, err = s.UpdateSite(ctx, site.ID, in)
	if err != nil || site.At != kothrud.Point || site.PosSource != customers.FromPin {
		t.Fatalf("emptied, the position is not the PIN code's: %+v, %v", site, err)
	}
	if site.Customer != c.ID {
		t.Errorf("the site changed hands: %+v", site)
	}
}

func text(f float64) string { return fmt.Sprintf("%.6f", f) }

func TestSite_saysWhatIsWrongBesideItsField(t *testing.T) {
	s, _, ctx := setUp(t)
	c := add(t, s, ctx, "Asha")
	good := customers.SiteInput{Customer: c.ID, Address: "12 Paud Road", Pin: "411038"}
	for _, k := range []struct {
		field, code string
		spoil       func(*customers.SiteInput)
	}{
		{"address", "required", func(in *customers.SiteInput) { in.Address = " " }},
		{"pin", "required", func(in *customers.SiteInput) { in.Pin = "" }},
		{"pin", "pin_form", func(in *customers.SiteInput) { in.Pin = "4110" }},
		{"pin", "pin_unknown", func(in *customers.SiteInput) { in.Pin = "411999" }},
		{"lat", "position_bad", func(in *customers.SiteInput) { in.Lat, in.Lng = "51.5", "0.1" }},
		{"lat", "position_bad", func(in *customers.SiteInput) { in.Lat, in.Lng = "NaN", "73.8" }},
		{"lng", "position_bad", func(in *customers.SiteInput) { in.Lat = "18.5" }},
		{"fence_m", "number_range", func(in *customers.SiteInput) { in.Fence = "7" }},
		{"fence_m", "number_range", func(in *customers.SiteInput) { in.Fence = "2001" }},
		{"contact_phone", "phone_form", func(in *customers.SiteInput) { in.ContactPhone = "call him" }},
	} {
		in := good
		k.spoil(&in)
		_, err := s.CreateSite(ctx, in)
		wantFault(t, err, k.field, k.code)
	}
	good.Customer = "nobody"
	if _, err := s.CreateSite(ctx, good); !isKind(err, fault.NotFound) {
		t.Errorf("got %v, want not found", err)
	}
}

func TestSite_refusesAStalePage(t *testing.T) {
	s, _, ctx := setUp(t)
	site := addSite(t, s, ctx, add(t, s, ctx, "Asha").ID, "12 Paud Road")
	in := customers.SiteInput{Rev: site.Rev, Address: "13 Paud Road", Pin: "411038"}
	_, err := s.UpdateSite(ctx, site.ID, in)
	must(t, err)
	if _, err = s.UpdateSite(ctx, site.ID, in); !isKind(err, fault.Stale) {
		t.Errorf("got %v, want stale", err)
	}
}
