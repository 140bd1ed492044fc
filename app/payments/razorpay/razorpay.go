// Package razorpay speaks with the payment gateway Razorpay.
//
// Owns: the requests for a UPI QR code and a payment link, polling for payments, the signature and the reading of webhooks.
// Does not own: what a payment settles, what was seen before, where keys are kept (payments).
// The gateway promises neither order nor a single delivery: dedupe on the event id and on the payment id. A QR payment raises
// two events, and a failed payment may be captured later. Only a captured payment in rupees is money.
package razorpay

import (
	"encoding/json"
	"strconv"
	"time"

	"doorstep/app/kernel/money"
)

// Payment is one attempt of a payer. Fee includes FeeTax, its GST: the customer is credited with Amount, the fee is a cost.
// RRN stays as the gateway has it, mostly 12 digits; empty for cards. Of an attempt that failed, ErrorReason is a code and
// ErrorText a sentence.
type Payment struct {
	ID, Status, Method, Currency string
	RRN, VPA, Contact, OrderID   string
	ErrorReason, ErrorText       string
	Amount, Refunded             money.Paise
	Fee, FeeTax                  money.Paise
	Notes                        map[string]string
	Created                      time.Time
}

// Received says that rupees came in. Amounts in other currencies are not paise: see Foreign.
func (p Payment) Received() bool {
	return p.Status == "captured" && p.Currency == "INR" && p.Amount > 0
}

// Foreign says that money of another currency came in: for a person to look at, never to add to a rupee balance.
func (p Payment) Foreign() bool { return p.Status == "captured" && p.Currency != "INR" }

// QR is a UPI QR code for one payment of a fixed amount. Status is "active" or "closed"; ImageURL is its picture.
type QR struct {
	ID, Name, Status, Description, ImageURL, CloseReason string
	Amount, Paid                                         money.Paise
	Payments                                             int
	Notes                                                map[string]string
	Created, CloseBy, ClosedAt                           time.Time
}

// Link is a page on which a customer pays. Payments, filled when a link is fetched, have ID, Status, Method, Amount, Currency
// and Created only.
type Link struct {
	ID, Status, Reference, Description, ShortURL, OrderID, Currency string
	Amount, Paid                                                    money.Paise
	Customer                                                        Customer
	Notes                                                           map[string]string
	Created, ExpireBy                                               time.Time
	Payments                                                        []Payment
}

// Customer is who a link is for.
type Customer struct {
	Name    string `json:"name,omitempty"`
	Contact string `json:"contact,omitempty"`
	Email   string `json:"email,omitempty"`
}

// stamp is seconds since 1970 as a number or, in some bodies, as text; 0 and null are no time.
type stamp struct{ time.Time }

func (s *stamp) UnmarshalJSON(b []byte) error {
	text := string(b)
	if unquoted := ""; len(b) > 0 && b[0] == '"' && json.Unmarshal(b, &unquoted) == nil {
		text = unquoted
	}
	if text == "" || text == "null" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return err
	}
	if n > 0 && n < 1<<35 {
		s.Time = time.Unix(n, 0).UTC()
	}
	return nil
}

// notes is an object, or [] or null when there are none.
type notes map[string]string

func (n *notes) UnmarshalJSON(b []byte) error {
	if len(b) == 0 || b[0] != '{' {
		return nil
	}
	var values map[string]any
	if err := json.Unmarshal(b, &values); err != nil {
		return err
	}
	out := make(notes, len(values))
	for k, v := range values {
		if text, ok := v.(string); ok {
			out[k] = text
		}
	}
	*n = out
	return nil
}

// customer is an object, or [] or null when there is none.
type customer struct{ Customer }

func (c *customer) UnmarshalJSON(b []byte) error {
	if len(b) == 0 || b[0] != '{' {
		return nil
	}
	return json.Unmarshal(b, &c.Customer)
}

type paymentBody struct {
	ID          string      `json:"id"`
	Status      string      `json:"status"`
	Method      string      `json:"method"`
	Currency    string      `json:"currency"`
	VPA         string      `json:"vpa"`
	Contact     string      `json:"contact"`
	OrderID     string      `json:"order_id"`
	ErrorReason string      `json:"error_reason"`
	ErrorText   string      `json:"error_description"`
	Amount      money.Paise `json:"amount"`
	Refunded    money.Paise `json:"amount_refunded"`
	Fee         money.Paise `json:"fee"`
	FeeTax      money.Paise `json:"tax"`
	Notes       notes       `json:"notes"`
	Created     stamp       `json:"created_at"`
	Acquirer    struct {
		RRN string `json:"rrn"`
	} `json:"acquirer_data"`
}

func (b paymentBody) payment() Payment {
	return Payment{
		ID: b.ID, Status: b.Status, Method: b.Method, Currency: b.Currency, RRN: b.Acquirer.RRN, VPA: b.VPA, Contact: b.Contact,
		OrderID: b.OrderID, ErrorReason: b.ErrorReason, ErrorText: b.ErrorText, Amount: b.Amount, Refunded: b.Refunded, Fee: b.Fee,
		FeeTax: b.FeeTax, Notes: b.Notes, Created: b.Created.Time,
	}
}

type qrBody struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Status      string      `json:"status"`
	Description string      `json:"description"`
	ImageURL    string      `json:"image_url"`
	CloseReason string      `json:"close_reason"`
	Amount      money.Paise `json:"payment_amount"`
	Paid        money.Paise `json:"payments_amount_received"`
	Payments    int         `json:"payments_count_received"`
	Notes       notes       `json:"notes"`
	Created     stamp       `json:"created_at"`
	CloseBy     stamp       `json:"close_by"`
	ClosedAt    stamp       `json:"closed_at"`
}

func (b qrBody) qr() QR {
	return QR{
		ID: b.ID, Name: b.Name, Status: b.Status, Description: b.Description, ImageURL: b.ImageURL, CloseReason: b.CloseReason,
		Amount: b.Amount, Paid: b.Paid, Payments: b.Payments, Notes: b.Notes, Created: b.Created.Time, CloseBy: b.CloseBy.Time,
		ClosedAt: b.ClosedAt.Time,
	}
}

type linkBody struct {
	ID          string      `json:"id"`
	Status      string      `json:"status"`
	Reference   string      `json:"reference_id"`
	Description string      `json:"description"`
	ShortURL    string      `json:"short_url"`
	OrderID     string      `json:"order_id"`
	Currency    string      `json:"currency"`
	Amount      money.Paise `json:"amount"`
	Paid        money.Paise `json:"amount_paid"`
	Customer    customer    `json:"customer"`
	Notes       notes       `json:"notes"`
	Created     stamp       `json:"created_at"`
	ExpireBy    stamp       `json:"expire_by"`
	Payments    []struct {
		ID      string      `json:"payment_id"`
		Status  string      `json:"status"`
		Method  string      `json:"method"`
		Amount  money.Paise `json:"amount"`
		Created stamp       `json:"created_at"`
	} `json:"payments"`
}

func (b linkBody) link() Link {
	l := Link{
		ID: b.ID, Status: b.Status, Reference: b.Reference, Description: b.Description, ShortURL: b.ShortURL, OrderID: b.OrderID,
		Currency: b.Currency, Amount: b.Amount, Paid: b.Paid, Customer: b.Customer.Customer, Notes: b.Notes, Created: b.Created.Time,
		ExpireBy: b.ExpireBy.Time,
	}
	for _, p := range b.Payments {
		l.Payments = append(l.Payments, Payment{
			ID: p.ID, Status: p.Status, Method: p.Method, Amount: p.Amount, Currency: b.Currency, Created: p.Created.Time,
		})
	}
	return l
}
