package catalog_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"doorstep/app/catalog"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// pdf is as little of one as a browser would take for it.
var pdf = []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")

func TestManuals_areThoseOfTheModelThenOfTheBrand_howeverTheyAreWritten(t *testing.T) {
	s, _, ctx := setUp(t)
	for _, m := range [][3]string{
		{"Voltas", "183V", "Service manual"}, {"Voltas", "", "Error codes"}, {"Voltas", "123V", "Wiring"}, {"Kent", "Grand", "Filters"}, {"voltas ", " 183v", "Board"},
	} {
		_, err := s.AddManual(ctx, catalog.NewManual{Brand: m[0], Model: m[1], Title: m[2], File: pdf})
		must(t, err)
	}
	for _, c := range []struct{ brand, model, want string }{
		{"VOLTAS", "183v", "Board, Service manual, Error codes"},
		{" voltas", "123V ", "Wiring, Error codes"},
		{"Voltas", "none", "Error codes"},
		{"Voltas", "", "Wiring, Board, Service manual, Error codes"},
		{"Kent", "", "Filters"},
		{"LG", "183V", ""},
		{"", "183V", ""},
		{"Volt%", "", ""},
	} {
		all, err := s.Manuals(ctx, c.brand, c.model)
		must(t, err)
		var titles []string
		for _, m := range all {
			titles = append(titles, m.Title)
		}
		if got := strings.Join(titles, ", "); got != c.want {
			t.Errorf("%q %q: %s, want %s", c.brand, c.model, got, c.want)
		}
	}
	all, err := s.AllManuals(ctx)
	if err != nil || len(all) != 5 || all[0].Brand != "Kent" || all[0].Size != len(pdf) || all[0].ByName != "Asha" || all[0].Added.IsZero() {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestAddManual_keepsTheFileAndNamesItAfterIt_untilItIsRemoved(t *testing.T) {
	s, _, ctx := setUp(t)
	m, err := s.AddManual(ctx, catalog.NewManual{Brand: "Voltas", File: pdf, FileName: `C:\manuals\183V service.PDF`})
	must(t, err)
	if m.Title != "183V service" {
		t.Errorf("it is called %q", m.Title)
	}
	fsys, key, name, err := s.ManualFile(ctx, m.ID)
	must(t, err)
	defer func() { _ = fsys.Close() }()
	r, err := fsys.GetReader(key)
	must(t, err)
	body, err := io.ReadAll(r)
	_ = r.Close()
	if err != nil || string(body) != string(pdf) || name != "183V service.pdf" {
		t.Errorf("%q: %q, %v", name, body, err)
	}
	must(t, s.RemoveManual(ctx, m.ID))
	if _, _, _, err := s.ManualFile(ctx, m.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("removed, it opens with %v", err)
	}
	there := true
	for end := time.Now().Add(5 * time.Second); there && time.Now().Before(end); time.Sleep(5 * time.Millisecond) { // it goes after the row, aside
		if there, err = fsys.Exists(key); err != nil {
			t.Fatal(err)
		}
	}
	if there {
		t.Error("its file is still there")
	}
	if err := s.RemoveManual(ctx, m.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("removed again: %v", err)
	}
}

func TestAddManual_refusesWhatIsNoManual(t *testing.T) {
	s, _, ctx := setUp(t)
	good := catalog.NewManual{Brand: "Voltas", Model: "183V", Title: "Service manual", File: pdf}
	for i, c := range []struct {
		change      func(*catalog.NewManual)
		field, code string
	}{
		{func(m *catalog.NewManual) { m.Brand = "  " }, "brand", "required"},
		{func(m *catalog.NewManual) { m.Brand = strings.Repeat("व", 61) }, "brand", "too_long"},
		{func(m *catalog.NewManual) { m.Model = strings.Repeat("x", 81) }, "model", "too_long"},
		{func(m *catalog.NewManual) { m.Title = strings.Repeat("x", 121) }, "title", "too_long"},
		{func(m *catalog.NewManual) { m.File = nil }, "file", "required"},
		{func(m *catalog.NewManual) { m.File = []byte("<html><script>alert(1)</script>") }, "file", "manual_kind"},
		{func(m *catalog.NewManual) { m.File = []byte("\x89PNG\r\n\x1a\n") }, "file", "manual_kind"},
		{func(m *catalog.NewManual) { m.File = append([]byte("<script>"), pdf...) }, "file", "manual_kind"},
		{func(m *catalog.NewManual) { m.File = append(pdf[:len(pdf):len(pdf)], make([]byte, 8<<20)...) }, "file", "file_large"},
	} {
		in := good
		c.change(&in)
		_, err := s.AddManual(ctx, in)
		t.Run(fmt.Sprint(i, " ", c.field), func(t *testing.T) { wantFault(t, err, c.field, c.code) })
	}
	for _, role := range []act.Role{act.Accountant, act.Technician} {
		if _, err := s.AddManual(as(role), good); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a %s added one: %v", role, err)
		}
		if err := s.RemoveManual(as(role), "x"); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a %s removed one: %v", role, err)
		}
	}
	if all, err := s.AllManuals(ctx); err != nil || len(all) != 0 {
		t.Errorf("kept %+v, %v", all, err)
	}
}
