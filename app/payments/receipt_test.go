package payments_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
)

func TestReceipt_saysThatAClaimIsStillToBeVerified(t *testing.T) {
	b := open(t)
	b.invoice(b.job.ID)
	p := b.record(b.upi(500*money.Rupee, rrn))
	for _, c := range []struct {
		lang string
		want []string
	}{
		{"en", []string{"₹500.00", "UPI", p.No, rrn, b.job.No, "To be verified", "Meera Deshpande", "Balance ₹"}},
		{"hi", []string{"₹500.00", rrn, "जाँच बाकी"}},
	} {
		text, err := b.Payments.ReceiptText(b.tech, p.ID, c.lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range c.want {
			if !strings.Contains(text, part) {
				t.Errorf("%q does not say %q", text, part)
			}
		}
	}
	b.verify(p.ID)
	if text, _ := b.Payments.ReceiptText(b.money, p.ID, "en"); strings.Contains(text, "verified with") {
		t.Errorf("a verified payment: %q", text)
	}
	if _, err := b.Payments.ReceiptText(b.other, p.ID, "en"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another technician reads it: %v", err)
	}
}

func TestReceipt_isAPaperThatCanBeReadBack(t *testing.T) {
	b := open(t)
	p := b.record(b.upi(500*money.Rupee, rrn))
	for _, thermal := range []bool{false, true} {
		body, err := b.Payments.Receipt(b.tech, p.ID, thermal)
		if err != nil || !bytes.HasPrefix(body, []byte("%PDF")) {
			t.Fatalf("%d bytes, %v", len(body), err)
		}
		if _, err := exec.LookPath("pdftotext"); err != nil {
			continue
		}
		file := filepath.Join(t.TempDir(), "r.pdf")
		if err := os.WriteFile(file, body, 0o600); err != nil {
			t.Fatal(err)
		}
		text, err := exec.Command("pdftotext", "-layout", file, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{p.No, rrn, "500.00", "Meera Deshpande", b.job.No, "CLAIMED, TO BE VERIFIED", "Five Hundred"} {
			if !strings.Contains(string(text), part) {
				t.Errorf("thermal %v: no %q in\n%s", thermal, part, text)
			}
		}
	}
}
