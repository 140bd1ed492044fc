package demo

import (
	"math/rand/v2"
	"strconv"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"doorstep/app"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/txn"
)

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"

// ids gives every record an id that follows from the seed. They begin with a running number, so that bulk inserts add to the
// end of the index.
type ids struct {
	rng  *rand.Rand
	last map[string]int64
}

func newIDs() *ids {
	return &ids{rng: rand.New(rand.NewPCG(seed, 2)), last: map[string]int64{}}
}

// next is the next id of the collection: fifteen small letters and digits.
func (g *ids) next(collection string) string {
	const digits, length = 5, 15
	g.last[collection]++
	n := strconv.FormatInt(g.last[collection], 36)
	id := make([]byte, 0, length)
	for range digits - len(n) {
		id = append(id, '0')
	}
	id = append(id, n...)
	for len(id) < length {
		id = append(id, alphabet[g.rng.IntN(len(alphabet))])
	}
	return string(id)
}

// seeded makes what the verbs create follow from the seed, until undo is called: ids, times of creation, and one hash for the
// one password, so that sixty technicians do not cost sixty times a slow hash. owner is the id the owner gets.
func seeded(a *app.App, g *ids) (owner string, undo func(), err error) {
	users, err := a.Core.FindCachedCollectionByNameOrId("users")
	if err != nil {
		return "", nil, err
	}
	draft := core.NewRecord(users)
	draft.SetPassword(Password)
	hashed := draft.GetRaw("password").(*core.PasswordFieldValue)
	if hashed.LastError != nil {
		return "", nil, hashed.LastError
	}
	field := users.Fields.GetByName("password").(*core.PasswordField)
	cost := field.Cost
	field.Cost = 4 // the least there is; what it makes is replaced below
	owner = g.next("users")
	first := true
	const id = "demoSeed"
	a.Core.OnRecordCreate().Bind(&hook.Handler[*core.RecordEvent]{Id: id, Priority: -10, Func: func(e *core.RecordEvent) error {
		name := e.Record.Collection().Name
		if name == "users" {
			e.Record.SetRaw("password", &core.PasswordFieldValue{Hash: hashed.Hash})
		}
		if name == "users" && first {
			e.Record.Id, first = owner, false
		} else {
			e.Record.Id = g.next(name)
		}
		now := txn.Instant(clock.Now())
		e.Record.SetRaw("created", now)
		e.Record.SetRaw("updated", now)
		if by := act.From(e.Context); by.Role == act.Owner {
			by.User = owner // set-up acts as an owner whose id is decided only here
			e.Context = act.In(e.Context, by)
		}
		return e.Next()
	}})
	return owner, func() { a.Core.OnRecordCreate().Unbind(id); field.Cost = cost }, nil
}
