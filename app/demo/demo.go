// Package demo builds a living company in a folder of its own: a service centre in Pune with its people, customers, machines, contracts,
// price list, and jobs and visits around today.
//
// Owns: what the made-up company looks like, and which folders may be cleared for it.
// Does not own: how anything is stored; the few rows go through the verbs of the slices, the many through their bulk inserts.
// Everything follows from one seed and from today, so every run on one day shows the same company.
package demo

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"doorstep/app/kernel/act"
)

// Password opens every demo account. It is printed on the screen and stands in the program: never use it for real people.
const Password = "Sahyadri#Demo"

// marker is the file by which a folder is known to be a demo's.
const marker = "demo.json"

// Size says how large the company is. Jobs 0 is a centre with 12 technicians, 400 customers and 90 days of work. Invoices is how many
// there are at least, drafts included; those that no job asks for are for no job.
type Size struct{ Jobs, Invoices int }

// Login is one demo account.
type Login struct {
	Role   act.Role
	Name   string
	Mobile string // ten digits, as typed at sign-in
}

// Company is what was built.
type Company struct {
	Name                                 string
	Technicians, Customers, Jobs, Visits int
	Unscheduled, Today                   int
	Logins                               []Login
}

// Clear removes the folder of a former demo, so that Build begins anew. A folder that is absent or empty is left as it is.
// The error says in words that a folder holding anything else is not a demo's.
func Clear(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the demo folder %s cannot be read: %w", dir, err)
	}
	if _, err := os.Stat(filepath.Join(dir, marker)); err != nil {
		return fmt.Errorf("%s is not a demo folder: it holds files but no %s. Nothing was removed; name another folder with --dir", dir, marker)
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("the former demo in %s could not be removed: %w", dir, err)
	}
	return nil
}

// Greeting tells where the company is to be seen and how to sign in, one account a role.
func (c Company) Greeting(address string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s is open at %s\n", c.Name, address)
	fmt.Fprintf(&b, "%d technicians, %d customers, %d jobs, %d visits; %d visits today, %d jobs not planned\n\n",
		c.Technicians, c.Customers, c.Jobs, c.Visits, c.Today, c.Unscheduled)
	for _, l := range c.Logins {
		fmt.Fprintf(&b, "  %-12s %-20s %s  %s\n", l.Role, l.Name, l.Mobile, Password)
	}
	b.WriteString("\nEverybody here is invented and the passwords are demo ones: enter nothing real.\n")
	return b.String()
}
