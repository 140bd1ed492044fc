package settings

import "doorstep/app/kernel/act"

// See is the right to open the settings.
var See = act.Permit("settings.see", act.Owner, act.Dispatcher, act.Accountant)

// Manage is the right to change the company, its hours, rules, money details and service levels.
var Manage = act.Permit("settings.manage", act.Owner)

// ManageHolidays is the right to add and remove holidays.
var ManageHolidays = act.Permit("settings.holidays", act.Owner, act.Dispatcher)

// SeeSchedules is the right to see what runs by itself, when it last ran and how that went.
var SeeSchedules = act.Permit("settings.schedules", act.Owner, act.Dispatcher)

// RunSchedules is the right to run a schedule at once.
var RunSchedules = act.Permit("settings.run_schedules", act.Owner)
