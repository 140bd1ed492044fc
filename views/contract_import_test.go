package views_test

import (
	"crypto/rand"
	"net/http"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/kernel/act"
)

// contractFile uploads a list of contracts.
func (d desk) contractFile(name, body string) screen {
	d.t.Helper()
	kind, raw := upload(d.t, name, []byte(body), fill("_key", rand.Text()))
	return d.do(http.MethodPost, "/office/contracts/import", kind, raw)
}

const oldContracts = "Contract no,Customer name,Phone,Address,PIN,Machine kind,Serial,Type,Start,End,Value,Billed as,Colour\n" +
	"OLD-1,Meera Deshpande,9822012345,7 Mayur Colony,411038,Split AC,VT-1001,CMC,01-04-2026,31-03-2027,12000,AC-VISIT,red\n" +
	"OLD-2,Kiran <b>Rao</b>,98,4 Law College Road,411004,RO,,Golden,01-04-2026,31-03-2027,,,\n"

func TestContractImport_isLookedThroughThenMadeOnce(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	asha := s.at(t, "Asha Kulkarni")
	asha.get("/office/contracts/import").want(http.StatusOK).says("Bring in contracts").says("Visits per year")
	read := asha.contractFile("old contracts.csv", oldContracts).want(http.StatusSeeOther)
	at := read.Header.Get("Location")
	page := asha.get(at).want(http.StatusOK).says("old contracts.csv").says("Make 1 contract").says("Kiran <b>Rao</b>").
		says("“Golden” is no type of contract").says("Colour")
	if strings.Contains(page.Body, "<b>Rao") {
		t.Error("a name of the file stands as markup")
	}
	form := page.filled(at + "/application")
	for range 2 { // the same press twice
		asha.post(at+"/application", form).want(http.StatusSeeOther)
	}
	asha.post(at+"/application", but(form, "_key", rand.Text())).want(http.StatusSeeOther)
	asha.get(at).want(http.StatusOK).says("FSAA/26-27/00001")
	all, err := s.app.Contracts.Imports(apptest.As(t, s.app, act.Owner))
	if err != nil || len(all) != 1 || all[0].Made != 1 || all[0].State != contracts.ImportDone {
		t.Errorf("imports %+v, %v", all, err)
	}
	asha.get("/office/contracts/import").want(http.StatusOK).says("1 contract made")
}

func TestContractImport_saysBesideTheFileWhatIsWrongWithIt(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	asha := s.at(t, "Asha Kulkarni")
	asha.contractFile("x.csv", "Date,Narration\n1,2\n").want(http.StatusUnprocessableEntity).says("No row of headings was found")
	asha.contractFile("x.csv", "Customer,Mobile,Type\nM,9822012345,AMC\n").want(http.StatusUnprocessableEntity).says("The file lacks columns: Start, End")
	asha.contractFile("x.csv", strings.Repeat("x", contracts.ImportBytes+1)).want(http.StatusRequestEntityTooLarge).says("over 4 MB")
	asha.post("/office/contracts/import", fill()).want(http.StatusUnprocessableEntity)
	if got := asha.get("/office/contracts/import/template").want(http.StatusOK).Body; !strings.HasPrefix(got, "\ufeffContract no,Customer name,") {
		t.Errorf("the template is %q", got)
	}
}

func TestContractPDF_opensInTheBrowser(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	c := apptest.Contract(t, s.app, nil)
	got := s.at(t, "Deepa Joshi").get("/office/contracts/" + c.ID + "/pdf").want(http.StatusOK)
	if !strings.HasPrefix(got.Body, "%PDF-") || got.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("%s: %.20q", got.Header.Get("Content-Type"), got.Body)
	}
}
