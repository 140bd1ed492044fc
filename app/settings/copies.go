package settings

import (
	"context"
	"path/filepath"
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
)

// Copies is how the appliance's data is copied each night.
type Copies struct {
	Keep   int    `json:"keep"`   // how many copies of nights stay; 0: none is made
	Folder string `json:"folder"` // where each goes besides: a folder on another disk; empty: nowhere
}

// DefaultCopies is how a company begins.
func DefaultCopies() Copies { return Copies{Keep: 3} }

// Young reports whether the company was set up today.
func (c Company) Young() bool { return clock.DateOf(c.Since) >= clock.Today() }

// CopiesInput is Copies as typed.
type CopiesInput struct {
	Rev          int
	Keep, Folder string
}

// UpdateCopies changes how the data is copied. Whether the folder can be written is for the caller to see.
// Faults number_range {min,max} beside keep, copies_folder_path beside folder; Forbidden; Stale.
func (s *Service) UpdateCopies(ctx context.Context, in CopiesInput) (Company, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return Company{}, err
	}
	ctx = act.Begin(ctx, "settings.copies", "")
	var check fault.Check
	c := Copies{Keep: whole(&check, "keep", in.Keep, 0, 30), Folder: strings.TrimSpace(in.Folder)}
	check.That(c.Folder == "" || filepath.IsAbs(c.Folder), fault.Field("folder", "copies_folder_path"))
	if err := check.Err(); err != nil {
		return Company{}, err
	}
	return s.change(ctx, in.Rev, func(company *Company) { company.Copies = c })
}
