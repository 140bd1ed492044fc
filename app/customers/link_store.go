package customers

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/txn"
)

func (l Link) write(r *core.Record) {
	r.Set("customer", l.Customer)
	r.Set("nonce", l.nonce)
	r.Set("expires_at", l.ExpiresAt)
	r.Set("revoked_at", l.RevokedAt)
	r.Set("revoked_by", l.RevokedBy)
	r.Set("seen_at", l.SeenAt)
	r.Set("seen", l.Seen)
}

func readLink(r *core.Record) Link {
	return Link{
		ID: r.Id, Customer: r.GetString("customer"), Rev: r.GetInt("rev"), nonce: r.GetString("nonce"),
		ExpiresAt: txn.At(r, "expires_at"), RevokedAt: txn.At(r, "revoked_at"), RevokedBy: r.GetString("revoked_by"),
		SeenAt: txn.At(r, "seen_at"), Seen: r.GetInt("seen"), ByName: r.GetString("by_name"), Created: txn.At(r, "created"),
	}
}

func storeLink(ctx context.Context, tx core.App, l Link) (Link, error) {
	r, err := txn.New(tx, "links")
	if err != nil {
		return Link{}, err
	}
	l.write(r)
	by := act.From(ctx)
	r.Set("by", by.User)
	r.Set("by_name", by.Name)
	if err := txn.Save(ctx, tx, r, 0); err != nil {
		return Link{}, err
	}
	return readLink(r), nil
}

func findLink(app core.App, id string) (Link, *core.Record, error) {
	r, err := txn.Find(app, "links", id)
	if err != nil {
		return Link{}, nil, err
	}
	return readLink(r), r, nil
}

// linksOf are the links of the customer, the newest first.
func linksOf(ctx context.Context, app core.App, customer string) ([]Link, error) {
	var rows []*core.Record
	err := app.RecordQuery("links").WithContext(ctx).
		AndWhere(dbx.HashExp{"customer": customer}).
		OrderBy("created DESC", "id").All(&rows)
	return values(rows, readLink), err
}
