package settings

import "github.com/pocketbase/pocketbase/core"

// In is the service working inside the transaction tx.
func (s *Service) In(tx core.App) *Service { return New(tx) }
