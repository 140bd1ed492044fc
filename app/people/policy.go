package people

import "doorstep/app/kernel/act"

// SeeStaff is the right to see who works here, with roles and sign-ins.
var SeeStaff = act.Permit("people.see_staff", act.Owner, act.Dispatcher)

// ManageStaff is the right to add and change people, their roles and passwords, skills, areas and shifts, and to end
// anybody's sessions.
var ManageStaff = act.Permit("people.manage_staff", act.Owner)

// ManageLeave is the right to enter and remove leave.
var ManageLeave = act.Permit("people.manage_leave", act.Owner, act.Dispatcher)

// SeeTechnicians is the right to see technicians, their skills, areas, shifts and leave.
var SeeTechnicians = act.Permit("people.see_technicians", act.Owner, act.Dispatcher, act.Accountant, act.Storekeeper)

// Attend is a technician's right to begin and end his own day, to say whether positions may be taken, and to send them.
var Attend = act.Permit("people.attend", act.Technician)

// Account is everybody's right to his own password, language and sessions.
var Account = act.Permit("people.account", act.Roles...)
