package catalog

import "doorstep/app/kernel/act"

// See is the right to read the price list and the job types.
var See = act.Permit("catalog.see", act.Owner, act.Dispatcher, act.Accountant, act.Storekeeper)

// EditPrices is the right to enter and price parts; services need EditServices as well.
var EditPrices = act.Permit("catalog.edit_prices", act.Owner, act.Accountant, act.Storekeeper)

// EditServices is the right to enter and price services.
var EditServices = act.Permit("catalog.edit_services", act.Owner, act.Accountant)

// EditTypes is the right to enter and change job types.
var EditTypes = act.Permit("catalog.edit_types", act.Owner, act.Dispatcher)

// ManageManuals is the right to add and remove manuals of machines.
var ManageManuals = act.Permit("catalog.manage_manuals", act.Owner, act.Dispatcher, act.Storekeeper)
