package payments_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/vectors"
	"doorstep/app/payments"
)

const (
	hookSecret = "whsec_sample_9f2c"
	keySecret  = "sample_key_secret_4711"
	samplesOf  = "razorpay_webhook_samples.json"
)

type hookSample struct {
	Name, Expect, Secret string
	Headers              map[string]string
	Body                 string `json:"body_raw"`
}

type hookSamples struct {
	Samples []hookSample
	Poll    json.RawMessage `json:"poll_response"`
}

func loadSamples(t testing.TB) (hookSamples, map[string]hookSample) {
	t.Helper()
	var v hookSamples
	vectors.Load(t, samplesOf, &v)
	byName := map[string]hookSample{}
	for _, s := range v.Samples {
		byName[s.Name] = s
	}
	return v, byName
}

// fake is the gateway: it makes QR codes and links and answers polls with paid, or with status.
type fake struct {
	sync.Mutex
	status     int
	paid, link string
	calls      []string
	auth       []string
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.Lock()
	defer f.Unlock()
	body, _ := io.ReadAll(r.Body)
	f.calls = append(f.calls, r.Method+" "+r.URL.Path+" "+string(body))
	_, secret, _ := r.BasicAuth()
	f.auth = append(f.auth, secret)
	if f.status != 0 {
		w.WriteHeader(f.status)
		return
	}
	switch {
	case r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/qr_codes"):
		_, _ = io.WriteString(w, `{"id":"qr_SampleQr000001","entity":"qr_code","status":"active","image_url":"https://rzp.io/i/SAMPLE","notes":[]}`)
	case r.Method == http.MethodPost:
		_, _ = io.WriteString(w, `{"id":"plink_SamplePl00001","status":"created","short_url":"https://rzp.io/i/SAMPLE2","notes":{}}`)
	case strings.Contains(r.URL.Path, "/qr_codes/"):
		_, _ = io.WriteString(w, f.paid)
	case strings.HasSuffix(r.URL.Path, "plink_SamplePl00001"):
		_, _ = io.WriteString(w, f.link)
	default:
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":{"code":"BAD_REQUEST_ERROR","description":"The id provided does not exist"}}`)
	}
}

const nobodyPaid = `{"entity":"collection","count":0,"items":[]}`

// gated is an appliance with a gateway that answers with f.
func gated(t testing.TB) (*books, *fake) {
	t.Helper()
	b, f := open(t), &fake{paid: nobodyPaid}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	t.Cleanup(payments.Answer(server.URL, server.Client()))
	_, err := b.Payments.SaveGateway(apptest.As(t, b.App, act.Owner), payments.GatewayKeys{
		KeyID: "rzp_test_SampleKey0001", Secret: keySecret, Hook: hookSecret, Active: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, f
}

// owes is an issued invoice of 6,219.00.
func (b *books) owes() billing.Invoice {
	b.t.Helper()
	draft, err := b.Billing.Draft(b.money, billing.NewInvoice{
		Customer: b.job.Customer, Lines: []billing.LineInput{{Name: "Repair", HSN: "998715", Kind: "service", UOM: "NOS", Qty: "1", Rate: "5270.34", GST: "18"}},
		Accept: billing.MayAccept,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	doc, err := b.Billing.Issue(b.money, draft.ID, draft.Rev)
	if err != nil || doc.Total != 621900 {
		b.t.Fatalf("%s, %v", doc.Total, err)
	}
	return doc
}

func (b *books) ask(kind, invoice string) payments.Ask {
	b.t.Helper()
	a, err := b.Payments.Ask(b.desk, payments.NewAsk{Kind: kind, Invoice: invoice})
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

func (b *books) hears(s hookSample) error {
	return b.Payments.Webhook(b.t.Context(), []byte(s.Body), s.Headers["X-Razorpay-Signature"], s.Headers["X-Razorpay-Event-Id"])
}

func TestVectorsWebhook(t *testing.T) {
	v, _ := loadSamples(t)
	b, _ := gated(t)
	for _, s := range v.Samples {
		before := b.count("payments")
		err := b.hears(s)
		switch s.Expect {
		case "reject_signature":
			want(t, err, "gateway_signature")
		case "reject_body":
			want(t, err, "gateway_event")
		default:
			if err != nil {
				t.Errorf("%s: %v", s.Name, err)
			}
		}
		if after := b.count("payments"); after != before { // nothing says whose any of it is
			t.Errorf("%s: %d payments, then %d", s.Name, before, after)
		}
	}
	vectors.Count(t, samplesOf, len(v.Samples))
	waiting, err := b.Payments.GatewayEvents(b.money, payments.EventUnmatched, "")
	if err != nil || len(waiting.Rows) != 9 {
		t.Errorf("%d wait for a person, %v", len(waiting.Rows), err)
	}
}

func TestWebhook_countsMoneyOnceInAnyOrder(t *testing.T) {
	_, named := loadSamples(t)
	credited, captured := named["duplicate_delivery"], named["same_payment_new_event_id"]
	failed := named["payment_failed"]
	for name, order := range map[string][]hookSample{
		"credited first":    {credited, captured, credited, captured},
		"captured first":    {captured, credited, captured},
		"failed in between": {failed, captured, failed, credited, failed},
	} {
		t.Run(name, func(t *testing.T) {
			b, _ := gated(t)
			doc := b.owes()
			a := b.ask(payments.AskQR, doc.ID)
			for _, s := range order {
				if err := b.hears(s); err != nil {
					t.Fatalf("%s: %v", s.Name, err)
				}
			}
			found, err := b.Payments.OfInvoice(b.money, doc.ID)
			if err != nil || len(found) != 1 {
				t.Fatalf("%+v, %v", found, err)
			}
			p := found[0]
			if p.State != payments.Verified || p.Mode != payments.Gateway || p.VerifiedHow != payments.ByGateway || p.Amount != 621900 ||
				p.RRN != "629091234567" || p.GatewayID != "pay_SamplePay0007" || p.TR != a.TR {
				t.Errorf("%+v", p)
			}
			if doc = b.doc(doc.ID); doc.Balance != 0 {
				t.Errorf("%s is still owed", doc.Balance)
			}
			if a, err = b.Payments.AskByID(b.desk, a.ID); err != nil || a.State != payments.AskPaid {
				t.Errorf("the request is %s, %v", a.State, err)
			}
			waiting, err := b.Payments.GatewayEvents(b.money, payments.EventUnmatched, "")
			if err != nil || len(waiting.Rows) != 0 {
				t.Errorf("%+v wait, %v", waiting.Rows, err)
			}
		})
	}
}

func TestWebhook_aFailedPaymentThatIsCapturedLaterIsMoney(t *testing.T) {
	_, named := loadSamples(t)
	for _, order := range [][]string{{"payment_failed", "failed_then_captured"}, {"failed_then_captured", "payment_failed"}} {
		b, _ := gated(t)
		for _, name := range order {
			if err := b.hears(named[name]); err != nil {
				t.Fatal(err)
			}
		}
		waiting, err := b.Payments.GatewayEvents(b.money, payments.EventUnmatched, "")
		if err != nil || len(waiting.Rows) != 1 {
			t.Fatalf("%+v, %v", waiting.Rows, err)
		}
		p, err := b.Payments.Adopt(b.money, waiting.Rows[0].ID, b.job.Customer, "")
		if err != nil || p.State != payments.Verified || p.Amount != 118000 {
			t.Errorf("%+v, %v", p, err)
		}
		_, err = b.Payments.Adopt(b.money, waiting.Rows[0].ID, b.job.Customer, "")
		want(t, err, "event_state")
	}
}

func TestWebhook_verifiesTheTechniciansClaimInsteadOfDoublingIt(t *testing.T) {
	_, named := loadSamples(t)
	b, _ := gated(t)
	claim := b.record(b.upi(118000, "629091234567"))
	for range 2 {
		if err := b.hears(named["payment_captured"]); err != nil {
			t.Fatal(err)
		}
	}
	if n := b.count("payments"); n != 1 {
		t.Errorf("%d payments", n)
	}
	if p := b.payment(claim.ID); p.State != payments.Verified || p.VerifiedHow != payments.ByGateway || p.GatewayID != "pay_SamplePay0001" {
		t.Errorf("%+v", p)
	}
}

func TestWebhook_keepsTheReferenceOfAnotherAmountForAPerson(t *testing.T) {
	_, named := loadSamples(t)
	b, _ := gated(t)
	claim := b.record(b.upi(100000, "629091234567"))
	if err := b.hears(named["payment_captured"]); err != nil {
		t.Fatal(err)
	}
	waiting, _ := b.Payments.GatewayEvents(b.money, payments.EventUnmatched, "")
	if len(waiting.Rows) != 1 || waiting.Rows[0].Reason != "gateway_claimed" || b.payment(claim.ID).State != payments.Claimed {
		t.Errorf("%+v", waiting.Rows)
	}
	if err := b.Payments.SetAside(b.money, waiting.Rows[0].ID, "Shop counter"); err != nil {
		t.Error(err)
	}
}

func TestWebhook_ofTwoAtOnceBooksOnce(t *testing.T) {
	_, named := loadSamples(t)
	b, _ := gated(t)
	doc := b.owes()
	b.ask(payments.AskQR, doc.ID)
	var wait sync.WaitGroup
	for i := range 6 {
		s := named["duplicate_delivery"]
		if i%2 == 1 {
			s = named["same_payment_new_event_id"]
		}
		wait.Go(func() {
			if err := b.hears(s); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n := b.count("payments"); n != 1 {
		t.Errorf("%d payments", n)
	}
}

func TestAsk_isTheOpenOneWhenItIsAskedAgain(t *testing.T) {
	b, f := gated(t)
	doc := b.owes()
	first, again := b.ask(payments.AskLink, doc.ID), b.ask(payments.AskLink, doc.ID)
	if first.ID != again.ID || len(f.calls) != 1 || first.URL != "https://rzp.io/i/SAMPLE2" {
		t.Errorf("%+v\n%+v\n%v", first, again, f.calls)
	}
	if !strings.Contains(f.calls[0], first.TR) || !strings.Contains(f.calls[0], doc.No) || f.auth[0] != keySecret {
		t.Errorf("asked %s with %s", f.calls[0], f.auth[0])
	}
	_, err := b.Payments.Ask(b.desk, payments.NewAsk{Kind: payments.AskQR, Invoice: doc.ID, Amount: doc.Balance + 1})
	want(t, err, "gateway_over")
}

func TestGateway_secretsAreNowhereInPlainText(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	defer slog.SetDefault(before)
	b, f := gated(t)
	owner := apptest.As(t, b.App, act.Owner)
	if err := b.Payments.TestGateway(owner); err != nil {
		t.Fatal(err)
	}
	f.status = http.StatusUnauthorized
	err := b.Payments.TestGateway(owner)
	want(t, err, "gateway_keys")
	info, _ := b.Payments.GatewayInfo(owner)
	shown, _ := json.Marshal(info)
	if _, err := b.Core.NonconcurrentDB().NewQuery("PRAGMA wal_checkpoint(TRUNCATE)").Execute(); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"log": log.String(), "info": string(shown), "fault": err.Error()}
	keys := 0
	err = filepath.WalkDir(b.Core.DataDir(), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		texts[path] = string(raw)
		if filepath.Base(path) == "gateway.key" {
			keys++
			if i, err := d.Info(); err != nil || i.Mode().Perm() != 0o600 {
				t.Errorf("the key file is %s, %v", i.Mode(), err)
			}
		}
		return err
	})
	if err != nil || keys != 1 {
		t.Fatalf("%d key files, %v", keys, err)
	}
	for where, text := range texts {
		if strings.Contains(text, keySecret) || strings.Contains(text, hookSecret) {
			t.Errorf("a secret stands in %s", where)
		}
	}
}

func TestSaveGateway_keepsSecretsThatWereLeftEmptyButNotForOtherKeys(t *testing.T) {
	b, f := gated(t)
	owner := apptest.As(t, b.App, act.Owner)
	g, err := b.Payments.SaveGateway(owner, payments.GatewayKeys{KeyID: "rzp_test_SampleKey0001", Active: true})
	if err != nil || !g.Secret || !g.Hook || !g.Test {
		t.Fatalf("%+v, %v", g, err)
	}
	if err := b.Payments.TestGateway(owner); err != nil || f.auth[0] != keySecret {
		t.Errorf("%v, %v", f.auth, err)
	}
	_, err = b.Payments.SaveGateway(owner, payments.GatewayKeys{KeyID: "rzp_live_OtherKey00001"})
	want(t, err, "required")
	_, err = b.Payments.SaveGateway(owner, payments.GatewayKeys{KeyID: "my key", Secret: "x"})
	want(t, err, "gateway_key_id")
	if err := os.Remove(filepath.Join(b.Reach.Dir(), "gateway.key")); err != nil {
		t.Fatal(err)
	}
	if g, err = b.Payments.GatewayInfo(owner); err != nil || !g.Stale {
		t.Errorf("%+v, %v", g, err)
	}
	want(t, b.Payments.TestGateway(owner), "gateway_stale")
}

func TestGateway_isForThoseWhoMay(t *testing.T) {
	b, _ := gated(t)
	for _, role := range act.Roles {
		ctx := apptest.As(t, b.App, role)
		_, save := b.Payments.SaveGateway(ctx, payments.GatewayKeys{})
		_, ask := b.Payments.Ask(ctx, payments.NewAsk{})
		_, adopt := b.Payments.Adopt(ctx, "x", "y", "")
		_, events := b.Payments.GatewayEvents(ctx, "", "")
		for verb, c := range map[string]struct {
			err     error
			allowed bool
		}{
			"save": {save, role == act.Owner}, "test": {b.Payments.TestGateway(ctx), role == act.Owner},
			"ask":   {ask, role == act.Owner || role == act.Accountant || role == act.Dispatcher},
			"adopt": {adopt, role == act.Owner || role == act.Accountant}, "events": {events, role == act.Owner || role == act.Accountant},
		} {
			if forbidden := c.err != nil && fault.KindOf(c.err) == fault.Forbidden; forbidden == c.allowed {
				t.Errorf("%s, %s: %v", role, verb, c.err)
			}
		}
	}
}
