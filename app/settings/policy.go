package settings

import "doorstep/app/kernel/act"

// See is the right to open the settings.
var See = act.Permit("settings.see", act.Owner, act.Dispatcher, act.Accountant)

// Manage is the right to change the company, its hours, rules, money details and service levels.
var Manage = act.Permit("settings.manage", act.Owner)

// ManageHolidays is the right to add and remove holidays.
var ManageHolidays = act.Permit("settings.holidays", act.Owner, act.Dispatcher)
