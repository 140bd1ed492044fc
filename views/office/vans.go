package office

import (
	"net/http"
	"strconv"

	"doorstep/app/catalog"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/app/people"
	"doorstep/app/stock"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// vansView is who carries what, and what is to be loaded for a day. Refused are the forms that came back, by technician.
type vansView struct {
	words   string
	vans    []stock.Van
	found   []stock.Held
	day     clock.Date
	loads   []stock.ToLoad
	refused map[string]*ui.Form
	lang    string
	may     bool
}

func (v vansView) form(technician string) *ui.Form {
	if f := v.refused[technician]; f != nil {
		return f
	}
	return ui.NewForm(v.lang)
}

// qty is what a row of a loading form shows: what was typed, or what is missing.
func (v vansView) qty(technician string, i, milli int) string {
	if f := v.refused[technician]; f != nil {
		return f.Get(rowField("qty", i))
	}
	return catalog.QtyText(milli)
}

func rowField(name string, i int) string { return name + "_" + strconv.Itoa(i) }

func (o *office) listVans(req *web.Request) error {
	return o.vansWith(req, http.StatusOK, nil)
}

func (o *office) vansWith(req *web.Request, status int, refused map[string]*ui.Form) error {
	v := vansView{words: req.Query("q"), refused: refused, lang: req.Lang(), may: stock.Move.Allows(req.By.Role)}
	var err error
	if v.day, err = clock.ParseDate(req.Form().Get("day")); err != nil || v.day < clock.Today() {
		v.day = clock.Today().AddDays(1)
	}
	if v.vans, err = o.app.Stock.Vans(req.Ctx()); err != nil {
		return err
	}
	if v.found, err = o.app.Stock.Holders(req.Ctx(), v.words); err != nil {
		return err
	}
	if v.loads, err = o.app.Stock.ToLoad(req.Ctx(), v.day); err != nil {
		return err
	}
	return req.PageStatus(status, "Vans", "vans", vansBody(v))
}

// vanView is one technician's van: what is on it, its moves, and the forms that move something.
type vanView struct {
	technician people.Technician
	held       []stock.Held
	moves      page.Of[stock.One]
	parts      []catalog.Item
	refused    map[string]*ui.Form // by form: loads, returns, counts, or the id of a move
	lang       string
	may        bool
}

func (v vanView) form(name string) *ui.Form {
	if f := v.refused[name]; f != nil {
		return f
	}
	return ui.NewForm(v.lang)
}

func (v vanView) path(more string) string { return "/office/vans/" + v.technician.ID + more }

func (v vanView) older() string {
	if v.moves.Next == "" {
		return ""
	}
	return v.path("?at=" + v.moves.Next)
}

func (v vanView) newer() string {
	if v.moves.Prev == "" {
		return ""
	}
	return v.path("?at=" + v.moves.Prev)
}

func (o *office) showVan(req *web.Request) error {
	return o.vanWith(req, http.StatusOK, nil)
}

func (o *office) vanWith(req *web.Request, status int, refused map[string]*ui.Form) error {
	v := vanView{refused: refused, lang: req.Lang(), may: stock.Move.Allows(req.By.Role)}
	var err error
	if v.technician, err = o.app.People.Technician(req.Ctx(), req.ID()); err != nil {
		return err
	}
	if v.held, err = o.app.Stock.Van(req.Ctx(), req.ID()); err != nil {
		return err
	}
	at, err := page.Parse(req.Query("at"))
	if err != nil {
		return err
	}
	if v.moves, err = o.app.Stock.Moves(req.Ctx(), req.ID(), at); err != nil {
		return err
	}
	if v.may {
		if v.parts, err = o.partsOnOffer(req); err != nil {
			return err
		}
	}
	return req.PageStatus(status, v.technician.Name+"’s van", "vans", vanBody(v))
}

// partsOnOffer are the parts that are offered while one is typed; the rest is typed by its code.
func (o *office) partsOnOffer(req *web.Request) ([]catalog.Item, error) {
	var all []catalog.Item
	var at page.Cursor
	for range partsOffered {
		rows, err := o.app.Catalog.Items(req.Ctx(), clock.Today(), catalog.ItemFilter{Kind: catalog.KindPart, ActiveOnly: true}, at)
		if err != nil {
			return nil, err
		}
		all = append(all, rows.Rows...)
		if rows.Next == "" {
			break
		}
		if at, err = page.Parse(rows.Next); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// vanKinds say what a move was.
var vanKinds = map[string]string{
	stock.Loaded: "Loaded", stock.Returned: "Given back", stock.Used: "Used", stock.Counted: "Counted", stock.Reversed: "Taken back",
}

// moveText is a quantity with its sign: "+2", "−1".
func moveText(milli int) string {
	if milli < 0 {
		return "−" + catalog.QtyText(-milli)
	}
	return "+" + catalog.QtyText(milli)
}

// heldText is how much there is, also of what is less than nothing.
func heldText(milli int) string {
	if milli < 0 {
		return "−" + catalog.QtyText(-milli)
	}
	return catalog.QtyText(milli)
}
