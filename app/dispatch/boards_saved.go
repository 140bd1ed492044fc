package dispatch

import (
	"context"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// View is what of the board is shown, and how. Empty lists do not narrow.
type View struct {
	Face        string   `json:"face,omitempty"`        // day, week, list
	Technicians []string `json:"technicians,omitempty"` // ids
	Areas       []string `json:"areas,omitempty"`       // ids: those who go to one of them, or everywhere
	Skills      []string `json:"skills,omitempty"`      // ids: those who have one of them
	HideOff     bool     `json:"hide_off,omitempty"`    // without those who are off and have no visits
	Slot        int      `json:"slot,omitempty"`        // minutes between two lines of the board: 15, 30, 60
	Sort        string   `json:"sort,omitempty"`        // name, load
}

// What a view may say.
var (
	ViewFaces = []string{"day", "week", "list"}
	ViewSlots = []int{15, 30, 60}
	ViewSorts = []string{"name", "load"}
)

// Clean is the view without what no view may say.
func (v View) Clean() View {
	if !slices.Contains(ViewFaces, v.Face) {
		v.Face = ""
	}
	if !slices.Contains(ViewSlots, v.Slot) {
		v.Slot = 0
	}
	if !slices.Contains(ViewSorts, v.Sort) {
		v.Sort = ""
	}
	return v
}

// shows reports whether a technician stands in the view, whatever his day is like.
func (v View) shows(w Worker) bool {
	t := w.Technician
	return (len(v.Technicians) == 0 || slices.Contains(v.Technicians, t.ID)) &&
		(len(v.Areas) == 0 || len(t.Areas) == 0 || slices.ContainsFunc(t.Areas, func(a string) bool { return slices.Contains(v.Areas, a) })) &&
		(len(v.Skills) == 0 || slices.ContainsFunc(v.Skills, func(k string) bool { return t.Level(k) > 0 }))
}

// Narrow is the board as the view shows it. Whoever is hidden keeps his visits; they are only not shown.
func (b Board) Narrow(v View) Board {
	b.Lanes = slices.DeleteFunc(slices.Clone(b.Lanes), func(l Lane) bool {
		return !v.shows(l.Worker) || v.HideOff && l.order() == 2
	})
	if v.Sort == "load" {
		slices.SortStableFunc(b.Lanes, func(x, y Lane) int {
			if x.order() != y.order() {
				return x.order() - y.order()
			}
			return y.Utilisation - x.Utilisation
		})
	}
	return b
}

// Narrow is the week as the view shows it.
func (w Week) Narrow(v View) Week {
	w.Rows = slices.DeleteFunc(slices.Clone(w.Rows), func(r WeekRow) bool {
		return !v.shows(Worker{OnDuty: r.Cells[0].OnDuty}) || v.HideOff && !r.Works()
	})
	if v.Sort == "load" {
		slices.SortStableFunc(w.Rows, func(x, y WeekRow) int { return y.load() - x.load() })
	}
	return w
}

func (r WeekRow) load() int {
	sum := 0
	for _, c := range r.Cells {
		sum += c.Utilisation
	}
	return sum
}

// SavedBoard is a view that somebody keeps under a name.
type SavedBoard struct {
	ID       string
	Rev      int
	User     string // whose it is
	Owner    string // his name
	Name     string
	View     View
	Everyone bool // others see it too; only its owner changes it
	First    bool // it is shown to its owner where no other is asked for
}

// Mine reports whether the board belongs to whoever acts in ctx.
func (b SavedBoard) Mine(ctx context.Context) bool { return b.User == act.From(ctx).User }

// Boards lists the boards that whoever acts may open: his own first, by name, then what others share.
func (s *Service) Boards(ctx context.Context) ([]SavedBoard, error) {
	if err := act.Require(ctx, SeeBoard); err != nil {
		return nil, err
	}
	return s.boardsOf(ctx, act.From(ctx).User)
}

// SaveBoard keeps a view under a name, or changes one's own board where ID is set. The first board of all is shown to its owner
// from then on if First; the one before no longer is.
// Errors: Forbidden; Invalid name required, too_long; NotFound, also for another's board; Stale.
func (s *Service) SaveBoard(ctx context.Context, in SavedBoard) (SavedBoard, error) {
	if err := act.Require(ctx, SeeBoard); err != nil {
		return SavedBoard{}, err
	}
	in.Name, in.View = strings.TrimSpace(in.Name), in.View.Clean()
	var check fault.Check
	check.Need(in.Name != "", "name")
	check.That(len([]rune(in.Name)) <= 60, fault.Field("name", "too_long"))
	if err := check.Err(); err != nil {
		return SavedBoard{}, err
	}
	ctx = act.Begin(ctx, "boards.save", "")
	in.User = act.From(ctx).User
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := ownBoard(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		if in.First {
			if err := unfirst(ctx, tx, in.User, in.ID); err != nil {
				return err
			}
		}
		in.write(r)
		err = txn.Save(ctx, tx, r, in.Rev)
		in.ID, in.Rev = r.Id, r.GetInt("rev")
		return err
	})
	return in, err
}

// RemoveBoard deletes one's own board. Errors: Forbidden; NotFound, also for another's.
func (s *Service) RemoveBoard(ctx context.Context, id string) error {
	if err := act.Require(ctx, SeeBoard); err != nil {
		return err
	}
	ctx = act.Begin(ctx, "boards.remove", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		r, err := ownBoard(ctx, tx, id)
		if err != nil {
			return err
		}
		if r.IsNew() {
			return fault.New(fault.NotFound, "not_found")
		}
		return txn.Delete(ctx, tx, r)
	})
}
