package views_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"doorstep/app/apptest"
)

func TestCopies_areMadeCheckedAndTakenAwayByTheOwner(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	owner := s.at(t, "Asha Kulkarni")
	owner.get("/office/copies").want(http.StatusOK).says("No copy yet")
	owner.post("/office/copies", fill()).want(http.StatusSeeOther)
	page := owner.get("/office/copies").want(http.StatusOK).says("a person")
	name := regexp.MustCompile(`doorstep-[0-9-]+\.zip`).FindString(page.Body)
	if told := owner.post("/office/copies/"+name+"/trial", fill()).want(http.StatusSeeOther).told(); !strings.Contains(told, "The copy is good") {
		t.Errorf("the check says %q", told)
	}
	r := owner.get("/office/copies/" + name).want(http.StatusOK)
	z, err := zip.NewReader(bytes.NewReader([]byte(r.Body)), int64(len(r.Body)))
	if err != nil || len(z.File) < 3 {
		t.Errorf("what was taken away is no copy: %v", err)
	}
	if err := os.WriteFile(filepath.Join(s.app.Core.DataDir(), "backups", name), []byte("PK"), 0o600); err != nil {
		t.Fatal(err)
	}
	owner.post("/office/copies/"+name+"/trial", fill()).want(http.StatusConflict).says("could not be restored")
	for _, other := range []string{"none.zip", "..%2Fdata.db", "data.db"} {
		owner.get("/office/copies/" + other).want(http.StatusNotFound)
	}
}

// told is the sentence that the next page shows once.
func (s screen) told() string {
	for _, c := range (&http.Response{Header: s.Header}).Cookies() {
		if text, err := base64.RawURLEncoding.DecodeString(c.Value); err == nil && c.Name == "flash" {
			return string(text)
		}
	}
	return ""
}

func TestBadField_copiesSettings(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	d := s.at(t, "Asha Kulkarni")
	good := fill("keep", "5", "folder", t.TempDir())
	slips(t, d, "/office/settings/copies", good, []slip{
		{"keep", "31", ""}, {"keep", "some", ""}, {"folder", "backup", "whole path"}, {"folder", "/nowhere/at/all", "connected"},
	})
	d.post("/office/settings/copies", good).want(http.StatusSeeOther)
	c, err := s.app.Settings.Company(t.Context())
	if err != nil || c.Copies.Keep != 5 || c.Copies.Folder != good.Get("folder") {
		t.Errorf("got %+v, %v", c.Copies, err)
	}
}
