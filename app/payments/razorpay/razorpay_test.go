package razorpay_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/vectors"
	"doorstep/app/payments/razorpay"
)

const file = "razorpay_webhook_samples.json"

type samples struct {
	Checkout struct {
		Order    string `json:"order_id"`
		Payment  string `json:"payment_id"`
		Secret   string `json:"key_secret"`
		Expected string
	} `json:"checkout_signature"`
	Create struct {
		URL  string
		Body map[string]any
	} `json:"create_qr_request"`
	Poll    json.RawMessage `json:"poll_response"`
	Samples []struct {
		Name       string
		Headers    map[string]string
		Body       string `json:"body_raw"`
		Secret     string
		Expect     string
		Normalised *struct {
			Event   string
			Payment string      `json:"payment_id"`
			Link    string      `json:"payment_link_id"`
			Amount  money.Paise `json:"amount_paise"`
			Fee     money.Paise `json:"fee_paise"`
			FeeTax  money.Paise `json:"fee_gst_paise"`
			RRN     *string
			VPA     string
			Invoice *string
		}
	}
}

func load(t testing.TB) (v samples) {
	t.Helper()
	vectors.Load(t, file, &v)
	return v
}

func code(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Code
	}
	return ""
}

func TestVectorsRazorpay(t *testing.T) {
	v := load(t)
	events, money := map[string]bool{}, map[string]bool{}
	for _, s := range v.Samples {
		header := http.Header{}
		for k, value := range s.Headers {
			header.Set(k, value)
		}
		if got := razorpay.Verify([]byte(s.Body), header.Get(razorpay.HeaderSignature), s.Secret); got != (s.Expect != "reject_signature") {
			t.Errorf("%s: genuine %v", s.Name, got)
			continue
		}
		if s.Expect == "reject_signature" {
			continue
		}
		e, err := razorpay.Parse([]byte(s.Body))
		if s.Expect == "reject_body" {
			if code(err) != "gateway_event" {
				t.Errorf("%s: %v", s.Name, err)
			}
			continue
		}
		if err != nil || e.Payment == nil || e.Created.Unix() != 1792200005 || e.Account != "acc_SampleAcct0001" {
			t.Errorf("%s: %+v, %v", s.Name, e, err)
			continue
		}
		id := header.Get(razorpay.HeaderEvent)
		if id == "" || events[id] {
			t.Errorf("%s: event id %q", s.Name, id)
		}
		events[id] = true
		switch p := e.Payment; s.Expect {
		case "accept_review":
			if p.Received() || !p.Foreign() {
				t.Errorf("%s: %+v", s.Name, p)
			}
		case "accept_noop":
			if p.ID != "pay_SamplePay0007" || !p.Received() || p.Amount != 621900 {
				t.Errorf("%s: %+v", s.Name, p)
			}
			money[p.ID] = true
		case "accept":
			n := s.Normalised
			if p.ID != n.Payment || p.Amount != n.Amount || n.Event != "" && e.Name != n.Event || n.VPA != "" && p.VPA != n.VPA || p.Fee != n.Fee || p.FeeTax != n.FeeTax {
				t.Errorf("%s: %+v", s.Name, p)
			}
			if n.RRN != nil && p.RRN != *n.RRN || n.Invoice != nil && e.Note("invoice") != *n.Invoice || n.Invoice == nil && e.Note("invoice") != "" {
				t.Errorf("%s: rrn %q, invoice %q", s.Name, p.RRN, e.Note("invoice"))
			}
			if n.Link != "" && (e.Link == nil || e.Link.ID != n.Link || e.Link.Paid != n.Amount || e.OrderID != e.Link.OrderID) {
				t.Errorf("%s: %+v", s.Name, e.Link)
			}
			if p.Received() != (s.Name != "payment_failed") {
				t.Errorf("%s: received %v", s.Name, p.Received())
			}
			if strings.HasPrefix(s.Name, "qr_code") && (e.QR == nil || e.QR.CloseBy.Unix() != 1792206600 || e.QR.Amount != 621900) {
				t.Errorf("%s: %+v", s.Name, e.QR)
			}
		default:
			t.Errorf("%s: expects %s, which is not known here", s.Name, s.Expect)
		}
	}
	c := v.Checkout
	if !razorpay.VerifyCheckout(c.Order, c.Payment, c.Expected, c.Secret) || razorpay.VerifyCheckout(c.Payment, c.Order, c.Expected, c.Secret) {
		t.Error("checkout signature")
	}
	vectors.Count(t, file, len(v.Samples)+1)
}

func TestVerify_needsASecret(t *testing.T) {
	const emptyKey = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad" // of an empty body with an empty key
	if razorpay.Verify(nil, emptyKey, "") {
		t.Error("an empty secret signs")
	}
}

const secret = "rzp-secret-9d1"

func fake(t *testing.T, answer http.HandlerFunc) *razorpay.Client {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if id, key, ok := r.BasicAuth(); !ok || id != "key" || key != secret {
			t.Errorf("keys %q", id)
		}
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return &razorpay.Client{KeyID: "key", KeySecret: secret, Base: s.URL, HTTP: s.Client()}
}

// entity is the part of a sample's payload with that name.
func entity(t *testing.T, v samples, sample, part string) json.RawMessage {
	t.Helper()
	for _, s := range v.Samples {
		var b struct {
			Payload map[string]struct{ Entity json.RawMessage }
		}
		if s.Name == sample && json.Unmarshal([]byte(s.Body), &b) == nil {
			return b.Payload[part].Entity
		}
	}
	t.Fatalf("no %s of %s", part, sample)
	return nil
}

func TestVectorsRazorpay_client(t *testing.T) {
	v := load(t)
	defer clock.Freeze(time.Unix(1792200000, 0))()
	var asked []string
	c := fake(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.RequestURI())
		switch {
		case r.Method == http.MethodPost && r.URL.Path == "/v1/payments/qr_codes":
			var got map[string]any
			if err := json.NewDecoder(r.Body).Decode(&got); err != nil || fmt.Sprint(got) != fmt.Sprint(v.Create.Body) {
				t.Errorf("asked for %v, %v\nwant %v", got, err, v.Create.Body)
			}
			_, _ = w.Write(entity(t, v, "qr_code_credited_quirks", "qr_code"))
		case strings.HasPrefix(r.URL.Path, "/v1/payments/qr_codes/"):
			_, _ = w.Write(v.Poll)
		default:
			_, _ = w.Write(entity(t, v, "payment_link_paid", "payment_link"))
		}
	})
	qr, err := c.CreateQR(t.Context(), razorpay.QROrder{
		Name: "Fixwell Services", Description: "FSA/26-27/0001", Amount: 621900, CloseBy: time.Unix(1792206600, 0), Notes: map[string]string{"invoice": "FSA/26-27/0001"},
	})
	if err != nil || qr.ID != "qr_SampleQr000001" || qr.ImageURL != "https://rzp.io/i/SAMPLE" {
		t.Errorf("%+v, %v", qr, err)
	}
	paid, err := c.QRPayments(t.Context(), qr.ID, time.Unix(1, 0), time.Unix(2, 0))
	if err != nil || len(paid) != 1 || paid[0].RRN != "629091234567" || !paid[0].Received() || paid[0].Notes["invoice"] != "FSA/26-27/0001" {
		t.Errorf("%+v, %v", paid, err)
	}
	made, err := c.CreateLink(t.Context(), razorpay.LinkOrder{Reference: "FSA26270002A1", Amount: 4955300})
	if err != nil || made.ShortURL != "https://rzp.io/i/SAMPLE2" || made.Reference != "FSA26270002A1" {
		t.Errorf("%+v, %v", made, err)
	}
	link, err := c.Link(t.Context(), "plink_SamplePl00001")
	if err != nil || link.Paid != 4955300 || link.Customer.Name != "Sahyadri Retail" || link.Status != "paid" {
		t.Errorf("%+v, %v", link, err)
	}
	want := []string{
		"POST /v1/payments/qr_codes", "GET /v1/payments/qr_codes/qr_SampleQr000001/payments?count=100&from=1&skip=0&to=2",
		"POST /v1/payment_links", "GET /v1/payment_links/plink_SamplePl00001",
	}
	if fmt.Sprint(asked) != fmt.Sprint(want) {
		t.Errorf("asked %v", asked)
	}
	vectors.Count(t, file, 4)
}

func TestLink_readsWhatWasPaidOnIt(t *testing.T) {
	c := fake(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"id":"plink_1","amount":10000,"amount_paid":10000,"currency":"INR","customer":[],"notes":null,"status":"paid",
			"payments":[{"amount":10000,"created_at":1661852741,"method":"netbanking","payment_id":"pay_1","status":"captured"}]}`)
	})
	l, err := c.Link(t.Context(), "plink_1")
	if err != nil || len(l.Payments) != 1 || l.Payments[0].ID != "pay_1" || !l.Payments[0].Received() || l.Payments[0].Amount != 10000 {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestQRPayments_readsAllPages(t *testing.T) {
	c := fake(t, func(w http.ResponseWriter, r *http.Request) {
		n := 100
		if r.URL.Query().Get("skip") == "100" {
			n = 7
		}
		items := strings.TrimSuffix(strings.Repeat(`{"id":"p","amount":1},`, n), ",")
		fmt.Fprintf(w, `{"entity":"collection","count":%d,"items":[%s]}`, n, items)
	})
	if got, err := c.QRPayments(t.Context(), "qr_1", time.Time{}, time.Time{}); err != nil || len(got) != 107 {
		t.Errorf("%d payments, %v", len(got), err)
	}
}

func TestClient_saysWhatWentWrongWithoutTheSecret(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		want   string
	}{
		"keys":     {401, `{"error":{"code":"BAD_REQUEST_ERROR","description":"Authentication failed for ` + secret + `"}}`, "gateway_keys"},
		"refused":  {400, `{"error":{"code":"BAD_REQUEST_ERROR","description":"bad ` + secret + `"}}`, "gateway_refused"},
		"gone":     {404, ``, "gateway_not_found"},
		"busy":     {429, `slow`, "gateway_busy"},
		"down":     {502, `<html>`, "gateway_down"},
		"redirect": {302, ``, "gateway_answer"},
		"nonsense": {200, `"` + secret + `"`, "gateway_answer"},
		"nothing":  {200, `{}`, "gateway_answer"},
		"endless":  {200, strings.Repeat(" ", 5<<20), "gateway_answer"},
	} {
		client := fake(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		})
		_, err := client.Link(t.Context(), "plink_1")
		if code(err) != c.want || strings.Contains(fmt.Sprintf("%v %+v", err, err), secret) {
			t.Errorf("%s: %v", name, err)
		}
		var answer *razorpay.Error
		if c.status >= 400 && (!errors.As(err, &answer) || answer.Status != c.status) {
			t.Errorf("%s: the cause is %v", name, errors.Unwrap(err))
		}
	}
	gone := &razorpay.Client{KeyID: "key", KeySecret: secret, Base: "http://127.0.0.1:1/" + secret}
	if _, err := gone.Link(t.Context(), "x"); code(err) != "gateway_down" || strings.Contains(err.Error(), secret) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := gone.Link(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestClient_refusesOrdersThatTheGatewayWould(t *testing.T) {
	c := fake(t, func(_ http.ResponseWriter, r *http.Request) { t.Error("asked ", r.URL) })
	notes := map[string]string{"a": strings.Repeat("x", 257)}
	soon := clock.Now().Add(time.Minute)
	if _, err := c.CreateQR(t.Context(), razorpay.QROrder{CloseBy: soon, Notes: notes}); len(fault.All(err)) != 3 {
		t.Errorf("%v", err)
	}
	if _, err := c.CreateLink(t.Context(), razorpay.LinkOrder{Reference: strings.Repeat("x", 41), Notes: notes}); len(fault.All(err)) != 3 {
		t.Errorf("%v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range load(f).Samples {
		f.Add([]byte(s.Body))
	}
	f.Add([]byte(`{"event":"x","payload":{"payment":{"entity":{"id":"p","notes":null,"created_at":"12"}}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := razorpay.Parse(body)
		if err != nil {
			if code(err) != "gateway_event" {
				t.Fatal(err)
			}
			return
		}
		if e.Name == "" || e.Payment != nil && (e.Payment.ID == "" || e.Payment.Amount < 0) {
			t.Fatalf("%+v", e)
		}
		_ = e.Note("invoice")
	})
}
