package stock_test

import (
	"context"
	"testing"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/page"
	"doorstep/app/stock"
)

// bench is an appliance with Ravi's van and the only part there is.
type bench struct {
	*app.App
	t          *testing.T
	store      context.Context
	ravi, part string
}

func newBench(t *testing.T) bench {
	a := apptest.NewApp(t)
	return bench{a, t, apptest.As(t, a, act.Storekeeper), apptest.Technician(t, a, "Ravi Pawar"), apptest.Item(t, a, "CAP-35")}
}

func (b bench) load(qty string) {
	b.t.Helper()
	if err := b.Stock.Load(b.store, stock.Handed{Technician: b.ravi, Rows: []stock.Row{{}, {Item: b.part, Qty: qty}}}); err != nil {
		b.t.Fatal(err)
	}
}

// has wants so much of the part to be on Ravi's van, in thousandths.
func (b bench) has(want int) {
	b.t.Helper()
	all, err := b.Stock.Carried(b.t.Context())
	if got := all[b.ravi][b.part]; err != nil || got != want {
		b.t.Errorf("carries %d, want %d (%v)", got, want, err)
	}
}

func (b bench) moves() []stock.One {
	b.t.Helper()
	p, err := b.Stock.Moves(b.store, b.ravi, page.Cursor{})
	if err != nil {
		b.t.Fatal(err)
	}
	return p.Rows
}

func refuses(t *testing.T, err error, kind fault.Kind, code, field string) {
	t.Helper()
	for _, f := range fault.All(err) {
		if err != nil && f.Kind == kind && f.Code == code && f.Field == field {
			return
		}
	}
	t.Errorf("got %v, want %s beside %q", err, code, field)
}

func TestVan_isTheSumOfItsMoves(t *testing.T) {
	b := newBench(t)
	b.load("5")
	if err := b.Stock.Return(b.store, stock.Handed{Technician: b.ravi, Rows: []stock.Row{{Item: b.part, Qty: "1.5"}}, Reason: "Too many"}); err != nil {
		t.Fatal(err)
	}
	b.has(3500)
	if err := b.Stock.Count(b.store, b.ravi, stock.Row{Item: b.part, Qty: "3"}, "Half a reel was lost"); err != nil {
		t.Fatal(err)
	}
	b.has(3000)
	if err := b.Stock.Count(b.store, b.ravi, stock.Row{Item: b.part, Qty: "3"}, "Again"); err != nil || len(b.moves()) != 3 {
		t.Errorf("a count that agrees moves something: %+v %v", b.moves(), err)
	}
	if m := b.moves()[0]; m.Kind != stock.Counted || m.Milli != -500 || m.Name != "Capacitor 35 µF" || m.ByName == "" {
		t.Errorf("%+v", m)
	}
	vans, err := b.Stock.Vans(b.store)
	if err != nil || len(vans) != 2 || vans[0].Name != "Ravi Pawar" || vans[0].Items != 1 || vans[1].Items != 0 {
		t.Errorf("%+v %v", vans, err)
	}
	found, err := b.Stock.Holders(b.store, "capac 35")
	if err != nil || len(found) != 1 || found[0].TechName != "Ravi Pawar" || found[0].Milli != 3000 {
		t.Errorf("%+v %v", found, err)
	}
	if none, err := b.Stock.Holders(b.store, "compressor"); err != nil || len(none) != 0 {
		t.Errorf("%+v %v", none, err)
	}
}

func TestMoves_areRefusedWhereTheyCannotBe(t *testing.T) {
	b := newBench(t)
	service := apptest.Item(t, b.App, "AC-VISIT")
	rows := func(r ...stock.Row) stock.Handed { return stock.Handed{Technician: b.ravi, Rows: r} }
	one := stock.Row{Item: b.part, Qty: "1"}
	refuses(t, b.Stock.Load(b.store, rows()), fault.Invalid, "required", "item_0")
	refuses(t, b.Stock.Load(b.store, rows(stock.Row{Item: b.part, Qty: "x"})), fault.Invalid, "qty_form", "qty_0")
	refuses(t, b.Stock.Load(b.store, rows(stock.Row{Qty: "2"})), fault.Invalid, "required", "item_0")
	refuses(t, b.Stock.Load(b.store, rows(one, one)), fault.Invalid, "part_twice", "item_1")
	refuses(t, b.Stock.Load(b.store, rows(stock.Row{Item: service, Qty: "1"})), fault.Invalid, "not_part", "item_0")
	refuses(t, b.Stock.Load(b.store, rows(stock.Row{Item: "nosuchitem", Qty: "1"})), fault.Invalid, "not_found", "item_0")
	refuses(t, b.Stock.Return(b.store, rows(one)), fault.Invalid, "return_more", "qty_0")
	refuses(t, b.Stock.Count(b.store, b.ravi, one, ""), fault.Invalid, "required", "reason")
	refuses(t, b.Stock.Load(b.store, stock.Handed{Technician: "nobody"}), fault.NotFound, "not_found", "")
	if len(b.moves()) != 0 {
		t.Errorf("something moved: %+v", b.moves())
	}
	for _, role := range []act.Role{act.Accountant, act.Technician} {
		ctx := apptest.As(t, b.App, role)
		refuses(t, b.Stock.Load(ctx, rows(one)), fault.Forbidden, "not_allowed", "")
		refuses(t, b.Stock.Reverse(ctx, "x", "y"), fault.Forbidden, "not_allowed", "")
		if _, err := b.Stock.Vans(ctx); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s sees vans: %v", role, err)
		}
	}
	b.load("1")
	if _, err := b.Stock.Van(apptest.AsTechnician(t, b.App, "Sunil More"), b.ravi); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a technician sees another's van: %v", err)
	}
	if held, err := b.Stock.Van(apptest.AsTechnician(t, b.App, "Ravi Pawar"), b.ravi); err != nil || len(held) != 1 {
		t.Errorf("his own: %+v %v", held, err)
	}
}

func TestReverse_takesAMoveBackOnce(t *testing.T) {
	b := newBench(t)
	b.load("4")
	id := b.moves()[0].ID
	if err := b.Stock.Reverse(b.store, id, "Another van"); err != nil {
		t.Fatal(err)
	}
	b.has(0)
	refuses(t, b.Stock.Reverse(b.store, id, "Again"), fault.Conflict, "move_reversed", "")
	for _, m := range b.moves() {
		if m.Kind == stock.Reversed {
			refuses(t, b.Stock.Reverse(b.store, m.ID, "Back"), fault.Conflict, "move_reversed", "")
		} else if !m.Undone {
			t.Errorf("the load does not say that it was taken back: %+v", m)
		}
		r, err := b.Core.FindRecordById("van_moves", m.ID)
		if err != nil {
			t.Fatal(err)
		}
		r.Set("qty_milli", 9000)
		if b.Core.Save(r) == nil || b.Core.Delete(r) == nil {
			t.Error("a move can be changed or removed")
		}
	}
}

// at is a visit of Ravi's at which he is at work.
func (b bench) at() jobs.Visit {
	b.t.Helper()
	desk := apptest.As(b.t, b.App, act.Dispatcher)
	v, err := b.Jobs.SetPlan(desk, jobs.Plan{
		Job: apptest.Job(b.t, b.App, nil).ID, Technician: b.ravi, Start: apptest.At(12, 0), Minutes: 60, Tell: true,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func TestFollow_takesWhatIsUsedOffTheVan(t *testing.T) {
	b := newBench(t)
	b.load("5")
	v, ravi := b.at(), apptest.AsTechnician(t, b.App, "Ravi Pawar")
	use := func(qty string) {
		t.Helper()
		if _, err := b.Jobs.UseItem(ravi, jobs.Use{Visit: v.ID, Key: "line-0001", Item: b.part, Qty: qty}); err != nil {
			t.Fatal(err)
		}
	}
	use("2")
	b.has(3000)
	use("2")
	if n := len(b.moves()); n != 2 {
		t.Errorf("%d moves, want the load and one use", n)
	}
	use("3")
	b.has(2000)
	use("1")
	b.has(4000)
	refuses(t, b.Stock.Reverse(b.store, b.moves()[0].ID, "By hand"), fault.Conflict, "move_of_visit", "")
	if err := b.Jobs.DropLine(ravi, v.ID, "line-0001"); err != nil {
		t.Fatal(err)
	}
	b.has(5000)
	if m := b.moves()[0]; m.Job != v.Job || m.Visit != v.ID || m.No == "" {
		t.Errorf("a move does not say where: %+v", m)
	}
}

func TestFollow_goesBelowNothingAndShowsIt(t *testing.T) {
	b := newBench(t)
	v := b.at()
	if _, err := b.Jobs.UseItem(apptest.AsTechnician(t, b.App, "Ravi Pawar"), jobs.Use{Visit: v.ID, Key: "line-0001", Item: b.part, Qty: "2"}); err != nil {
		t.Fatal(err)
	}
	b.has(-2000)
	if vans, err := b.Stock.Vans(b.store); err != nil || vans[0].Negative != 1 || vans[0].Items != 0 {
		t.Errorf("%+v %v", vans, err)
	}
	if err := b.Stock.Count(b.store, b.ravi, stock.Row{Item: b.part, Qty: "0"}, "He had bought two"); err != nil {
		t.Fatal(err)
	}
	b.has(0)
}

func TestToLoad_isWhatVisitsWantAndTheVanHasNot(t *testing.T) {
	b := newBench(t)
	b.at() // AC repair is expected to take one capacitor
	b.at()
	tomorrow := clock.Today().AddDays(1)
	all, err := b.Stock.ToLoad(b.store, tomorrow)
	if err != nil || len(all) != 1 || len(all[0].Parts) != 1 || all[0].Parts[0].Missing != 2000 || all[0].Technician != b.ravi {
		t.Fatalf("%+v %v", all, err)
	}
	b.load("1")
	if all, err = b.Stock.ToLoad(b.store, tomorrow); err != nil || all[0].Parts[0].Missing != 1000 || all[0].Parts[0].Has != 1000 {
		t.Errorf("%+v %v", all, err)
	}
	if vans, err := b.Stock.Vans(b.store); err != nil || vans[0].Short != 1 {
		t.Errorf("%+v %v", vans, err)
	}
	b.load("1")
	if all, err = b.Stock.ToLoad(b.store, tomorrow); err != nil || len(all) != 0 {
		t.Errorf("%+v %v", all, err)
	}
}
