package settings_test

import (
	"errors"
	"strings"
	"testing"

	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

func TestSetProxy_isTrustedAtOnceAndStandsInTheLog(t *testing.T) {
	a := apptest.NewApp(t)
	owner := apptest.As(t, a, act.Owner)
	if err := a.Settings.SetProxy(owner, "CF-Connecting-IP"); err != nil {
		t.Fatal(err)
	}
	if got := a.Core.Settings().TrustedProxy; len(got.Headers) != 1 || got.Headers[0] != "CF-Connecting-IP" || got.UseLeftmostIP {
		t.Errorf("PocketBase trusts %+v", got)
	}
	if err := a.Core.ReloadSettings(); err != nil || a.Settings.Proxy() != "CF-Connecting-IP" {
		t.Errorf("after a restart it is %q (%v)", a.Settings.Proxy(), err)
	}
	log, err := a.Audit.Recent(t.Context(), 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if e := log[0]; e.Verb != "settings.proxy" || e.Who != act.From(owner).Name || !strings.Contains(e.Lines[0].To, "CF-Connecting-IP") {
		t.Errorf("the log says %+v", e)
	}
	if err := a.Settings.SetProxy(owner, ""); err != nil || a.Settings.Proxy() != "" {
		t.Errorf("it is still %q (%v)", a.Settings.Proxy(), err)
	}
	before, _ := a.Audit.Recent(t.Context(), 0, 1)
	if err := a.Settings.SetProxy(owner, ""); err != nil {
		t.Fatal(err)
	}
	if after, _ := a.Audit.Recent(t.Context(), 0, 1); after[0].Seq != before[0].Seq {
		t.Error("what changed nothing was logged")
	}
}

func TestSetProxy_isTheOwnersAndTakesKnownHeadersOnly(t *testing.T) {
	a := apptest.NewApp(t)
	if err := a.Settings.SetProxy(apptest.As(t, a, act.Dispatcher), "X-Real-IP"); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the dispatcher: %v", err)
	}
	if err := a.Settings.SetProxy(apptest.As(t, a, act.Owner), "X-Anything"); !errors.Is(err, fault.Field("header", "invalid")) {
		t.Errorf("an unknown header: %v", err)
	}
	if a.Settings.Proxy() != "" {
		t.Errorf("%q is trusted", a.Settings.Proxy())
	}
}

func TestPlatformSettings_changedInTheConsoleStandInTheLogWithoutTheirSecrets(t *testing.T) {
	a := apptest.NewApp(t)
	stored, err := a.Core.Settings().Clone()
	if err != nil {
		t.Fatal(err)
	}
	stored.SMTP.Password, stored.SMTP.Host = "hush-hush", "mail.example.in"
	if err := a.Core.Save(stored); err != nil {
		t.Fatal(err)
	}
	var row struct {
		Source string `db:"source"`
		After  string `db:"after"`
	}
	if err := a.Core.DB().NewQuery("SELECT source, after FROM audit_log WHERE entity = 'platform' ORDER BY seq DESC LIMIT 1").One(&row); err != nil {
		t.Fatal(err)
	}
	if row.Source != string(act.Console) || !strings.Contains(row.After, `"smtp password":"•"`) || strings.Contains(row.After, "hush") {
		t.Errorf("the log says %+v", row)
	}
}
