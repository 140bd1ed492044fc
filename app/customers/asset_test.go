package customers_test

import (
	"testing"

	"doorstep/app/customers"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

func TestInWarranty_countsTheLastDay(t *testing.T) {
	a := customers.Asset{WarrantyEnd: "2026-11-22"}
	for day, want := range map[clock.Date]bool{"2026-11-21": true, "2026-11-22": true, "2026-11-23": false} {
		if a.InWarranty(day) != want {
			t.Errorf("%s: got %v", day, !want)
		}
	}
	if (customers.Asset{}).InWarranty("2026-11-22") {
		t.Error("a machine without a date is in warranty")
	}
}

func TestAsset_serialIsUniquePerBrand(t *testing.T) {
	s, _, ctx := setUp(t)
	site := addSite(t, s, ctx, add(t, s, ctx, "Asha").ID, "12 Paud Road")
	in := customers.AssetInput{Site: site.ID, Kind: "Split AC", Brand: "Voltas", Serial: "vx 1", InstalledOn: "01/02/2025", WarrantyEnd: "2026-01-31"}
	first := addAsset(t, s, ctx, in)
	if first.Serial != "VX 1" || first.InstalledOn != "2025-02-01" || first.Status != customers.InUse || first.Customer == "" {
		t.Errorf("got %+v", first)
	}
	in.Brand, in.Serial = "VOLTAS", "VX  1"
	_, err := s.CreateAsset(ctx, in)
	if e := wantFault(t, err, "serial", "serial_taken"); e.Params["id"] != first.ID || e.Params["where"] != "Asha, 12 Paud Road" {
		t.Errorf("got %v", err)
	}
	in.Brand = "Daikin"
	addAsset(t, s, ctx, in)
	in.Serial = ""
	addAsset(t, s, ctx, in)
	addAsset(t, s, ctx, in) // machines without a serial do not collide
	in.Rev, in.Brand, in.Serial = first.Rev, "Voltas", "VX 1"
	if first, err = s.UpdateAsset(ctx, first.ID, in); err != nil {
		t.Errorf("a machine collides with itself: %v", err)
	}
	if _, err = s.UpdateAsset(ctx, first.ID, in); !isKind(err, fault.Stale) {
		t.Errorf("got %v, want stale", err)
	}
}

func TestAsset_saysWhatIsWrongBesideItsField(t *testing.T) {
	s, _, ctx := setUp(t)
	_, err := s.CreateAsset(ctx, customers.AssetInput{InstalledOn: "30/02/2025", Status: "lost"})
	wantFault(t, err, "kind", "required")
	wantFault(t, err, "installed_on", "date_bad")
	wantFault(t, err, "status", "invalid")
	_, err = s.CreateAsset(ctx, customers.AssetInput{Kind: "AC", InstalledOn: "2025-02-01", WarrantyEnd: "2025-01-31"})
	wantFault(t, err, "warranty_end", "warranty_before_install")
	if _, err = s.CreateAsset(ctx, customers.AssetInput{Kind: "AC", Site: "nowhere"}); !isKind(err, fault.NotFound) {
		t.Errorf("got %v, want not found", err)
	}
}

func TestMoveAsset_takesItsPartsAlong(t *testing.T) {
	s, _, ctx := setUp(t)
	asha, ravi := add(t, s, ctx, "Asha"), add(t, s, ctx, "Ravi")
	from, to := addSite(t, s, ctx, asha.ID, "12 Paud Road"), addSite(t, s, ctx, ravi.ID, "7 MG Road")
	outdoor := addAsset(t, s, ctx, customers.AssetInput{Site: from.ID, Kind: "Outdoor unit"})
	indoor := addAsset(t, s, ctx, customers.AssetInput{Site: from.ID, Kind: "Indoor unit", Parent: outdoor.ID})

	_, err := s.UpdateAsset(ctx, outdoor.ID, customers.AssetInput{Kind: "Outdoor unit", Parent: indoor.ID})
	wantFault(t, err, "parent", "parent_bad")
	_, err = s.CreateAsset(ctx, customers.AssetInput{Site: to.ID, Kind: "Indoor unit", Parent: outdoor.ID})
	wantFault(t, err, "parent", "parent_bad")

	moved, err := s.MoveAsset(ctx, customers.MoveInput{Asset: outdoor.ID, Site: to.ID, Rev: outdoor.Rev, Reason: "sold"})
	if err != nil || moved.Site != to.ID || moved.Customer != ravi.ID {
		t.Fatalf("got %+v, %v", moved, err)
	}
	at, err := s.AssetsAt(ctx, to.ID)
	if err != nil || len(at) != 2 || at[1].Customer != ravi.ID || at[1].Parent != outdoor.ID {
		t.Errorf("at the new site: %+v, %v", at, err)
	}
	alone, err := s.MoveAsset(ctx, customers.MoveInput{Asset: indoor.ID, Site: from.ID})
	if err != nil || alone.Parent != "" || alone.Customer != asha.ID {
		t.Errorf("got %+v, %v", alone, err)
	}
}
