package office

import "doorstep/views/web"

func (o *office) replayRoutes(r *web.Router) {
}
