package customers_test

import (
	"testing"

	"doorstep/app/customers"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

func TestSwapSerial_changesTheNumberAndNothingElse(t *testing.T) {
	s, _, ctx := setUp(t)
	site := addSite(t, s, ctx, add(t, s, ctx, "Asha").ID, "12 Paud Road")
	first := addAsset(t, s, ctx, customers.AssetInput{Site: site.ID, Kind: "Split AC", Brand: "Voltas", Model: "185V", Serial: "VX 1"})
	other := addAsset(t, s, ctx, customers.AssetInput{Site: site.ID, Kind: "Split AC", Brand: "Voltas", Serial: "VX 2"})
	old, now, err := s.SwapSerial(as(act.Technician), first.ID, " vx  9 ")
	if err != nil || old != "VX 1" || now.Serial != "VX 9" || now.Model != first.Model || now.Rev != first.Rev+1 {
		t.Errorf("was %q, is %+v, %v", old, now, err)
	}
	_, _, err = s.SwapSerial(ctx, first.ID, " ")
	wantFault(t, err, "serial", "required")
	old, now, err = s.SwapSerial(ctx, first.ID, "vx 9")
	wantFault(t, err, "serial", "serial_same")
	if old != "VX 9" || now.ID != first.ID {
		t.Errorf("of the same it says %q, %+v", old, now)
	}
	_, _, err = s.SwapSerial(ctx, other.ID, "VX 9")
	wantFault(t, err, "serial", "serial_taken")
	if _, _, err = s.SwapSerial(ctx, "nowhere", "VX 3"); !isKind(err, fault.NotFound) {
		t.Errorf("got %v, want not found", err)
	}
}
