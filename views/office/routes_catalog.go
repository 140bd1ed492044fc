package office

import "doorstep/views/web"

func (o *office) catalogRoutes(r *web.Router) {
}
