package settings_test

import (
	"testing"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
	"doorstep/app/settings"
)

func branch(change func(*settings.BranchInput)) settings.BranchInput {
	in := settings.BranchInput{Name: "Baner", Prefix: "bn", Address: "3 Baner Road", Pin: "411045", Phone: "98220 12345", Active: true}
	if change != nil {
		change(&in)
	}
	return in
}

func TestSaveBranch_takesTheStateOfItsRegistrationOrItsPinCode(t *testing.T) {
	s := open(t)
	home, err := s.SaveBranch(owner, branch(nil))
	ok(t, err)
	if home.Prefix != "BN" || home.StateCode != "27" || home.District != "Pune" || home.Phone != "+919822012345" || !home.Active {
		t.Errorf("got %+v", home)
	}
	far, err := s.SaveBranch(owner, branch(func(in *settings.BranchInput) {
		in.Name, in.Prefix, in.Pin, in.GSTIN = "Bengaluru", "BL", "560001", "29AAPFU0939F1ZR"
	}))
	ok(t, err)
	if far.StateCode != "29" || far.GSTIN != "29AAPFU0939F1ZR" {
		t.Errorf("got %+v", far)
	}
	home, err = s.SaveBranch(owner, branch(func(in *settings.BranchInput) { in.ID, in.Rev, in.Active = home.ID, home.Rev, false }))
	ok(t, err)
	if all, err := s.Branches(t.Context()); err != nil || len(all) != 2 || all[0] != home || home.Active {
		t.Errorf("%+v %v", all, err)
	}
}

func TestSaveBranch_refusesWhatCannotBe(t *testing.T) {
	s := open(t)
	_, err := s.SaveBranch(owner, branch(nil))
	ok(t, err)
	c, err := s.Company(t.Context())
	ok(t, err)
	for _, want := range []struct {
		code, field string
		change      func(*settings.BranchInput)
	}{
		{"required", "name", func(in *settings.BranchInput) { in.Name = " " }},
		{"required", "pin", func(in *settings.BranchInput) { in.Pin = "" }},
		{"prefix_form", "prefix", func(in *settings.BranchInput) { in.Prefix = "0X" }},
		{"prefix_taken", "prefix", func(in *settings.BranchInput) { in.Name = "Other" }},
		{"prefix_taken", "prefix", func(in *settings.BranchInput) { in.Name, in.Prefix = "Other", "BNC" }},
		{"prefix_taken", "prefix", func(in *settings.BranchInput) { in.Name, in.Prefix = "Other", c.InvoicePrefix }},
		{"gstin_check", "gstin", func(in *settings.BranchInput) { in.GSTIN = "29AAPFU0939F1ZA" }},
		{"gstin_other_pan", "gstin", func(in *settings.BranchInput) {
			in.Name, in.Prefix, in.Pin, in.GSTIN = "O", "O", "560001", "29AAGCB7383J1Z4"
		}},
		{"gstin_branch", "gstin", func(in *settings.BranchInput) { in.Name, in.Prefix, in.Pin = "Bengaluru", "BL", "560001" }},
		{"pin_other_state", "pin", func(in *settings.BranchInput) { in.Name, in.Prefix, in.GSTIN = "Bengaluru", "BL", "29AAPFU0939F1ZR" }},
		{"phone_form", "phone", func(in *settings.BranchInput) { in.Phone = "12" }},
		{"not_found", "", func(in *settings.BranchInput) { in.ID, in.Name, in.Prefix = "nosuchbranch123", "X", "X" }},
	} {
		_, err := s.SaveBranch(owner, branch(want.change))
		wants(t, err, want.code, want.field)
	}
	_, err = s.SaveBranch(owner, branch(func(in *settings.BranchInput) {
		in.Name, in.Prefix, in.GSTIN, in.Confirmed = "Bengaluru", "BL", "29AAPFU0939F1ZR", true
	}))
	ok(t, err)
	for _, role := range []act.Role{act.Dispatcher, act.Accountant, act.Storekeeper, act.Technician} {
		if _, err := s.SaveBranch(as(role), branch(nil)); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s: %v", role, err)
		}
	}
}

func TestUpdateInvoicing_leavesABranchItsSeries(t *testing.T) {
	s := open(t)
	_, err := s.SaveBranch(owner, branch(nil))
	ok(t, err)
	for _, prefix := range []string{"bn", "B", "BNV"} {
		_, err := s.UpdateInvoicing(owner, settings.InvoicingInput{Prefix: prefix})
		if prefix == "B" {
			ok(t, err)
			continue
		}
		wants(t, err, "prefix_taken", "invoice_prefix")
	}
}
