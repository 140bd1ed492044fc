package sync

import (
	"context"
	"encoding/base64"
	"strings"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/payments"
)

// takeMoney records what the customer gave. The item's own key is the claim's: the same item again is the same money.
func takeMoney(ctx context.Context, s *Service, d deed) error {
	mode := payments.Mode(d.Data["mode"])
	if mode != payments.UPI && mode != payments.Cash {
		return fault.Field("mode", "invalid")
	}
	amount, err := money.Parse(d.Data["amount"])
	if err != nil {
		return fault.Field("amount", "money_bad").Wrap(err)
	}
	_, err = s.payments.Record(ctx, payments.Claim{
		Key: d.Key, Mode: mode, Amount: amount, Visit: d.Visit, RRN: d.Data["rrn"], TR: d.Data["tr"], VPA: d.Data["vpa"],
		Note: d.Data["note"], Capture: d.Data["capture"], Mark: d.mark,
	})
	return err
}

func choosePays(ctx context.Context, s *Service, d deed) error {
	return s.payments.Choose(ctx, d.Visit, d.Data["pays"], d.Data["note"], d.mark)
}

// drawn is a picture that a phone drew, as script hands it over.
func drawn(text string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	code, ok := strings.CutPrefix(text, "data:image/png;base64,")
	png, err := base64.StdEncoding.DecodeString(code)
	if !ok || err != nil {
		return nil, fault.Field("signature", "signature_bad")
	}
	return png, nil
}
