package office

import (
	"doorstep/app/dispatch"
	"doorstep/views/web"
)

func (o *office) boardRoutes(r *web.Router) {
	r.GET("/office/board", o.board).May(dispatch.SeeBoard)
	r.GET("/office/board/lanes", o.boardLanes).May(dispatch.SeeBoard)
	r.GET("/office/board/waiting", o.boardWaiting).May(dispatch.SeeBoard)
	r.GET("/office/board/events", o.boardEvents).May(dispatch.SeeBoard)
	r.GET("/office/board/notices", o.boardNotices).May(dispatch.SeeBoard)
	r.GET("/office/board/visits/{id}", o.boardVisit).May(dispatch.SeeBoard)
	r.GET("/office/board/technicians/{id}", o.boardTechnician).May(dispatch.SeeBoard)
	r.GET("/office/board/fit", o.boardFit).May(dispatch.Assigning)
	r.GET("/office/board/who", o.boardWho).May(dispatch.Assigning)
	r.POST("/office/board/moves", o.dropVisit).May(dispatch.Assigning)
	r.POST("/office/board/undo", o.undoMove).May(dispatch.Assigning)
	r.POST("/office/board/bulk", o.bulkVisits).May(dispatch.Assigning)
	r.GET("/office/board/sheets", o.boardSheets).May(dispatch.SeeBoard)
	r.GET("/office/board/saved", o.savedBoards).May(dispatch.SeeBoard)
	r.POST("/office/board/saved", o.saveBoard).May(dispatch.SeeBoard)
	r.POST("/office/board/saved/{id}", o.changeBoard).May(dispatch.SeeBoard)
	r.POST("/office/board/saved/{id}/removal", o.removeBoard).May(dispatch.SeeBoard)
	r.GET("/office/jobs/{id}/candidates", o.candidates).May(dispatch.SeeBoard)
	r.POST("/office/jobs/{id}/visits", o.assignVisit).May(dispatch.Assigning)
	r.POST("/office/jobs/{id}/visits/best", o.assignBest).May(dispatch.Assigning)
	r.GET("/office/visits/{id}/move", o.moveForm).May(dispatch.Assigning)
	r.POST("/office/visits/{id}/plan", o.moveVisit).May(dispatch.Assigning)
}
