package office

import "doorstep/views/web"

func (o *office) proposalRoutes(r *web.Router) {
}
