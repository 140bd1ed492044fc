package customers

import (
	"context"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/txn"
)

// SwapSerial writes a machine's new serial number and returns the old one with the machine as it then is. It belongs to jobs,
// which holds the permission. Errors: NotFound; Invalid serial required, serial_same, serial_taken {where, id}; with serial_same
// the serial and the machine come back too.
func (s *Service) SwapSerial(ctx context.Context, asset, serial string) (old string, now Asset, err error) {
	ctx = act.Begin(ctx, "customers.swap_serial", "")
	serial = strings.ToUpper(line(serial))
	if serial == "" {
		return "", Asset{}, fault.Field("serial", "required")
	}
	err = txn.Run(ctx, s.app, func(tx core.App) error {
		a, rec, err := findAsset(tx, asset)
		if err != nil {
			return err
		}
		old, now = a.Serial, a
		if strings.EqualFold(a.Serial, serial) {
			return fault.Field("serial", "serial_same")
		}
		a.Serial = serial
		now, err = saveAsset(ctx, tx, rec, a, 0)
		return err
	})
	return old, now, err
}
