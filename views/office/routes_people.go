package office

import "doorstep/views/web"

func (o *office) peopleRoutes(r *web.Router) {
}
