package office

import "doorstep/views/web"

func (o *office) settingsRoutes(r *web.Router) {
}
