// Package fault is the one error type that reaches people.
//
// Owns: the kinds of failure, the code and parameters from which a message is made, and which field it belongs to.
// Does not own: the words (i18n, key "fault."+Code) and the HTTP status (views/web).
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of failure it is, and with it what the reader can do.
type Kind int

const (
	Internal  Kind = iota // ours; logged, never shown in detail
	Invalid               // the input is wrong; Field says where
	Confirm               // allowed if the person insists: a warning that asks for a reason or a tick
	NotFound              // no such thing, or not visible to this person
	Forbidden             // the role does not allow it
	Unsigned              // nobody is signed in
	Conflict              // the state does not allow it
	Stale                 // somebody changed it first
	TooMany               // slow down
	TooLarge              // the body is over the limit
)

// Error is a failure in the reader's terms. Code is the key of its message; Params fill it.
type Error struct {
	Kind   Kind
	Code   string
	Field  string
	Params map[string]any
	cause  error
}

// New makes an Error of a kind. pairs are parameter names and values in turn.
func New(kind Kind, code string, pairs ...any) *Error {
	return &Error{Kind: kind, Code: code, Params: params(pairs)}
}

// Field makes an Invalid error that stands beside the named field.
func Field(field, code string, pairs ...any) *Error {
	return &Error{Kind: Invalid, Code: code, Field: field, Params: params(pairs)}
}

// Warn makes a Confirm error: the input may be saved if the person insists.
func Warn(field, code string, pairs ...any) *Error {
	return &Error{Kind: Confirm, Code: code, Field: field, Params: params(pairs)}
}

// Wrap keeps the cause for the log; people see only the code.
func (e *Error) Wrap(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	if e.Field != "" {
		fmt.Fprintf(&b, " [%s]", e.Field)
	}
	if len(e.Params) > 0 {
		fmt.Fprintf(&b, " %v", e.Params)
	}
	if e.cause != nil {
		fmt.Fprintf(&b, ": %v", e.cause)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.cause }

// Is holds two faults equal when their codes are: errors.Is(err, jobs.ErrNotFound).
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code && (t.Field == "" || t.Field == e.Field)
}

// List is several faults at once: all that is wrong with a form.
type List []*Error

func (l List) Error() string {
	parts := make([]string, len(l))
	for i, e := range l {
		parts[i] = e.Error()
	}
	return strings.Join(parts, "; ")
}

// Unwrap lets errors.Is find any of them.
func (l List) Unwrap() []error {
	errs := make([]error, len(l))
	for i, e := range l {
		errs[i] = e
	}
	return errs
}

// Check collects faults while input is validated.
type Check struct{ found List }

// Add records err if it is one; an error that is no fault becomes Internal.
func (c *Check) Add(err error) {
	if err != nil {
		c.found = append(c.found, All(err)...)
	}
}

// Need records "required" beside the field if ok is false.
func (c *Check) Need(ok bool, field string) {
	if !ok {
		c.found = append(c.found, Field(field, "required"))
	}
}

// That records the fault if ok is false.
func (c *Check) That(ok bool, otherwise *Error) {
	if !ok {
		c.found = append(c.found, otherwise)
	}
}

// Err is nil, or all that was found.
func (c *Check) Err() error {
	if len(c.found) == 0 {
		return nil
	}
	return c.found
}

// All returns every fault in err; an error that is no fault comes as one Internal fault with code "internal".
func All(err error) List {
	var l List
	if errors.As(err, &l) {
		return l
	}
	var e *Error
	if errors.As(err, &e) {
		return List{e}
	}
	if err == nil {
		return nil
	}
	return List{New(Internal, "internal").Wrap(err)}
}

// KindOf is the kind that decides the answer: the first that is not Confirm, or Confirm if all are warnings.
func KindOf(err error) Kind {
	kind := Confirm
	for _, e := range All(err) {
		if e.Kind != Confirm {
			return e.Kind
		}
	}
	return kind
}

func params(pairs []any) map[string]any {
	if len(pairs) == 0 {
		return nil
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m
}

// At puts a fault that has no field yet beside the named one: kernel packages know no forms. Other errors pass.
func At(field string, err error) error {
	var e *Error
	if errors.As(err, &e) && e.Field == "" {
		moved := *e
		moved.Field = field
		return &moved
	}
	return err
}

// Prefix puts prefix before the field of every fault in err, for input that is part of a larger form.
func Prefix(err error, prefix string) error {
	if err == nil {
		return nil
	}
	found := All(err)
	out := make(List, len(found))
	for i, e := range found {
		c := *e
		if c.Field != "" {
			c.Field = prefix + c.Field
		}
		out[i] = &c
	}
	return out
}
