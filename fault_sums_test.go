package main

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"github.com/pocketbase/dbx"

	"doorstep/app"
)

// count is the number that a query gives.
func (s *siege) count(t *testing.T, a *app.App, query string, params dbx.Params) (n int64) {
	t.Helper()
	if err := a.Core.DB().NewQuery(query).Bind(params).Row(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// sums holds what the folder has against what was acknowledged.
func (s *siege) sums(t *testing.T, a *app.App, all []*runner) {
	t.Helper()
	var state string
	if err := a.Core.DB().NewQuery("PRAGMA integrity_check").Row(&state); err != nil || state != "ok" {
		t.Errorf("the database is %q, %v", state, err)
	}
	if n := s.count(t, a, "SELECT COUNT(*) FROM pragma_foreign_key_check", nil); n > 0 {
		t.Errorf("%d rows point to nothing", n)
	}
	for _, st := range s.strands {
		s.whole(t, a, st)
	}
	for _, r := range all {
		if n := r.phone.check(t, a); n > 0 {
			t.Errorf("%d items of %s were refused", n, r.phone.device)
		}
		s.hands(t, a, r)
	}
	s.numbers(t, a)
	s.files(t, a)
	if n := s.count(t, a, `SELECT COUNT(*) FROM invoices i WHERE i.state = 'issued' AND i.kind = 'invoice' AND i.balance_paise !=
		i.total_paise - COALESCE((SELECT SUM(paise) FROM settlements WHERE invoice = i.id), 0)`, nil); n > 0 {
		t.Errorf("%d invoices owe something else than what is left of them", n)
	}
}

// whole holds one strand against the folder: everything of it is there, and there once.
func (s *siege) whole(t *testing.T, a *app.App, st *strand) {
	t.Helper()
	p := dbx.Params{"name": st.name, "job": st.job, "visit": st.visit, "invoice": st.invoice, "paise": st.paise, "rrn": st.rrn, "contract": st.contract}
	credits, pacts := int64(0), int64(0)
	if st.credited {
		credits = 1
	}
	if st.contract != "" {
		pacts = pactDays
	}
	for what, c := range map[string]struct {
		query string
		want  int64
	}{
		"customers": {"SELECT COUNT(*) FROM customers WHERE name = {:name}", 1},
		"jobs":      {"SELECT COUNT(*) FROM jobs j JOIN customers c ON c.id = j.customer WHERE c.name = {:name} AND j.id = {:job} AND j.status IN ('completed', 'closed')", 1},
		"all jobs":  {"SELECT COUNT(*) FROM jobs j JOIN customers c ON c.id = j.customer WHERE c.name = {:name}", 1},
		"visits":    {"SELECT COUNT(*) FROM visits WHERE job = {:job} AND id = {:visit} AND status = 'done'", 1},
		"all visits": {
			"SELECT COUNT(*) FROM visits WHERE job = {:job}", 1,
		},
		"payments":         {"SELECT COUNT(*) FROM payments WHERE job = {:job} AND paise = {:paise} AND state = 'verified' AND rrn = {:rrn}", 1},
		"all payments":     {"SELECT COUNT(*) FROM payments WHERE job = {:job}", 1},
		"invoices":         {"SELECT COUNT(*) FROM invoices WHERE id = {:invoice} AND job = {:job} AND kind = 'invoice' AND state = 'issued'", 1},
		"all invoices":     {"SELECT COUNT(*) FROM invoices WHERE job = {:job} AND kind = 'invoice'", 1},
		"credit notes":     {"SELECT COUNT(*) FROM invoices WHERE against = {:invoice} AND kind = 'credit_note' AND state = 'issued'", credits},
		"visits agreed":    {"SELECT COUNT(DISTINCT d.job) FROM plan_dates d JOIN jobs j ON j.id = d.job WHERE d.contract = {:contract} AND d.state = 'generated'", pacts},
		"jobs agreed":      {"SELECT COUNT(*) FROM jobs WHERE contract = {:contract} AND contract != ''", pacts},
		"messages of them": {"SELECT COUNT(*) FROM messages WHERE channel = 'customer' AND job IN (SELECT id FROM jobs WHERE contract = {:contract} AND contract != '')", pacts},
		"bills agreed":     {"SELECT COUNT(*) FROM invoices WHERE contract = {:contract} AND contract != ''", min(pacts, 1)},
	} {
		if n := s.count(t, a, c.query, p); n != c.want {
			t.Errorf("%s (job %s): %d %s, want %d", st.name, st.job, n, what, c.want)
		}
	}
}

// hands holds a technician's cash and van against what was acknowledged of them.
func (s *siege) hands(t *testing.T, a *app.App, r *runner) {
	t.Helper()
	var taken, parts, counts int64
	p := dbx.Params{"technician": r.crew.phones[r.i].technician, "part": s.part}
	for _, st := range s.strands {
		if st.technician != p["technician"] {
			continue
		}
		parts += int64(1000 * (st.loaded - st.used))
		if st.mode == "cash" {
			taken += st.paise
			counts++
		}
	}
	for what, c := range map[string]struct {
		query string
		want  int64
	}{
		"paise in his hands":     {"SELECT COALESCE(SUM(paise), 0) FROM cash_moves WHERE technician = {:technician}", 0},
		"paise that he took":     {"SELECT COALESCE(SUM(paise), 0) FROM cash_moves WHERE technician = {:technician} AND kind = 'collected'", taken},
		"paise of his counted":   {"SELECT COALESCE(SUM(counted_paise), 0) FROM handovers WHERE technician = {:technician}", taken},
		"hand-overs":             {"SELECT COUNT(*) FROM handovers WHERE technician = {:technician}", counts},
		"thousandths in his van": {"SELECT COALESCE(SUM(qty_milli), 0) FROM van_moves WHERE technician = {:technician} AND item = {:part}", parts},
	} {
		if n := s.count(t, a, c.query, p); n != c.want {
			t.Errorf("technician %d: %d %s, want %d", r.i, n, what, c.want)
		}
	}
}

// numbers holds every series to having no gap and no number twice, jobs included.
func (s *siege) numbers(t *testing.T, a *app.App) {
	t.Helper()
	for _, of := range []string{
		"SELECT series || ' ' || fy AS name, COUNT(*) AS n, COUNT(DISTINCT seq) AS apart, MAX(seq) AS last FROM invoices WHERE state = 'issued' GROUP BY series, fy",
		"SELECT series || ' ' || fy AS name, COUNT(*) AS n, COUNT(DISTINCT seq) AS apart, MAX(seq) AS last FROM payments WHERE seq > 0 GROUP BY series, fy",
		"SELECT 'jobs' AS name, COUNT(*) AS n, COUNT(DISTINCT no) AS apart, MAX(CAST(substr(no, 3) AS INTEGER)) AS last FROM jobs",
		"SELECT 'events' AS name, COUNT(*) AS n, COUNT(DISTINCT seq) AS apart, MAX(seq) AS last FROM audit_log",
	} {
		var rows []struct {
			Name  string `db:"name"`
			N     int    `db:"n"`
			Apart int    `db:"apart"`
			Last  int    `db:"last"`
		}
		if err := a.Core.DB().NewQuery(of).All(&rows); err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.N != r.Apart || r.N != r.Last {
				t.Errorf("%s: %d numbers, %d of them different, the last is %d", r.Name, r.N, r.Apart, r.Last)
			}
		}
	}
}

// files reads every photo and paper that the books name.
func (s *siege) files(t *testing.T, a *app.App) {
	t.Helper()
	for collection, columns := range map[string]string{"captures": "id, file, sha256 AS sum", "invoices": "id, pdf AS file, pdf_sha256 AS sum"} {
		c, err := a.Core.FindCollectionByNameOrId(collection)
		if err != nil {
			t.Fatal(err)
		}
		var rows []struct {
			ID   string `db:"id"`
			File string `db:"file"`
			Sum  string `db:"sum"`
		}
		if err := a.Core.DB().NewQuery("SELECT " + columns + " FROM " + collection + " WHERE file != ''").All(&rows); err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			body, err := os.ReadFile(filepath.Join(s.dir, "storage", c.Id, r.ID, r.File))
			if sum := sha256.Sum256(body); err != nil || hex.EncodeToString(sum[:]) != r.Sum {
				t.Errorf("%s %s: the file is not what was stored, %v", collection, r.ID, err)
			}
		}
		if len(rows) == 0 {
			t.Errorf("no file of %s", collection)
		}
	}
}
