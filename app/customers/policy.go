package customers

import "doorstep/app/kernel/act"

// See is the right to look customers up, with their sites and machines.
var See = act.Permit("customers.see", act.Owner, act.Dispatcher, act.Accountant, act.Storekeeper)

// Edit is the right to enter and change customers, sites, machines and preferences.
var Edit = act.Permit("customers.edit", act.Owner, act.Dispatcher, act.Accountant)

// Merge is the right to make two customers one.
var Merge = act.Permit("customers.merge", act.Owner, act.Dispatcher)
