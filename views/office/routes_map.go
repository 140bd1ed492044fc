package office

import "doorstep/views/web"

func (o *office) mapRoutes(r *web.Router) {
}
