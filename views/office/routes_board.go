package office

import "doorstep/views/web"

func (o *office) boardRoutes(r *web.Router) {
}
