package settings

import (
	"context"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// ProxyHeaders are those by which a tunnel or reverse proxy may say who comes, the commonest first.
var ProxyHeaders = []string{"X-Forwarded-For", "CF-Connecting-IP", "X-Real-IP"}

// Proxy is the trusted header; empty where none is. It may be one that PocketBase's console set.
func (s *Service) Proxy() string {
	if h := s.app.Settings().TrustedProxy.Headers; len(h) > 0 {
		return h[0]
	}
	return ""
}

// SetProxy trusts the header, or none if it is empty. It is PocketBase's own setting, which the console shows too.
// Fault invalid beside header for one that is not of ProxyHeaders.
func (s *Service) SetProxy(ctx context.Context, header string) error {
	if err := act.Require(ctx, Manage); err != nil {
		return err
	}
	if header != "" && !slices.Contains(ProxyHeaders, header) {
		return fault.Field("header", "invalid")
	}
	ctx = act.Begin(ctx, "settings.proxy", "")
	return txn.Run(ctx, s.app, func(tx core.App) error {
		stored, err := tx.Settings().Clone()
		if err != nil {
			return err
		}
		// The last address of the header is taken: the first ones are whatever the visitor claims.
		stored.TrustedProxy = core.TrustedProxyConfig{}
		if header != "" {
			stored.TrustedProxy.Headers = []string{header}
		}
		return txn.Faults(tx.SaveWithContext(ctx, stored))
	})
}
