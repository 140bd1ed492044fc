package office

import (
	"doorstep/app/people"
	"doorstep/views/web"
)

func (o *office) peopleRoutes(r *web.Router) {
	r.GET("/office/staff", o.listStaff).May(people.SeeStaff)
	r.GET("/office/staff/new", o.newStaff).May(people.ManageStaff)
	r.POST("/office/staff", o.createStaff).May(people.ManageStaff)
	r.GET("/office/staff/{id}", o.staffPage).May(people.SeeStaff)
	r.GET("/office/staff/{id}/edit", o.editStaff).May(people.ManageStaff)
	r.POST("/office/staff/{id}", o.updateStaff).May(people.ManageStaff)
	r.POST("/office/staff/{id}/password", o.resetStaffPassword).May(people.ManageStaff)
	r.POST("/office/staff/{id}/deactivation", o.deactivateStaff).May(people.ManageStaff)
	r.POST("/office/staff/{id}/activation", o.activateStaff).May(people.ManageStaff)
	r.POST("/office/staff/{id}/sessions/{session}/revocation", o.revokeStaffSession).May(people.ManageStaff)

	r.GET("/office/technicians", o.listTechnicians).May(people.SeeTechnicians)
	r.GET("/office/technicians/{id}", o.technicianPage).May(people.SeeTechnicians)
	r.GET("/office/technicians/{id}/edit", o.editTechnician).May(people.ManageStaff)
	r.POST("/office/technicians/{id}", o.updateTechnician).May(people.ManageStaff)
	r.POST("/office/technicians/{id}/leaves", o.addTechnicianLeave).May(people.ManageLeave)

	r.GET("/office/leaves", o.listLeaves).May(people.SeeTechnicians)
	r.POST("/office/leaves", o.addLeave).May(people.ManageLeave)
	r.POST("/office/leaves/{id}/removal", o.removeLeave).May(people.ManageLeave)

	r.GET("/office/areas", o.listAreas).May(people.SeeTechnicians)
	r.GET("/office/areas/new", o.newArea).May(people.ManageStaff)
	r.POST("/office/areas", o.createArea).May(people.ManageStaff)
	r.GET("/office/areas/{id}", o.editArea).May(people.ManageStaff)
	r.POST("/office/areas/{id}", o.updateArea).May(people.ManageStaff)
	r.POST("/office/areas/{id}/removal", o.removeArea).May(people.ManageStaff)

	r.GET("/office/skills", o.listSkills).May(people.SeeTechnicians)
	r.POST("/office/skills", o.createSkill).May(people.ManageStaff)
	r.GET("/office/skills/{id}", o.editSkill).May(people.ManageStaff)
	r.POST("/office/skills/{id}", o.updateSkill).May(people.ManageStaff)

	r.GET("/office/shifts", o.listShifts).May(people.SeeTechnicians)
	r.GET("/office/shifts/new", o.newShift).May(people.ManageStaff)
	r.POST("/office/shifts", o.createShift).May(people.ManageStaff)
	r.GET("/office/shifts/{id}", o.editShift).May(people.ManageStaff)
	r.POST("/office/shifts/{id}", o.updateShift).May(people.ManageStaff)
}
