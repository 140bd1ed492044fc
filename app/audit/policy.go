package audit

import (
	"context"

	"doorstep/app/kernel/act"
)

// See is the right to read the log of the whole company and to check that nobody changed it.
var See = act.Permit("audit.see", act.Owner)

// Check is Verify for whoever may see the log. Forbidden; *Broken.
func (s *Service) Check(ctx context.Context) (Report, error) {
	if err := act.Require(ctx, See); err != nil {
		return Report{}, err
	}
	return Verify(s.app)
}
