package contracts

import "github.com/pocketbase/dbx"

// DueQuery is the statement by which a run finds what is due.
func DueQuery(contract string) (string, dbx.Params) { return dueQuery(contract, waiting{}) }
