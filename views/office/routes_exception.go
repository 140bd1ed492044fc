package office

import "doorstep/views/web"

func (o *office) exceptionRoutes(r *web.Router) {
}
