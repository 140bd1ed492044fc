package payments

import (
	"context"
	"crypto/rand"
	"regexp"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/billing"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/money"
	"doorstep/app/kernel/upi"
	"doorstep/app/txn"
)

// Most is the largest payment that can be recorded in a mode. UPI is held to what NPCI allows its largest merchants; cash to what
// section 269ST of the Income-tax Act lets one person take of another: less than two lakh.
var Most = map[Mode]money.Paise{
	UPI: 5_00_000 * money.Rupee, Cash: 1_99_999 * money.Rupee, Transfer: 10_00_00_000 * money.Rupee,
	Cheque: 10_00_00_000 * money.Rupee, Card: 10_00_000 * money.Rupee, Gateway: 10_00_00_000 * money.Rupee,
}

var keyForm = regexp.MustCompile(`^[A-Za-z0-9_-]{8,40}$`)

// Record says that money was given: it is claimed until it is verified, and settles nothing before. It gets its receipt number at
// once. A technician records at his own visits; his cash is then in his hands. The same key again answers as before.
// Errors: Forbidden; NotFound; Invalid mode required, amount (required, money_bad, payment_large {most}), rrn (required, rrn_form,
// rrn_used {no, job, who, date}), ref required, date_future, vpa vpa_form, capture photo_used {no, job, who, date}, customer required,
// payment_other, time_future, too_long; Conflict key_reused.
func (s *Service) Record(ctx context.Context, in Claim) (Payment, error) {
	if err := act.Require(ctx, Record); err != nil {
		return Payment{}, err
	}
	if !slices.Contains(Modes, in.Mode) {
		return Payment{}, fault.Field("mode", "required")
	}
	in.GatewayID, in.Line = "", ""
	by := act.From(ctx)
	if by.Role == act.Technician {
		if in.Visit == "" || by.Technician == "" {
			return Payment{}, missing()
		}
		in.Technician = by.Technician
	}
	ctx = act.Begin(ctx, "payments.record", "")
	var p Payment
	err := txn.Run(ctx, s.app, func(tx core.App) error {
		var err error
		p, err = s.take(ctx, tx, in)
		return err
	})
	return p, err
}

// take stores a claim without asking who may: for Record, the gateway and bank lines. Call it within tx. Errors as of Record.
func (s *Service) take(ctx context.Context, tx core.App, in Claim) (Payment, error) {
	s = s.In(tx)
	in, err := s.placed(ctx, in)
	if err != nil {
		return Payment{}, err
	}
	if in, err = in.checked(); err != nil {
		return Payment{}, err
	}
	before, err := oneOf(ctx, tx, dbx.HashExp{"key": in.Key})
	if err != nil {
		return Payment{}, err
	}
	if before != nil {
		p := readPayment(before)
		if !p.is(in) {
			return Payment{}, fault.New(fault.Conflict, "key_reused")
		}
		return p, nil
	}
	if err := s.fresh(ctx, in); err != nil {
		return Payment{}, err
	}
	return s.store(ctx, tx, in)
}

// store gives the claim its number, keeps it, and puts cash where it is.
func (s *Service) store(ctx context.Context, tx core.App, in Claim) (Payment, error) {
	r, err := txn.New(tx, "payments")
	if err != nil {
		return Payment{}, err
	}
	p := in.payment()
	if err := s.number(ctx, tx, r, &p); err != nil {
		return Payment{}, err
	}
	writeSeen(ctx, r, in.Mark)
	if p, err = save(ctx, tx, r, p, 0); err != nil {
		return Payment{}, err
	}
	if p.Mode == Cash {
		m := Move{Technician: p.Technician, Kind: MoveCollected, Amount: p.Amount, Payment: p.ID}
		if p.Technician == "" {
			m.Kind = MoveReceived
		}
		if err := move(ctx, tx, m); err != nil {
			return Payment{}, err
		}
	}
	if err := s.Events.Recorded.Trigger(&Changed{Ctx: ctx, Tx: tx, Payment: p}); err != nil {
		return Payment{}, err
	}
	return p, s.refreshOf(ctx, p)
}

// placed fills in what the claim's visit, job and invoice say, and refuses what does not belong together.
func (s *Service) placed(ctx context.Context, in Claim) (Claim, error) {
	if in.Visit != "" {
		_, job, mark, err := s.jobs.PaidAt(ctx, in.Visit, in.Mark)
		if err != nil {
			return in, err
		}
		if in.Job != "" && in.Job != job.ID {
			return in, fault.Field("visit", "payment_other")
		}
		in.Job, in.Mark = job.ID, mark
	}
	if in.Invoice != "" {
		doc, err := s.billing.Invoice(trusted(ctx), in.Invoice)
		if err != nil {
			return in, err
		}
		if !doc.Kind.Owed() || in.Customer != "" && in.Customer != doc.Customer || in.Job != "" && !belongs(doc, in.Job) {
			return in, fault.Field("invoice", "payment_other")
		}
		in.Customer = doc.Customer
	}
	if in.Job != "" {
		job, err := s.jobs.Get(ctx, in.Job)
		if err != nil {
			return in, err
		}
		if in.Customer != "" && in.Customer != job.Customer {
			return in, fault.Field("job", "payment_other")
		}
		in.Customer = job.Customer
	}
	if in.Customer == "" {
		return in, fault.Field("customer", "required")
	}
	c, err := s.customers.Get(ctx, in.Customer)
	if c.MergedInto != "" {
		in.Customer = c.MergedInto
	}
	return in, err
}

// belongs reports whether the document is of the job.
func belongs(doc billing.Invoice, job string) bool {
	return doc.Job == job || slices.Contains(doc.Jobs, job)
}

// checked is the claim with its texts in one form.
func (in Claim) checked() (Claim, error) {
	var check fault.Check
	most, known := Most[in.Mode]
	check.That(known, fault.Field("mode", "required"))
	check.Need(in.Amount != 0, "amount")
	check.That(in.Amount >= 0, fault.Field("amount", "money_bad"))
	check.That(!known || in.Amount <= most, fault.Field("amount", "payment_large", "most", most.Rupees()))
	in.Ref, in.Note, in.TR = strings.TrimSpace(in.Ref), strings.TrimSpace(in.Note), strings.TrimSpace(in.TR)
	check.Add(in.reference())
	if in.VPA = strings.TrimSpace(in.VPA); in.VPA != "" {
		vpa, err := upi.ParseVPA(in.VPA)
		check.Add(fault.At("vpa", err))
		in.VPA = vpa
	}
	if in.Date == "" {
		in.Date = clock.Today()
		if !in.Mark.At.IsZero() {
			in.Date = clock.DateOf(in.Mark.At)
		}
	}
	check.That(in.Date <= clock.Today(), fault.Field("date", "date_future"))
	check.That(len([]rune(in.Note)) <= 300, fault.Field("note", "too_long"))
	check.That(len([]rune(in.Ref)) <= 60, fault.Field("ref", "too_long"))
	check.That(len(in.TR) <= 35, fault.Field("tr", "too_long"))
	if in.Key == "" {
		in.Key = rand.Text()[:20]
	}
	check.That(keyForm.MatchString(in.Key), fault.Field("key", "invalid"))
	check.That(in.Capture == "" || keyForm.MatchString(in.Capture), fault.Field("capture", "invalid"))
	return in, check.Err()
}

// reference brings the reference that the mode wants into its form: 12 digits for UPI, anything for a cheque or transfer.
func (in *Claim) reference() error {
	in.RRN = strings.TrimSpace(in.RRN)
	if in.Mode != UPI {
		if in.Mode != Transfer && in.Mode != Gateway {
			in.RRN = ""
		}
		if (in.Mode == Cheque || in.Mode == Transfer && in.RRN == "") && in.Ref == "" {
			return fault.Field("ref", "required")
		}
	}
	if in.RRN == "" {
		if in.Mode == UPI {
			return fault.Field("rrn", "required")
		}
		return nil
	}
	rrn, err := upi.ParseRRN(in.RRN)
	in.RRN = rrn
	return fault.At("rrn", err)
}

func (in Claim) payment() Payment {
	return Payment{
		Kind: In, Mode: in.Mode, State: Claimed, Key: in.Key, Amount: in.Amount, RRN: in.RRN, TR: in.TR, VPA: in.VPA, Ref: in.Ref,
		Date: in.Date, Customer: in.Customer, Job: in.Job, Visit: in.Visit, Invoice: in.Invoice, Estimate: in.Estimate,
		Technician: in.Technician, BankLine: in.Line, GatewayID: in.GatewayID, Capture: in.Capture, Note: in.Note, Device: in.device(),
	}
}

func (in Claim) device() string {
	if in.Device != "" {
		return in.Device
	}
	return in.Mark.Device
}

// is reports whether the claim says again what was recorded under its key.
func (p Payment) is(in Claim) bool {
	return p.Kind == In && p.Mode == in.Mode && p.Amount == in.Amount && p.Job == in.Job && p.Visit == in.Visit && p.Ref == in.Ref &&
		(p.RRN == in.RRN || p.State == Rejected && p.WasRRN == in.RRN)
}

// trusted is ctx for what billing does because of a payment: whether it may be done was asked when the payment was recorded,
// verified or counted.
func trusted(ctx context.Context) context.Context {
	by := act.From(ctx)
	by.Role = act.Owner
	return act.In(ctx, by)
}
