package demo

import (
	"encoding/json"
	"reflect"
	"testing"

	"doorstep/app/kernel/paper"
)

func TestBrief_readsBackAsTheSame(t *testing.T) {
	for _, doc := range []paper.Doc{
		{},
		{Title: "TAX INVOICE", Number: `A"B,":0}`, Lines: []paper.Line{{Text: "x", Rate: 10}, {}, {Detail: `"",`, Total: 5}}, Totals: paper.Totals{Gross: 100}},
		{Seller: paper.Party{Name: "S"}, Delivery: &paper.Party{State: "M"}, Against: []paper.Ref{{Label: "l"}}, Cancelled: true},
	} {
		long, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		short := brief(long)
		var back paper.Doc
		if err := json.Unmarshal(short, &back); err != nil || !reflect.DeepEqual(doc, back) {
			t.Errorf("%s\n%s: %v", long, short, err)
		}
		if len(short) >= len(long) {
			t.Errorf("%d bytes of %d", len(short), len(long))
		}
	}
}
