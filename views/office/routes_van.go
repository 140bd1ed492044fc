package office

import "doorstep/views/web"

func (o *office) vanRoutes(r *web.Router) {
}
