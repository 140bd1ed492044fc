package payments_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"doorstep/app/kernel/fault"
)

// FuzzWebhook sends bodies as they are and signed: what is not signed leaves no trace, what is signed is an event or refused, and
// none of it is anybody's money.
func FuzzWebhook(f *testing.F) {
	v, _ := loadSamples(f)
	for _, s := range v.Samples {
		f.Add([]byte(s.Body), s.Headers["X-Razorpay-Signature"], s.Headers["X-Razorpay-Event-Id"])
	}
	f.Add([]byte(`{"event":"payment.captured","payload":{"payment":{"entity":{"id":"p","amount":1,"currency":"INR","status":"captured","notes":{"invoice":"' OR 1=1"}}}}}`), "", "")
	f.Add([]byte(`{"event":"qr_code.closed","payload":{"qr_code":{"entity":{"id":"","status":"closed"}}}}`), "00", "e")
	f.Add([]byte("{\"event\":\"x\xff\x00\"}"), "zz", string(make([]byte, 100)))
	b, _ := gated(f)
	f.Fuzz(func(t *testing.T, body []byte, signature, event string) {
		count := func(table string) (n int) {
			if err := b.Core.DB().NewQuery("SELECT COUNT(*) FROM " + table).Row(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := count("gateway_events")
		if err := b.Payments.Webhook(t.Context(), body, signature, event); err != nil && count("gateway_events") != before {
			t.Fatalf("refused with %v, but kept", err)
		}
		mac := hmac.New(sha256.New, []byte(hookSecret))
		mac.Write(body)
		err := b.Payments.Webhook(t.Context(), body, hex.EncodeToString(mac.Sum(nil)), event)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatalf("signed: %v", err)
		}
		if n := count("payments"); n != 0 {
			t.Fatalf("%d payments of nobody", n)
		}
	})
}
