package dispatch

import (
	"context"
	"encoding/json"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// boardsOf are the boards that the person may open, his own first. A view that cannot be read shows everything.
func (s *Service) boardsOf(ctx context.Context, user string) ([]SavedBoard, error) {
	var rows []struct {
		ID    string `db:"id"`
		Rev   int    `db:"rev"`
		User  string `db:"user"`
		Owner string `db:"owner"`
		Name  string `db:"name"`
		View  string `db:"view"`
		Share string `db:"share"`
		First bool   `db:"first"`
	}
	err := s.app.ConcurrentDB().NewQuery("SELECT b.id, b.rev, b.user, u.name AS owner, b.name, b.view, b.share, b.`first`" + `
		FROM boards b JOIN users u ON u.id = b.user WHERE b.user = {:user} OR b.share = 'everyone'
		ORDER BY b.user != {:user}, b.name COLLATE NOCASE, b.id LIMIT 100`).Bind(dbx.Params{"user": user}).WithContext(ctx).All(&rows)
	all := make([]SavedBoard, len(rows))
	for i, r := range rows {
		all[i] = SavedBoard{
			ID: r.ID, Rev: r.Rev, User: r.User, Owner: r.Owner, Name: r.Name, Everyone: r.Share == "everyone", First: r.First && r.User == user,
		}
		_ = json.Unmarshal([]byte(r.View), &all[i].View)
		all[i].View = all[i].View.Clean()
	}
	return all, err
}

func (b SavedBoard) write(r *core.Record) {
	share := "me"
	if b.Everyone {
		share = "everyone"
	}
	r.Load(map[string]any{"user": b.User, "name": b.Name, "view": b.View, "share": share, "first": b.First})
}

// ownBoard is the record of one's own board; a new one without an id. Another's is not found.
func ownBoard(ctx context.Context, tx core.App, id string) (*core.Record, error) {
	if id == "" {
		return txn.New(tx, "boards")
	}
	r, err := txn.Find(tx, "boards", id)
	if err == nil && r.GetString("user") != act.From(ctx).User {
		return nil, fault.New(fault.NotFound, "not_found")
	}
	return r, err
}

// unfirst takes the mark of being shown first from the person's other boards.
func unfirst(ctx context.Context, tx core.App, user, keep string) error {
	rows, err := tx.FindAllRecords("boards", dbx.HashExp{"user": user, "first": true})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Id == keep {
			continue
		}
		r.Set("first", false)
		if err := txn.Save(ctx, tx, r, 0); err != nil {
			return err
		}
	}
	return nil
}
