package office

import (
	"doorstep/app/audit"
	"doorstep/app/settings"
	"doorstep/views/web"
)

func (o *office) settingsRoutes(r *web.Router) {
	r.GET("/office/settings", o.settingsPage).May(settings.See)
	r.GET("/office/settings/company", o.editCompany).May(settings.Manage)
	r.POST("/office/settings/company", o.updateCompany).May(settings.Manage)
	r.GET("/office/settings/invoicing", o.editInvoicing).May(settings.Manage)
	r.POST("/office/settings/invoicing", o.updateInvoicing).May(settings.Manage)
	r.GET("/office/settings/series", o.seriesExample).May(settings.Manage)

	r.GET("/office/settings/hours", o.editHours).May(settings.ManageHolidays)
	r.POST("/office/settings/hours", o.updateHours).May(settings.Manage)
	r.POST("/office/settings/holidays", o.addHoliday).May(settings.ManageHolidays)
	r.POST("/office/settings/holidays/{id}/removal", o.removeHoliday).May(settings.ManageHolidays)

	r.GET("/office/settings/service-levels", o.editLevels).May(settings.Manage)
	r.POST("/office/settings/service-levels", o.updateLevels).May(settings.Manage)
	r.GET("/office/settings/dispatch", o.editDispatch).May(settings.Manage)
	r.POST("/office/settings/dispatch", o.updateDispatch).May(settings.Manage)
	r.GET("/office/settings/weights", o.weightSum).May(settings.Manage)
	r.GET("/office/settings/map", o.editMap).May(settings.Manage)
	r.POST("/office/settings/map", o.updateMap).May(settings.Manage)
	r.GET("/office/settings/reach", o.reachPage).May(settings.Manage)
	r.POST("/office/settings/reach", o.setProxy).May(settings.Manage)
	r.GET("/office/settings/console", o.editConsole).May(settings.Manage)
	r.POST("/office/settings/console", o.openConsole).May(settings.Manage)
	r.POST("/office/settings/console/closing", o.closeConsole).May(settings.Manage)

	r.GET("/office/roles", o.rolesPage).May(settings.See)

	r.GET("/office/schedules", o.schedulesPage).May(settings.SeeSchedules)
	r.POST("/office/schedules/{name}/runs", o.runSchedule).May(settings.RunSchedules)

	r.GET("/office/audit", o.auditPage).May(audit.See)
	r.POST("/office/audit/verification", o.verifyAudit).May(audit.See)
	r.GET("/office/history/{id}", o.historyPage).May(audit.See)
}
