package settings

import (
	"context"
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/geo"
	"doorstep/app/kernel/money"
	"doorstep/app/txn"
)

// load finds the company's one row; NotFound "not_set_up" before set-up.
func load(ctx context.Context, app core.App) (*core.Record, error) {
	r := &core.Record{}
	err := app.RecordQuery("company").Limit(1).WithContext(ctx).One(r)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "not_set_up")
	}
	return r, err
}

func read(r *core.Record) (Company, error) {
	c := Company{
		ID: r.Id, Rev: r.GetInt("rev"), Since: txn.At(r, "created"),
		Name: r.GetString("name"), LegalName: r.GetString("legal_name"), Phone: r.GetString("phone"), Email: r.GetString("email"),
		GSTMode: GSTMode(r.GetString("gst_mode")), GSTIN: r.GetString("gstin"), StateCode: r.GetString("state_code"),
		Address: r.GetString("address"), Pin: r.GetString("pin"), District: r.GetString("district"),
		At:  geo.Point{Lat: r.GetFloat("lat"), Lng: r.GetFloat("lng")},
		UPI: r.GetString("upi"), BankName: r.GetString("bank_name"), BankAccount: r.GetString("bank_account"), BankIFSC: r.GetString("bank_ifsc"),
		InvoicePrefix: r.GetString("invoice_prefix"), Terms: r.GetString("terms"),
		Signatory: r.GetString("signatory"), MinVisit: money.Paise(r.GetInt("min_visit_paise")), VisitItem: r.GetString("visit_item"),
		Thermal: r.GetBool("thermal"),
		TileURL: r.GetString("tile_url"), TileCredit: r.GetString("tile_credit"), Console: r.GetBool("console"),
	}
	c.Weights.Parts, c.Copies = DefaultWeights().Parts, DefaultCopies() // of a company older than these
	err := errors.Join(
		r.UnmarshalJSONField("week", &c.Week),
		r.UnmarshalJSONField("weights", &c.Weights),
		r.UnmarshalJSONField("policies", &c.Policies),
		r.UnmarshalJSONField("planning", &c.Planning),
		r.UnmarshalJSONField("copies", &c.Copies),
	)
	if c.Planning.Emergency == "" { // a company older than the setting
		c.Planning = DefaultPlanning()
	}
	return c, err
}

func (c Company) write(r *core.Record) {
	for name, value := range map[string]any{
		"name": c.Name, "legal_name": c.LegalName, "phone": c.Phone, "email": c.Email,
		"gst_mode": string(c.GSTMode), "gstin": c.GSTIN, "state_code": c.StateCode,
		"address": c.Address, "pin": c.Pin, "district": c.District, "lat": c.At.Lat, "lng": c.At.Lng,
		"upi": c.UPI, "bank_name": c.BankName, "bank_account": c.BankAccount, "bank_ifsc": c.BankIFSC,
		"invoice_prefix": c.InvoicePrefix, "terms": c.Terms,
		"signatory": c.Signatory, "min_visit_paise": int64(c.MinVisit), "visit_item": c.VisitItem, "thermal": c.Thermal,
		"week": c.Week, "weights": c.Weights, "policies": c.Policies, "planning": c.Planning, "copies": c.Copies,
		"tile_url": c.TileURL, "tile_credit": c.TileCredit, "console": c.Console,
	} {
		r.Set(name, value)
	}
}

// change loads the company, lets set alter it and saves it; rev as in txn.Save.
func (s *Service) change(ctx context.Context, rev int, set func(*Company)) (Company, error) {
	var c Company
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := load(ctx, tx)
		if err != nil {
			return err
		}
		if c, err = read(r); err != nil {
			return err
		}
		set(&c)
		c.write(r)
		if err = txn.Save(ctx, tx, r, rev); err != nil {
			return err
		}
		c, err = read(r)
		return err
	})
	return c, err
}

func readHoliday(r *core.Record) Holiday {
	return Holiday{ID: r.Id, Rev: r.GetInt("rev"), Date: clock.Date(r.GetString("date")), Name: r.GetString("name")}
}

func (h Holiday) write(r *core.Record) {
	r.Set("date", string(h.Date))
	r.Set("name", h.Name)
}

type slaRow struct {
	ID         string `db:"id"`
	Rev        int    `db:"rev"`
	Priority   int    `db:"priority"`
	Payment    string `db:"payment"`
	Respond    int    `db:"respond_min"`
	Arrive     int    `db:"arrive_min"`
	Resolve    int    `db:"resolve_min"`
	RoundClock bool   `db:"round_clock"`
}

const slaColumns = "SELECT id, rev, priority, payment, respond_min, arrive_min, resolve_min, round_clock FROM sla_policies "

func (s *Service) slaRows(ctx context.Context, where string, params dbx.Params) ([]SLAPolicy, error) {
	var rows []slaRow
	err := s.app.ConcurrentDB().NewQuery(slaColumns + where).Bind(params).WithContext(ctx).All(&rows)
	policies := make([]SLAPolicy, len(rows))
	for i, r := range rows {
		policies[i] = SLAPolicy(r)
	}
	return policies, err
}

func (p SLAPolicy) write(r *core.Record) {
	r.Set("priority", p.Priority)
	r.Set("payment", p.Payment)
	r.Set("respond_min", p.Respond)
	r.Set("arrive_min", p.Arrive)
	r.Set("resolve_min", p.Resolve)
	r.Set("round_clock", p.RoundClock)
}
