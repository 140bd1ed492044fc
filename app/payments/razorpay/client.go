package razorpay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

const (
	base       = "https://api.razorpay.com"
	patience   = 20 * time.Second
	answerSize = 4 << 20
	pageSize   = 100
	maxPages   = 100
	maxNotes   = 15
	noteLength = 256
)

// Client asks the gateway with the keys of one account. Base "" is the gateway itself, HTTP nil a client of its own. Every
// request ends within 20 seconds or with its context. Nothing is repeated: a QR code or link asked for twice is made twice.
//
// Faults of all its methods: gateway_keys, gateway_refused {reason}, gateway_not_found, gateway_busy, gateway_down,
// gateway_answer. Their cause is an *Error where the gateway answered. No text of theirs holds the secret.
type Client struct {
	KeyID, KeySecret, Base string
	HTTP                   *http.Client
}

// Error is what the gateway answered instead of what was asked for.
type Error struct {
	Status            int
	Code, Description string
}

func (e *Error) Error() string {
	return fmt.Sprintf("razorpay: status %d %s: %s", e.Status, e.Code, e.Description)
}

// QROrder asks for a QR code that takes exactly one payment of exactly Amount. CloseBy is 2 minutes to 2 hours ahead.
type QROrder struct {
	Name, Description string
	Amount            money.Paise
	CloseBy           time.Time
	Notes             map[string]string
}

// CreateQR makes a QR code. Besides the client's faults: required, gateway_close_by, gateway_notes {max, length} beside fields.
func (c *Client) CreateQR(ctx context.Context, o QROrder) (QR, error) {
	var check fault.Check
	check.Need(o.Amount > 0, "amount")
	ahead := o.CloseBy.Sub(clock.Now())
	check.That(ahead >= 2*time.Minute && ahead <= 2*time.Hour, fault.Field("close_by", "gateway_close_by"))
	checkNotes(&check, o.Notes)
	if err := check.Err(); err != nil {
		return QR{}, err
	}
	body := map[string]any{
		"type": "upi_qr", "usage": "single_use", "fixed_amount": true, "payment_amount": int64(o.Amount), "close_by": o.CloseBy.Unix(),
	}
	put(body, "name", o.Name)
	put(body, "description", o.Description)
	if len(o.Notes) > 0 {
		body["notes"] = o.Notes
	}
	var answer qrBody
	if err := c.do(ctx, http.MethodPost, "/v1/payments/qr_codes", body, &answer); err != nil {
		return QR{}, err
	}
	if answer.ID == "" {
		return QR{}, fault.New(fault.Internal, "gateway_answer")
	}
	return answer.qr(), nil
}

// LinkOrder asks for a payment page. Reference, at most 40 characters, must be new for every link. A zero ExpireBy leaves the
// gateway's six months. The gateway itself writes to nobody: notices are ours.
type LinkOrder struct {
	Reference, Description string
	Amount                 money.Paise
	Customer               Customer
	ExpireBy               time.Time
	Notes                  map[string]string
}

// CreateLink makes a payment page. Besides the client's faults: required, gateway_reference, gateway_notes {max, length} beside fields.
func (c *Client) CreateLink(ctx context.Context, o LinkOrder) (Link, error) {
	var check fault.Check
	check.Need(o.Amount > 0, "amount")
	check.That(len([]rune(o.Reference)) <= 40, fault.Field("reference", "gateway_reference"))
	checkNotes(&check, o.Notes)
	if err := check.Err(); err != nil {
		return Link{}, err
	}
	body := map[string]any{
		"amount": int64(o.Amount), "currency": "INR", "accept_partial": false, "reminder_enable": false,
		"notify": map[string]bool{"sms": false, "email": false},
	}
	put(body, "reference_id", o.Reference)
	put(body, "description", o.Description)
	if o.Customer != (Customer{}) {
		body["customer"] = o.Customer
	}
	if !o.ExpireBy.IsZero() {
		body["expire_by"] = o.ExpireBy.Unix()
	}
	if len(o.Notes) > 0 {
		body["notes"] = o.Notes
	}
	return c.link(ctx, http.MethodPost, "/v1/payment_links", body)
}

// Link fetches a payment page with what was paid on it.
func (c *Client) Link(ctx context.Context, id string) (Link, error) {
	return c.link(ctx, http.MethodGet, "/v1/payment_links/"+url.PathEscape(id), nil)
}

func (c *Client) link(ctx context.Context, method, path string, body any) (Link, error) {
	var answer linkBody
	if err := c.do(ctx, method, path, body, &answer); err != nil {
		return Link{}, err
	}
	if answer.ID == "" {
		return Link{}, fault.New(fault.Internal, "gateway_answer")
	}
	return answer.link(), nil
}

// QRPayments fetches all payments made on a QR code between two instants, failed ones included; a zero instant leaves that end
// open. A machine without a public address polls this instead of being called.
func (c *Client) QRPayments(ctx context.Context, id string, from, to time.Time) ([]Payment, error) {
	var all []Payment
	for page := range maxPages {
		query := url.Values{"count": {strconv.Itoa(pageSize)}, "skip": {strconv.Itoa(page * pageSize)}}
		if !from.IsZero() {
			query.Set("from", strconv.FormatInt(from.Unix(), 10))
		}
		if !to.IsZero() {
			query.Set("to", strconv.FormatInt(to.Unix(), 10))
		}
		var answer struct {
			Entity string        `json:"entity"`
			Items  []paymentBody `json:"items"`
		}
		path := "/v1/payments/qr_codes/" + url.PathEscape(id) + "/payments?" + query.Encode()
		if err := c.do(ctx, http.MethodGet, path, nil, &answer); err != nil {
			return nil, err
		}
		if answer.Entity != "collection" {
			return nil, fault.New(fault.Internal, "gateway_answer")
		}
		for _, p := range answer.Items {
			all = append(all, p.payment())
		}
		if len(answer.Items) < pageSize {
			return all, nil
		}
	}
	return nil, fault.New(fault.Internal, "gateway_answer").Wrap(errors.New("pages without end"))
}

// do sends body as JSON and decodes the answer.
func (c *Client) do(ctx context.Context, method, path string, body, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := c.request(ctx, method, path, body)
	if err != nil {
		return fault.New(fault.Internal, "gateway_answer").Wrap(c.hide(err))
	}
	response, err := c.http().Do(request)
	if err != nil {
		return fault.New(fault.Conflict, "gateway_down").Wrap(c.hide(err))
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, answerSize+1))
	switch {
	case err != nil:
		return fault.New(fault.Conflict, "gateway_down").Wrap(c.hide(err))
	case response.StatusCode < 200 || response.StatusCode > 299:
		return c.refusal(response.StatusCode, raw)
	case len(raw) > answerSize:
		return fault.New(fault.Internal, "gateway_answer").Wrap(errors.New("answer too long"))
	}
	if err := json.Unmarshal(raw, answer); err != nil {
		return fault.New(fault.Internal, "gateway_answer").Wrap(c.hide(err))
	}
	return nil
}

func (c *Client) request(ctx context.Context, method, path string, body any) (*http.Request, error) {
	var content io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(raw)
	}
	at := c.Base
	if at == "" {
		at = base
	}
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(at, "/")+path, content)
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth(c.KeyID, c.KeySecret)
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, nil
}

// http is the client to use; it follows no redirects, so the keys go to the gateway only.
func (c *Client) http() *http.Client {
	own := http.Client{Timeout: patience}
	if c.HTTP != nil {
		own = *c.HTTP
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// refusal makes a fault of an answer that is none.
func (c *Client) refusal(status int, raw []byte) error {
	var body struct {
		Error struct {
			Code        string `json:"code"`
			Description string `json:"description"`
		} `json:"error"`
	}
	_ = json.Unmarshal(raw, &body) // a proxy answers in HTML; the status says enough
	cause := &Error{Status: status, Code: c.without(body.Error.Code), Description: c.without(body.Error.Description)}
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return fault.New(fault.Conflict, "gateway_keys").Wrap(cause)
	case status == http.StatusNotFound:
		return fault.New(fault.NotFound, "gateway_not_found").Wrap(cause)
	case status == http.StatusTooManyRequests:
		return fault.New(fault.TooMany, "gateway_busy").Wrap(cause)
	case status >= 500:
		return fault.New(fault.Conflict, "gateway_down").Wrap(cause)
	case status >= 400:
		return fault.New(fault.Conflict, "gateway_refused", "reason", cause.Description).Wrap(cause)
	}
	return fault.New(fault.Internal, "gateway_answer").Wrap(cause)
}

// without takes the secret out of a text that came from elsewhere, and cuts what is too long to show.
func (c *Client) without(s string) string {
	if c.KeySecret != "" {
		s = strings.ReplaceAll(s, c.KeySecret, "…")
	}
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "")
	}
	return s
}

// hidden is an error whose text had the secret taken out; errors.Is still sees the cause.
type hidden struct {
	text  string
	cause error
}

func (h hidden) Error() string        { return h.text }
func (h hidden) Is(target error) bool { return errors.Is(h.cause, target) }

func (c *Client) hide(err error) error { return hidden{c.without(err.Error()), err} }

func checkNotes(check *fault.Check, n map[string]string) {
	ok := len(n) <= maxNotes
	for k, v := range n {
		ok = ok && len([]rune(k)) <= noteLength && len([]rune(v)) <= noteLength
	}
	check.That(ok, fault.Field("notes", "gateway_notes", "max", maxNotes, "length", noteLength))
}

func put(body map[string]any, key, value string) {
	if value != "" {
		body[key] = value
	}
}
