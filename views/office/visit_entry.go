package office

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"doorstep/app/catalog"
	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/page"
	"doorstep/views/ui"
	"doorstep/views/web"
)

// photoBody leaves room for the rest of a form beside its largest picture.
const photoBody = jobs.CaptureMost + 1<<20

// pictures are what a field for photos takes.
var pictures = templ.Attributes{"accept": "image/jpeg,image/png,image/webp"}

// back leads to the visit again, or shows its page with what is wrong at the place.
func (o *office) back(req *web.Request, place, said string, f *ui.Form, err error) error {
	switch {
	case err == nil:
		return req.Go("/office/visits/"+req.ID(), said)
	case !web.Refill(err):
		return err
	}
	f.Fail(err)
	return o.visitWith(req, web.StatusOf(err), req.ID(), map[string]*ui.Form{place: f})
}

// putOffVisit brings the visit back into the plan.
func (o *office) putOffVisit(req *web.Request) error {
	f := req.Form()
	in := jobs.PutOff{Visit: req.ID(), Rev: f.Int("rev"), Reason: f.Get("reason"), Wish: f.Time("wish")}
	err := f.Err()
	if err == nil {
		_, err = o.app.Jobs.PutOffVisit(req.Ctx(), in)
	}
	return o.back(req, "put-off", "The visit waits for a new hour.", f, err)
}

// answerCheck enters the answer to a check of the checklist.
func (o *office) answerCheck(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Jobs.Check(req.Ctx(), jobs.Answered{
		Visit: req.ID(), Check: f.Get("check"), Asset: f.Get("asset"), Value: f.Get("value"), Result: f.Get("result"), Confirmed: f.Bool("confirm"),
	})
	return o.back(req, "check-"+f.Get("check"), "Entered.", f, err)
}

// useItem enters a part or service that was used.
func (o *office) useItem(req *web.Request) error {
	f := req.Form()
	in := jobs.Use{Visit: req.ID(), Qty: f.Get("qty"), Serial: f.Get("serial")}
	var err error
	if in.Item, err = o.itemByCode(req.Ctx(), itemCode(f.Get("item"))); err == nil {
		_, err = o.app.Jobs.UseItem(req.Ctx(), in)
	}
	return o.back(req, "use", "Added.", f, err)
}

// dropLine takes a used part or service back.
func (o *office) dropLine(req *web.Request) error {
	f := req.Form()
	return o.back(req, "drop", "Taken back.", f, o.app.Jobs.DropLine(req.Ctx(), req.ID(), f.Get("line")))
}

// swapSerial enters a machine's new serial number.
func (o *office) swapSerial(req *web.Request) error {
	f := req.Form()
	_, err := o.app.Jobs.SwapSerial(req.Ctx(), jobs.NewSerial{Visit: req.ID(), Asset: f.Get("asset"), Serial: f.Get("serial"), Reason: f.Get("reason")})
	return o.back(req, "serial", "The new serial number stands on the machine.", f, err)
}

// signOff enters what the customer said at the end.
func (o *office) signOff(req *web.Request) error {
	f := req.Form()
	in := jobs.Signed{Visit: req.ID(), How: f.Get("how"), Name: f.Get("name"), Code: f.Get("code"), Reason: f.Get("reason")}
	var err error
	if in.Signature, _, err = upload(req.Request, "signature"); err == nil {
		_, err = o.app.Jobs.SignOff(req.Ctx(), in)
	}
	return o.back(req, "sign-off", "Kept.", f, err)
}

// bookFollowUp books more work at the same site.
func (o *office) bookFollowUp(req *web.Request) error {
	f := req.Form()
	j, err := o.app.Jobs.FollowUp(req.Ctx(), jobs.Extra{Visit: req.ID(), Issue: f.Get("issue"), Check: f.Get("check")})
	return o.back(req, "follow-up", j.No+" is booked.", f, err)
}

// addPhoto keeps a picture that the office was sent on another way.
func (o *office) addPhoto(req *web.Request) error {
	f := req.Form()
	body, _, err := upload(req.Request, "file")
	if err == nil {
		err = o.keepPhoto(req, "", f.Get("slot"), body)
	}
	if err != nil {
		f.Key = ui.NewForm(f.Lang).Key // a picture that is refused when it is looked at keeps its row, and with it this key
	}
	return o.back(req, "photo", "The photo is kept.", f, err)
}

// spendMoney claims an expense for the technician, with the photo of its bill if there is one.
func (o *office) spendMoney(req *web.Request) error {
	f := req.Form()
	in := jobs.Spent{Visit: req.ID(), Kind: f.Get("kind"), Amount: f.Get("amount"), Note: f.Get("note")}
	bill, _, err := upload(req.Request, "file")
	if err == nil && len(bill) > 0 {
		in.Bill = f.Key
	}
	if err == nil {
		_, err = o.app.Jobs.Spend(req.Ctx(), in)
	}
	if err == nil && in.Bill != "" {
		if err = o.keepPhoto(req, in.Bill, jobs.SlotBill, bill); err != nil {
			f = ui.NewForm(f.Lang) // the claim stands; only its picture is wanted again
			return o.back(req, "photo", "", f.Set("slot", jobs.SlotBill), err)
		}
	}
	return o.back(req, "expense", "The expense is claimed.", f, err)
}

// keepPhoto announces a picture, under a key of its own if key is empty, and stores it.
func (o *office) keepPhoto(req *web.Request, key, slot string, body []byte) error {
	sum := sha256.Sum256(body)
	kind, _, _ := strings.Cut(http.DetectContentType(body), ";")
	c, err := o.app.Jobs.Announce(req.Ctx(), jobs.NewCapture{
		Visit: req.ID(), Key: key, Kind: jobs.Photo, Slot: slot, Origin: "office", SHA256: hex.EncodeToString(sum[:]), Mime: kind, Size: len(body),
	})
	if err == nil {
		_, err = o.app.Jobs.Store(req.Ctx(), c.Key, body)
	}
	return filed(err)
}

// offerItems lists what the price list has for what is typed.
func (o *office) offerItems(req *web.Request) error {
	found, err := o.app.Catalog.Items(req.Ctx(), clock.Today(), catalog.ItemFilter{Query: itemCode(req.Query("item")), ActiveOnly: true}, page.Cursor{})
	var labels []string
	for _, i := range found.Rows[:min(len(found.Rows), itemsOffered)] {
		labels = append(labels, itemLabel(i))
	}
	if err != nil {
		return err
	}
	return req.Fragment(itemChoices(labels))
}

// itemsOffered is how many items are offered for what is typed.
const itemsOffered = 12

// slotOptions are what a photo may show.
func slotOptions(checks []jobs.Check) []ui.Option {
	all := ui.Options(jobs.SlotBefore, "Before the work", jobs.SlotAfter, "After the work", jobs.SlotOther, "Other")
	for _, c := range checks {
		if c.Kind == "photo" {
			all = append(all, ui.Option{Value: "check:" + c.ID, Label: c.Text})
		}
	}
	return append(all, ui.Option{Value: jobs.SlotBill, Label: "Bill of an expense"})
}
