package razorpay

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"doorstep/app/kernel/fault"
)

// Headers of a webhook; their case does not matter. The event id stands nowhere else.
const (
	HeaderSignature = "X-Razorpay-Signature"
	HeaderEvent     = "X-Razorpay-Event-Id"
)

// MaxEvent is the longest body of a webhook worth reading, in bytes.
const MaxEvent = 1 << 20

// Event is a webhook's content. What it is not about is nil.
type Event struct {
	Name, Account string
	Created       time.Time
	Payment       *Payment
	QR            *QR
	Link          *Link
	OrderID       string
}

// Note is what we wrote on the payment, else on its link, else on its QR code; empty if nothing.
func (e Event) Note(key string) string {
	if e.Payment != nil && e.Payment.Notes[key] != "" {
		return e.Payment.Notes[key]
	}
	if e.Link != nil && e.Link.Notes[key] != "" {
		return e.Link.Notes[key]
	}
	if e.QR != nil {
		return e.QR.Notes[key]
	}
	return ""
}

// Verify checks a webhook's signature over the body as it came, byte for byte, in constant time. Without a secret nothing is
// genuine.
func Verify(body []byte, signature, secret string) bool { return signed(body, signature, secret) }

// VerifyCheckout checks the signature that the payment page hands to the browser; its key is the API key's secret, not the
// webhook's.
func VerifyCheckout(order, payment, signature, keySecret string) bool {
	return order != "" && payment != "" && signed([]byte(order+"|"+payment), signature, keySecret)
}

func signed(message []byte, signature, secret string) bool {
	given, err := hex.DecodeString(signature)
	if err != nil || secret == "" {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(message)
	return hmac.Equal(mac.Sum(nil), given)
}

// Parse reads a webhook's body, after Verify. Unknown events and fields pass. Fault: gateway_event where the body is no event
// or its payment has no id.
func Parse(body []byte) (Event, error) {
	bad := fault.New(fault.Invalid, "gateway_event")
	var b struct {
		Entity  string `json:"entity"`
		Event   string `json:"event"`
		Account string `json:"account_id"`
		Created stamp  `json:"created_at"`
		Payload struct {
			Payment *struct {
				Entity paymentBody `json:"entity"`
			} `json:"payment"`
			QR *struct {
				Entity qrBody `json:"entity"`
			} `json:"qr_code"`
			Link *struct {
				Entity linkBody `json:"entity"`
			} `json:"payment_link"`
			Order *struct {
				Entity struct {
					ID string `json:"id"`
				} `json:"entity"`
			} `json:"order"`
		} `json:"payload"`
	}
	if len(body) > MaxEvent {
		return Event{}, bad.Wrap(errors.New("body too long"))
	}
	if err := json.Unmarshal(body, &b); err != nil {
		return Event{}, bad.Wrap(err)
	}
	if b.Event == "" {
		return Event{}, bad.Wrap(errors.New("no event name"))
	}
	e := Event{Name: b.Event, Account: b.Account, Created: b.Created.Time}
	if p := b.Payload.Payment; p != nil {
		if p.Entity.ID == "" || p.Entity.Amount < 0 {
			return Event{}, bad.Wrap(errors.New("payment without id or with negative amount"))
		}
		payment := p.Entity.payment()
		e.Payment, e.OrderID = &payment, payment.OrderID
	}
	if q := b.Payload.QR; q != nil {
		qr := q.Entity.qr()
		e.QR = &qr
	}
	if l := b.Payload.Link; l != nil {
		link := l.Entity.link()
		e.Link = &link
	}
	if o := b.Payload.Order; o != nil && o.Entity.ID != "" {
		e.OrderID = o.Entity.ID
	}
	return e, nil
}
