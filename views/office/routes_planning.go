package office

import "doorstep/views/web"

func (o *office) planningRoutes(r *web.Router) {
}
