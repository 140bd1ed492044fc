package main

import (
	"archive/tar"
	"bytes"
	"compress/bzip2"
	"context"
	"errors"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/demo"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/money"
)

// older is the folder of a small company as an earlier version left it, stopped, packed beside the migrations, and what it held.
// An earlier version made it with `demo --jobs 20`; two papers were opened, so that they are stored.
type older struct {
	name           string
	jobs, invoices int         // invoices that are issued
	total, open    money.Paise // of those
	next           string      // number of the invoice that follows
	job            string      // one that was done
	invoice        string      // one whose paper is stored
	sum            money.Paise // of it
	contract       string
}

var olderFolders = []older{
	{"money", 20, 4, 3300_00, 648_00, "SCH/26-27/00005", "J-00001", "SCH/26-27/00003", 943_00, ""},
	{"contracts", 20, 79, 344605_00, 18940_00, "SCH/26-27/00060", "J-00001", "SCH/26-27/00003", 688_00, "SCHA/25-26/00001"},
}

// left is the day on which the older versions stopped: Monday, 23 November 2026, 12:00 IST.
var left = time.Date(2026, 11, 23, 12, 0, 0, 0, clock.IST)

// unpacked is the folder as the older version left it.
func (o older) unpacked(t *testing.T) string {
	t.Helper()
	f, err := os.Open(filepath.Join("migrations", "testdata", o.name+".tar.bz2"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	dir := filepath.Join(t.TempDir(), "data")
	for r := tar.NewReader(bzip2.NewReader(f)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return dir
		}
		if err != nil || !filepath.IsLocal(h.Name) {
			t.Fatal(h, err)
		}
		to := filepath.Join(dir, filepath.FromSlash(h.Name))
		if h.Typeflag == tar.TypeDir {
			err = os.MkdirAll(to, 0o700)
		} else if err = os.MkdirAll(filepath.Dir(to), 0o700); err == nil {
			err = write(to, r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func write(path string, from io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close())
}

// actor is a context in which the company's first person of the role acts at a desk.
func actor(t testing.TB, a *app.App, role act.Role) context.Context {
	t.Helper()
	by := act.By{Role: role, Source: act.Desk, Lang: "en"}
	if err := a.Core.DB().NewQuery("SELECT id, name FROM users WHERE role = {:role} AND active ORDER BY mobile LIMIT 1").
		Bind(dbx.Params{"role": role}).Row(&by.User, &by.Name); err != nil {
		t.Fatal(err)
	}
	return act.In(context.Background(), by)
}

// rows are what tables hold, by table and id; a row is its columns as text.
type rows map[string]map[string]dbx.NullStringMap

// held reads every table that has ids, as it stands in the file.
func held(t *testing.T, dir string) rows {
	t.Helper()
	db, err := dbx.Open("sqlite", filepath.Join(dir, "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var tables []string
	if err := db.NewQuery(`SELECT DISTINCT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name IN ('id', 'seq', 'file')
		WHERE m.type = 'table' AND instr(m.name, '_fts') = 0 AND m.name NOT LIKE 'sqlite%' ORDER BY 1`).Column(&tables); err != nil {
		t.Fatal(err)
	}
	all := rows{}
	for _, table := range tables {
		all[table] = map[string]dbx.NullStringMap{}
		found, err := db.NewQuery("SELECT * FROM `" + table + "`").Rows()
		if err != nil {
			t.Fatal(err)
		}
		for found.Next() {
			row := dbx.NullStringMap{}
			if err := found.ScanMap(row); err != nil {
				t.Fatal(err)
			}
			key := row["id"].String
			if key == "" {
				key = row["seq"].String + row["file"].String
			}
			all[table][key] = row
		}
		_ = found.Close()
	}
	return all
}

// by is the id of the row whose column no is the number.
func (r rows) by(t *testing.T, table, no string) string {
	t.Helper()
	for id, row := range r[table] {
		if row["no"].String == no {
			return id
		}
	}
	t.Fatalf("no %s in %s", no, table)
	return ""
}

// keeps reports every value of the tables before that reads otherwise now.
func (r rows) keeps(t *testing.T, before rows, tables ...string) {
	t.Helper()
	for _, table := range tables {
		if len(before[table]) == 0 {
			t.Errorf("there is nothing in %s to compare", table)
		}
		for id, row := range before[table] {
			for column, want := range row {
				if got, there := r[table][id][column]; !there || got != want {
					t.Errorf("%s %s: %s was %q and is %q", table, id, column, want.String, got.String)
				}
			}
		}
	}
}

// filled are the tables that hold something, but for PocketBase's own.
func (r rows) filled() []string {
	var all []string
	for table := range r {
		if len(r[table]) > 0 && !strings.HasPrefix(table, "_") {
			all = append(all, table)
		}
	}
	return all
}

// schema is by which changes of the schema the folder has gone.
func (r rows) schema() []string { return slices.Sorted(maps.Keys(r["_migrations"])) }

func TestUpgrade_changesNoValueThatAnOlderFolderHeld(t *testing.T) {
	for _, o := range olderFolders {
		t.Run(o.name, func(t *testing.T) {
			t.Cleanup(clock.Freeze(left))
			dir := o.unpacked(t)
			before := held(t, dir)
			inside(t, dir, func(*app.App) {})
			after := held(t, dir)
			if tables := before.filled(); len(tables) < 40 {
				t.Errorf("only %v hold anything", tables)
			}
			after.keeps(t, before, before.filled()...)
			if len(after.schema()) <= len(before.schema()) {
				t.Error("nothing was migrated: the folder is not older")
			}
			inside(t, dir, func(*app.App) {})
			if again := held(t, dir); !maps.EqualFunc(again["_migrations"], after["_migrations"], maps.Equal) {
				t.Errorf("the second opening migrated again: %v", again.schema())
			}
		})
	}
}

// stay are the tables whose rows no clock touches, whenever the folder is opened.
var stay = []string{
	"audit_log", "customers", "sites", "assets", "invoice_lines", "settlements", "payments", "allocations", "cash_moves", "bank_lines",
	"stamps", "captures", "signoffs", "answers", "job_lines", "notes",
}

func TestUpgrade_theBinaryShowsWhatAnOlderOneLeft(t *testing.T) {
	for _, o := range olderFolders {
		t.Run(o.name, func(t *testing.T) {
			dir := o.unpacked(t)
			before := held(t, dir)
			a := start(t, dir, "serve")
			o.shows(t, a, before)
			a.kill()
			after := held(t, dir)
			after.keeps(t, before, stay...)
			a = start(t, dir, "serve")
			o.shows(t, a, before)
			a.kill()
			if again := held(t, dir); !slices.Equal(again.schema(), after.schema()) {
				t.Errorf("the second start knows %v, the first %v", again.schema(), after.schema())
			}
			if out, err := verify(t, dir); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// shows holds the running appliance to showing what the older version left, to the paisa and to the byte.
func (o older) shows(t *testing.T, a *appliance, before rows) {
	t.Helper()
	v := visit(t, a.URL)
	v.signIn(t, "6500000001", demo.Password)
	invoice := before.by(t, "invoices", o.invoice)
	for path, want := range map[string]string{
		"/office/jobs?q=" + o.job:                          o.job,
		"/office/jobs/" + before.by(t, "jobs", o.job):      o.job,
		"/office/invoices?q=" + url.QueryEscape(o.invoice): o.invoice,
		"/office/invoices/" + invoice:                      o.sum.String(),
		"/office/today":                                    "Vandana Kulkarni",
		"/office/board":                                    "Board",
		"/owner":                                           "₹",
	} {
		if page := v.file(t, path); !bytes.Contains(page, []byte(want)) {
			t.Errorf("%s does not show %s", path, want)
		}
	}
	if o.contract != "" {
		if page := v.file(t, "/office/contracts/"+before.by(t, "contracts", o.contract)); !bytes.Contains(page, []byte(o.contract)) {
			t.Errorf("contract %s is not shown", o.contract)
		}
	}
	if paper := v.file(t, "/office/invoices/"+invoice+"/pdf"); !bytes.Equal(paper, filed(t, a.Dir, before["invoices"][invoice]["pdf"].String)) {
		t.Errorf("the paper of %s is not the one that was stored", o.invoice)
	}
	tech := visit(t, a.URL)
	tech.signIn(t, "6500000011", demo.Password)
	tech.file(t, "/t/today")
}

// filed is the stored file of the name.
func filed(t *testing.T, dir, name string) []byte {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "storage", "*", "*", name))
	if err != nil || len(found) != 1 {
		t.Fatalf("%q is stored at %v (%v)", name, found, err)
	}
	body, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestUpgrade_anOlderCompanyGoesOnWorking(t *testing.T) {
	for _, o := range olderFolders {
		t.Run(o.name, func(t *testing.T) {
			t.Cleanup(clock.Freeze(left))
			dir := o.unpacked(t)
			inside(t, dir, func(a *app.App) {
				o.adds(t, a)
				j := worked(t, a)
				if j.Status != jobs.Completed {
					t.Errorf("the new job is %s", j.Status)
				}
				if no := billed(t, a, j); no != o.next {
					t.Errorf("its invoice has the number %s, want %s", no, o.next)
				}
			})
			if out, err := verify(t, dir); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// adds holds the sums of the company to those of the older version.
func (o older) adds(t *testing.T, a *app.App) {
	t.Helper()
	var n, papers int
	var total, open money.Paise
	if err := a.Core.DB().NewQuery(`SELECT (SELECT COUNT(*) FROM jobs), COUNT(*), SUM(total_paise), SUM(balance_paise) FROM invoices
		WHERE kind = 'invoice' AND state = 'issued'`).Row(&n, &papers, &total, &open); err != nil {
		t.Fatal(err)
	}
	if n != o.jobs || papers != o.invoices || total != o.total || open != o.open {
		t.Errorf("%d jobs, %d invoices over %s with %s open, want %d, %d, %s, %s", n, papers, total, open, o.jobs, o.invoices, o.total, o.open)
	}
}

// worked is a job that was booked, assigned to the best and done, from the desk.
func worked(t *testing.T, a *app.App) jobs.Job {
	t.Helper()
	owner, desk := actor(t, a, act.Owner), actor(t, a, act.Dispatcher)
	kind, err := a.Catalog.CreateJobType(owner, catalog.JobTypeInput{
		Code: "NEW-1", Name: "Looked after", Trade: "AC", Duration: "45", Priority: "2", Payment: "chargeable", Active: true, Position: 99,
	})
	if err != nil {
		t.Fatal(err)
	}
	in := jobs.Booking{Type: kind.ID, Issue: "Not cooling"}
	if err := a.Core.DB().NewQuery("SELECT customer, id FROM sites WHERE pin = '411038' ORDER BY id LIMIT 1").Row(&in.Customer, &in.Site); err != nil {
		t.Fatal(err)
	}
	j, err := a.Jobs.Book(desk, in)
	if err != nil {
		t.Fatal(err)
	}
	v, err := a.Dispatch.AssignBest(desk, j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	var item string
	if err := a.Core.DB().NewQuery("SELECT id FROM items WHERE code = 'AC-VISIT' OR kind = 'service' ORDER BY code = 'AC-VISIT' DESC, id LIMIT 1").Row(&item); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Jobs.UseItem(desk, jobs.Use{Visit: v.ID, Key: "upgrade-line-1", Item: item, Qty: "1"}); err != nil {
		t.Fatal(err)
	}
	if err := a.Jobs.ChoosePays(desk, v.ID, "pending", "Pays at the shop", jobs.Mark{}); err != nil {
		t.Fatal(err)
	}
	for _, to := range []jobs.VisitStatus{jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Done} {
		if _, err := a.Jobs.Advance(desk, jobs.Progress{Visit: v.ID, To: to}); err != nil {
			t.Fatal(to, err)
		}
	}
	if j, err = a.Jobs.Get(desk, j.ID); err != nil {
		t.Fatal(err)
	}
	return j
}

// billed issues the draft that the job made and is its number.
func billed(t *testing.T, a *app.App, j jobs.Job) string {
	t.Helper()
	books := actor(t, a, act.Accountant)
	drafts, err := a.Billing.OfJob(books, j.ID)
	if err != nil || len(drafts) != 1 {
		t.Fatalf("%d documents, %v", len(drafts), err)
	}
	issued, err := a.Billing.Issue(books, drafts[0].ID, drafts[0].Rev)
	if err != nil {
		t.Fatal(err)
	}
	return issued.No
}

func TestUpgrade_aCopyOfAnOlderFolderIsRestored(t *testing.T) {
	o := olderFolders[len(olderFolders)-1]
	dir, file := o.unpacked(t), filepath.Join(t.TempDir(), "copy.zip")
	before := held(t, dir)
	if out, err := command(t, dir, "backup", file); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if copied := held(t, dir).schema(); !slices.Equal(copied, before.schema()) {
		t.Errorf("to copy it the folder was migrated: %v", copied)
	}
	back := filepath.Join(t.TempDir(), "back")
	if out, err := command(t, back, "restore", file); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	a := start(t, back, "serve")
	o.shows(t, a, before)
	a.kill()
	if out, err := verify(t, back); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestUpgrade_aNewerFolderIsRefusedAndLeftAsItIs(t *testing.T) {
	dir := apptest.Folder(t)
	inside(t, dir, func(a *app.App) {
		if _, err := a.Core.NonconcurrentDB().Insert("_migrations", dbx.Params{"file": "later_99991231_not_yet.go", "applied": 1}).Execute(); err != nil {
			t.Fatal(err)
		}
	})
	before := held(t, dir)
	for _, args := range [][]string{{"serve", "--http", "127.0.0.1:0"}, {"verify"}, {"doctor"}, {"backup", filepath.Join(t.TempDir(), "copy.zip")}} {
		out, err := command(t, dir, args...)
		if err == nil || !strings.Contains(out, "a newer version of Doorstep has written this data") {
			t.Errorf("%s: %v\n%s", args[0], err, out)
		}
	}
	after := held(t, dir)
	after.keeps(t, before, before.filled()...)
	if !slices.Equal(after.schema(), before.schema()) {
		t.Errorf("the folder knows %v", after.schema())
	}
}
