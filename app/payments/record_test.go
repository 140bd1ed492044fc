package payments_test

import (
	"strings"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/i18n"
	"doorstep/app/kernel/money"
	"doorstep/app/payments"
)

func TestRecord_isAClaimWithItsReceiptNumberAtOnce(t *testing.T) {
	b := open(t)
	p := b.record(b.upi(531*money.Rupee, rrn))
	if p.State != payments.Claimed || p.No != "FSAR/26-27/00001" || p.Technician != act.From(b.tech).Technician || p.Job != b.job.ID || p.Customer != b.job.Customer {
		t.Errorf("%+v", p)
	}
	if b.paid() != "part" { // nothing is billed yet
		t.Errorf("the job is %s", b.paid())
	}
	again := b.record(b.upi(531*money.Rupee, rrn))
	if again.ID != p.ID {
		t.Error("the same key made a second payment")
	}
	other := b.upi(400*money.Rupee, rrn)
	_, err := b.Payments.Record(b.tech, other)
	want(t, err, "key_reused")
	second := b.record(b.cash(100*money.Rupee, "cash-0001"))
	if second.No != "FSAR/26-27/00002" {
		t.Errorf("the next number is %s", second.No)
	}
}

func TestRecord_refusesAReferenceThatWasUsedAndNamesTheFirst(t *testing.T) {
	b := open(t)
	b.record(b.upi(531*money.Rupee, rrn))
	defer clock.Freeze(apptest.Now.Add(24 * time.Hour))()
	in := b.upi(300*money.Rupee, "6320 1234 5678")
	in.Key = "another-1"
	_, err := b.Payments.Record(b.tech, in)
	want(t, err, "rrn_used")
	f := fault.All(err)[0]
	said := i18n.Message("en", f)
	for _, part := range []string{b.job.No, act.From(b.tech).Name, "16 Nov 2026"} {
		if !strings.Contains(said, part) {
			t.Errorf("%q does not say %s", said, part)
		}
	}
	if f.Field != "rrn" {
		t.Errorf("it stands beside %q", f.Field)
	}
}

func TestRecord_refusesTheSamePhotoOfAScreen(t *testing.T) {
	b := open(t)
	hash := strings.Repeat("ab", 32)
	for _, key := range []string{"photo-0001", "photo-0002"} {
		if _, err := b.Jobs.Announce(b.tech, jobs.NewCapture{
			Visit: b.visit.ID, Key: key, Kind: jobs.Photo, Slot: jobs.SlotOther, Origin: "camera", SHA256: hash, Mime: "image/jpeg", Size: 1000,
		}); err != nil {
			t.Fatal(err)
		}
	}
	in := b.upi(531*money.Rupee, rrn)
	in.Capture = "photo-0001"
	b.record(in)
	in = b.upi(531*money.Rupee, "632012345679")
	in.Capture = "photo-0002"
	_, err := b.Payments.Record(b.tech, in)
	want(t, err, "photo_used")
	in.Capture = "photo-0009" // one that was never announced holds nothing up
	b.record(in)
}

func TestRecord_isTheTechniciansAtHisOwnVisitOnly(t *testing.T) {
	b := open(t)
	_, err := b.Payments.Record(b.other, b.upi(531*money.Rupee, rrn))
	want(t, err, "not_found")
	in := b.upi(531*money.Rupee, rrn)
	in.Visit, in.Job = "", b.job.ID
	_, err = b.Payments.Record(b.tech, in)
	want(t, err, "not_found")
	_, err = b.Payments.Record(apptest.As(t, b.App, act.Storekeeper), in)
	want(t, err, "not_allowed")
	in.Mode = payments.Gateway
	_, err = b.Payments.Record(b.money, in)
	want(t, err, "required")
	if _, err = b.Payments.OfJob(b.other, b.job.ID); err == nil {
		t.Error("another technician sees the job's payments")
	}
	if all, err := b.Payments.OfJob(b.tech, b.job.ID); err != nil || len(all) != 0 {
		t.Errorf("%d payments, %v", len(all), err)
	}
}

func TestRecord_refusesWhatIsStillToComeOrBelongsElsewhere(t *testing.T) {
	b := open(t)
	in := b.upi(531*money.Rupee, rrn)
	in.Mark.At = clock.Now().Add(time.Hour)
	_, err := b.Payments.Record(b.tech, in)
	want(t, err, "time_future")
	in = payments.Claim{Mode: payments.Transfer, Amount: 100 * money.Rupee, Ref: "N123456789", Date: clock.Today().AddDays(1), Customer: b.job.Customer}
	_, err = b.Payments.Record(b.money, in)
	want(t, err, "date_future")
	in.Date, in.Customer = "", ""
	_, err = b.Payments.Record(b.money, in)
	want(t, err, "required")
	in.Customer, in.Job = "nobody", b.job.ID
	_, err = b.Payments.Record(b.money, in)
	want(t, err, "payment_other")
}

func TestVerify_isTheAccountantsAndTheOwnersOnly(t *testing.T) {
	b := open(t)
	p := b.record(b.upi(531*money.Rupee, rrn))
	for _, role := range act.Roles {
		ctx := apptest.As(t, b.App, role)
		may := role == act.Owner || role == act.Accountant
		for name, do := range map[string]func() error{
			"verify":   func() error { _, err := b.Payments.Verify(ctx, p.ID, 999); return err },
			"reject":   func() error { _, err := b.Payments.Reject(ctx, p.ID, 999, "no"); return err },
			"reverse":  func() error { _, err := b.Payments.Reverse(ctx, p.ID, 999, "no"); return err },
			"allocate": func() error { _, err := b.Payments.Allocate(ctx, p.ID, 999, "", 1); return err },
			"release":  func() error { _, err := b.Payments.Release(ctx, p.ID, 999, "", 1, "no"); return err },
			"refund": func() error {
				_, err := b.Payments.Refund(ctx, payments.NewRefund{Payment: p.ID, Rev: 999, Mode: payments.Cash, Amount: 1, Reason: "no"})
				return err
			},
		} {
			err := do()
			if forbidden := fault.KindOf(err) == fault.Forbidden; err == nil || forbidden == may {
				t.Errorf("%s by %s: %v", name, role, err)
			}
		}
	}
	if got := b.payment(p.ID); got.State != payments.Claimed {
		t.Errorf("it is %s", got.State)
	}
}
