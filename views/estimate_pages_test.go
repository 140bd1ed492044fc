package views_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"doorstep/app/apptest"
)

var hexID = regexp.MustCompile(`/office/estimates/([a-z0-9]{15})$`)

// estimateTyped is the form of a new estimate as somebody fills it in for Meera: an item by its code, and work in words.
func estimateTyped(customer, place string) url.Values {
	return fill(
		"customer", customer, "site", place, "title", "Repair of the AC", "valid_until", "2026-11-30", "deposit", "200",
		"lines_0_name", "cap-35", "lines_0_qty", "2", "lines_0_rate", "", "lines_0_gst", "5",
		"lines_2_name", "Cleaning of the drain", "lines_2_rate", "300", "lines_2_gst", "18",
	)
}

func TestEstimates_goFromTheFormToAJobWithTheirLines(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	deepa := s.at(t, "Deepa Joshi")
	customer, place, _ := s.meera(t)
	deepa.get("/office/estimates/new?q=mee").want(http.StatusOK).says("Meera Deshpande")
	deepa.get("/office/estimates/new?customer=" + customer).want(http.StatusOK).says("Pays standard prices.")

	saved := deepa.post("/office/estimates", estimateTyped(customer, place)).want(http.StatusSeeOther)
	at := saved.Header.Get("Location")
	if !hexID.MatchString(at) {
		t.Fatalf("saved at %q", at)
	}
	// 2 × 380 + 300 = 1060, with 18 % 1250.80, to the rupee 1251
	deepa.get(at).want(http.StatusOK).says("Capacitor 35 µF").says("Cleaning of the drain").says("1,251").says("Draft")
	edit := deepa.get(at + "/edit").want(http.StatusOK)
	if got := edit.typed("lines_0_name"); len(got) != 1 || got[0] != "CAP-35 · Capacitor 35 µF" {
		t.Errorf("the item stands as %q", got)
	}
	deepa.post(at, but(edit.filled(at), "title", "Repair")).want(http.StatusSeeOther)
	page := deepa.get(at).want(http.StatusOK).says("Repair")
	deepa.post(at+"/sending", page.filled(at+"/sending")).want(http.StatusSeeOther)
	page = deepa.get(at).want(http.StatusOK).says("With the customer")
	approval := page.filled(at + "/approval")
	refused := deepa.post(at+"/approval", approval).want(http.StatusUnprocessableEntity)
	refused.beside("reason")
	deepa.post(at+"/approval", but(approval, "reason", "On the phone")).want(http.StatusSeeOther)
	page = deepa.get(at).want(http.StatusOK).says("Approved, to be booked").says("Draft an invoice")

	links := page.all(func(n *html.Node) bool {
		return strings.HasPrefix(attr(n, "href"), "/office/jobs/new") && textOf(n) == "Book a job"
	})
	if len(links) != 1 {
		t.Fatal("there is no way to the intake")
	}
	intake := deepa.get(attr(links[0], "href")).want(http.StatusOK).says("The job takes over the lines of EST-00001")
	form := but(intake.filled("/office/jobs"), "type", apptest.JobType(t, s.app, "AC-REP"), "then", "book", "asset_kind", "", "site", place)
	booked := deepa.post("/office/jobs", form).want(http.StatusSeeOther)
	deepa.get(booked.Header.Get("Location")).want(http.StatusOK).says("Cleaning of the drain")
	deepa.get(at).want(http.StatusOK).says("Its lines stand in J-00001")
	deepa.get("/office/estimates?state=approved").want(http.StatusOK).says("EST-00001")
	deepa.get("/office/estimates?state=declined").want(http.StatusOK).says("No estimate fits.")
	if pdf := deepa.get(at + "/pdf").want(http.StatusOK); !strings.HasPrefix(pdf.Body, "%PDF-") {
		t.Errorf("the paper begins %.20q", pdf.Body)
	}
}

func TestEstimates_keepWhatWasTypedAndSayWhatIsWrongBesideIt(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	deepa := s.at(t, "Deepa Joshi")
	customer, place, _ := s.meera(t)
	form := but(estimateTyped(customer, place), "lines_2_rate", "three hundred", "lines_0_qty", "0", "valid_until", "2026-11-30")
	s.unsaved(t, func() {
		page := deepa.post("/office/estimates", form).want(http.StatusUnprocessableEntity)
		page.beside("lines_0_qty")
		page.beside("lines_1_rate") // the gap between the lines is closed
		if got := page.typed("lines_1_rate"); len(got) != 1 || got[0] != "three hundred" {
			t.Errorf("it kept %q", got)
		}
		page = deepa.post("/office/estimates", but(estimateTyped(customer, place), "deposit", "5000", "limit", "1")).want(http.StatusUnprocessableEntity)
		page.beside("deposit")
		page.beside("limit")
		page = deepa.post("/office/estimates", fill("customer", customer, "title", "Nothing")).want(http.StatusUnprocessableEntity)
		page.says("This is needed.")
	})
}

func TestEstimates_fillInThePriceOfAnItemAsItIsChosen(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	deepa := s.at(t, "Deepa Joshi")
	customer, place, _ := s.meera(t)
	form := estimateTyped(customer, place)
	var part screen
	s.unsaved(t, func() { part = deepa.post("/office/estimates/lines", form, "HX-Request", "true").want(http.StatusOK) })
	for name, want := range map[string]string{
		"lines_0_name": "CAP-35 · Capacitor 35 µF", "lines_0_rate": "380.00", "lines_0_gst": "18", "lines_0_qty": "2", "lines_2_rate": "300", "lines_3_name": "",
	} {
		if got := part.typed(name); len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	part.says("1,251")
	again := but(form, "lines_0_name", "AC-VISIT", "lines_0_rate", "380.00", "lines_0_was", "CAP-35 · Capacitor 35 µF|380.00")
	part = deepa.post("/office/estimates/lines", again, "HX-Request", "true").want(http.StatusOK)
	if got := part.typed("lines_0_rate"); got[0] != "450.00" {
		t.Errorf("another item came at %q", got)
	}
	deepa.get("/office/estimates/items?lines_0_name=cap", "HX-Request", "true").want(http.StatusOK).says("₹380.00")
}

func TestPriceLists_areMadeChosenAndExplained(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	asha, deepa := s.at(t, "Asha Kulkarni"), s.at(t, "Deepa Joshi")
	customer, _, _ := s.meera(t)
	made := asha.post("/office/price-lists", fill("name", "Societies", "discount", "7.5")).want(http.StatusSeeOther)
	at := made.Header.Get("Location")
	page := asha.post(at+"/prices", fill("item", "nothing", "price", "x")).want(http.StatusUnprocessableEntity)
	page.beside("item")
	asha.post(at+"/prices", fill("item", "AC-VISIT · AC visit charge", "price", "400")).want(http.StatusSeeOther)
	page = asha.get(at).want(http.StatusOK).says("AC visit charge").says("400")
	page = asha.post(at, but(page.filled(at), "discount", "200")).want(http.StatusUnprocessableEntity)
	page.beside("discount")
	deepa.get(at).want(http.StatusOK)
	deepa.post(at, fill("name", "Mine")).want(http.StatusForbidden)

	list := at[strings.LastIndex(at, "/")+1:]
	edit := "/office/customers/" + customer
	form := asha.get(edit + "/edit").want(http.StatusOK).filled(edit)
	asha.post(edit, but(form, "price_list", list, "discount", "5", "tan", "no tan")).want(http.StatusUnprocessableEntity).beside("tan")
	asha.post(edit, but(form, "price_list", list, "discount", "5", "tan", "PUNE12345A", "tds", "2")).want(http.StatusSeeOther)
	deepa.get(edit).want(http.StatusOK).says("Pays the prices of “Societies” for 1 item and 7.5% off standard prices for all others.")
	if fields := deepa.get(edit + "/edit").want(http.StatusOK).fields("discount"); len(fields) != 0 {
		t.Error("the dispatcher is asked for a discount")
	}
}

func TestBranches_areSavedAndRefusedBesideTheField(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	asha := s.at(t, "Asha Kulkarni")
	form := fill("name", "Baner", "prefix", "BN", "address", "3 Baner Road", "pin", "411045", "active", "1")
	wrong := but(form, "prefix", "FSA", "pin", "560001")
	page := asha.post("/office/branches", wrong).want(http.StatusUnprocessableEntity)
	page.beside("prefix")
	page.beside("gstin")
	page.keeps(wrong)
	asha.post("/office/branches", form).want(http.StatusSeeOther)
	asha.get("/office/branches").want(http.StatusOK).says("Baner").says("BN/26-27/00001")
	asha.get("/office/branches/new").want(http.StatusOK)
}
