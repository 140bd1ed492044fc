// Package act says who acts and what a role permits.
//
// Owns: roles, the acting person or schedule of a context, and the registry of permissions.
// Does not own: which role holds which permission (each slice's policy.go says it beside the permission), sessions (people).
package act

import (
	"context"
	"crypto/rand"
	"slices"
	"sync"

	"doorstep/app/kernel/fault"
)

// Role is what a person is in the company.
type Role string

const (
	Owner       Role = "owner"
	Dispatcher  Role = "dispatcher"
	Accountant  Role = "accountant"
	Storekeeper Role = "storekeeper"
	Technician  Role = "technician"
)

// Roles lists all roles in the order in which they are shown.
var Roles = []Role{Owner, Dispatcher, Accountant, Storekeeper, Technician}

// Valid reports whether r is one of Roles.
func (r Role) Valid() bool { return slices.Contains(Roles, r) }

// Source is where an action came from; it is stored in stamps and the audit log.
type Source string

const (
	Desk    Source = "desk"
	Phone   Source = "phone"
	System  Source = "system"  // a schedule or the appliance itself
	Console Source = "console" // PocketBase's own console or API
	Link    Source = "link"    // a customer, by the link that he was given
)

// By is who acts. The zero By is nobody.
type By struct {
	User       string // id of the user; empty for System, Console and Link
	Name       string
	Role       Role
	Technician string // id of the technician, if the user is one
	Source     Source
	Session    string // id of the session
	Lang       string // "en" or "hi"
	Claim      *Claim // the idempotency claim of the request, if it carries one
}

// Claim is the idempotency key of one request and the SHA-256 of its body. txn.Run stores it with the first write.
type Claim struct {
	Actor string // under whose name the key is kept
	Key   string
	Hash  string
	Held  bool // set by txn.Run once the claim is stored in a transaction
}

type ctxKey struct{}

// In returns ctx carrying by.
func In(ctx context.Context, by By) context.Context { return context.WithValue(ctx, ctxKey{}, by) }

// From returns who acts in ctx; the zero By if nobody was put there.
func From(ctx context.Context) By {
	by, _ := ctx.Value(ctxKey{}).(By)
	return by
}

// Unclaimed is ctx without its idempotency claim: for what is to stay although the request fails and may be sent again.
func Unclaimed(ctx context.Context) context.Context {
	by := From(ctx)
	by.Claim = nil
	return In(ctx, by)
}

// As returns a background context in which the named schedule or part of the appliance acts.
func As(name string) context.Context {
	return In(context.Background(), By{Name: name, Role: Owner, Source: System})
}

// Permission is the right to do one thing, with the roles that hold it.
type Permission struct {
	Name  string // "jobs.book"
	Roles []Role
}

var (
	registryMu sync.Mutex
	registry   []Permission
)

// Permit declares a permission and registers it in All. Call it from a slice's policy.go only.
func Permit(name string, roles ...Role) Permission {
	p := Permission{Name: name, Roles: roles}
	registryMu.Lock()
	defer registryMu.Unlock()
	registry = append(registry, p)
	return p
}

// All returns every declared permission, sorted by name: the one table of who may do what.
func All() []Permission {
	registryMu.Lock()
	defer registryMu.Unlock()
	all := slices.Clone(registry)
	slices.SortFunc(all, func(a, b Permission) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return all
}

// Allows reports whether the role holds the permission.
func (p Permission) Allows(r Role) bool { return slices.Contains(p.Roles, r) }

// Require returns nil if whoever acts in ctx holds p; otherwise a Forbidden fault "not_allowed".
func Require(ctx context.Context, p Permission) error {
	if p.Allows(From(ctx).Role) {
		return nil
	}
	return fault.New(fault.Forbidden, "not_allowed")
}

// Doing is what is being done: the verb of the audit event, why, and one id for all records that change together.
type Doing struct {
	Verb   string // "jobs.book"
	Reason string // as the person gave it; may be empty
	Change string // one id per call of the outermost verb
}

type doingKey struct{}

// Begin names the verb that changes records from here on. An outer verb's name and id stay: one act, one change.
func Begin(ctx context.Context, verb, reason string) context.Context {
	if d := Now(ctx); d.Verb != "" {
		return ctx
	}
	return context.WithValue(ctx, doingKey{}, Doing{Verb: verb, Reason: reason, Change: rand.Text()[:15]})
}

// Now returns what is being done in ctx; the zero Doing if no verb began.
func Now(ctx context.Context) Doing {
	d, _ := ctx.Value(doingKey{}).(Doing)
	return d
}
