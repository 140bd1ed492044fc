package office

import (
	"testing"

	"doorstep/app/customers"
)

func TestBestFits_showTheMachinesThatTheWordsName(t *testing.T) {
	voltas := customers.Asset{ID: "voltas", Kind: "Split AC", Brand: "Voltas", Model: "185V", Serial: "VLT-0042"}
	daikin := customers.Asset{ID: "daikin", Kind: "Split AC", Brand: "Daikin", Serial: "DK9"}
	kent := customers.Asset{ID: "kent", Kind: "Water purifier", Brand: "Kent"}
	all := []customers.Asset{voltas, daikin, kent}
	for query, want := range map[string]string{
		"":              "voltas daikin kent ",
		"vlt-00":        "voltas ",
		"split":         "voltas daikin ",
		"split daik":    "daikin ",
		"deshpande":     "voltas daikin kent ",
		"Deshpande KEN": "kent ",
		"42":            "voltas daikin kent ",
	} {
		got := ""
		for _, a := range bestFits(query, all) {
			got += a.ID + " "
		}
		if got != want {
			t.Errorf("%q: %s, want %s", query, got, want)
		}
	}
}
