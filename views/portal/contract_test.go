package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/customers"
	"doorstep/app/kernel/act"
)

func TestPortal_showsTheContractsThatRunAndTheirPaperToTheirCustomerOnly(t *testing.T) {
	d := open(t)
	c := apptest.Contract(t, d.app, nil)
	draft := apptest.DraftContract(t, d.app, func(in *contracts.ContractInput) { in.Starts, in.Ends = "2028-01-01", "2028-12-31" })
	_, body := d.ask(t, http.MethodGet, d.link.Path(), nil)
	if !strings.Contains(body, c.No) || strings.Contains(body, draft.No) {
		t.Errorf("the overview shows %s: %v, the draft %s: %v", c.No, strings.Contains(body, c.No), draft.No, strings.Contains(body, draft.No))
	}
	resp, paper := d.ask(t, http.MethodGet, d.link.Path()+"/contracts/"+c.ID+"/pdf", nil)
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(paper, "%PDF-") {
		t.Errorf("the paper: %s, %d bytes", resp.Status, len(paper))
	}
	other, err := d.app.Customers.Create(apptest.As(t, d.app, act.Dispatcher), customers.CustomerInput{Name: "Somebody Else", Pin: "411038", Address: "4 Paud Road"})
	if err != nil {
		t.Fatal(err)
	}
	for path, id := range map[string]string{d.linkFor(t, other.ID).Path(): c.ID, d.link.Path(): draft.ID} {
		if resp, _ := d.ask(t, http.MethodGet, path+"/contracts/"+id+"/pdf", nil); resp.StatusCode != http.StatusNotFound {
			t.Errorf("a paper that is not his: %s", resp.Status)
		}
	}
}
