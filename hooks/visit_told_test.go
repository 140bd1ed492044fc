package hooks_test

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/notify"
	"doorstep/app/people"
)

// subscribed puts the technician's phone on the list, in the session of ctx.
func subscribed(t *testing.T, a *app.App, ctx context.Context) {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	in := notify.Subscription{Endpoint: "https://fcm.googleapis.com/fcm/send/ravi"}
	in.Keys.P256DH = base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes())
	in.Keys.Auth = base64.RawURLEncoding.EncodeToString(make([]byte, 16))
	if err := a.Notify.Subscribe(ctx, in); err != nil {
		t.Fatal(err)
	}
}

// dispatched assigns a new job to Ravi and tells him.
func dispatched(t *testing.T, a *app.App) jobs.Visit {
	t.Helper()
	j := apptest.Job(t, a, nil)
	v, err := a.Dispatch.AssignBest(apptest.As(t, a, act.Dispatcher), j.ID, j.Rev, "", true)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func messages(t *testing.T, a *app.App) []*core.Record {
	t.Helper()
	all, err := a.Core.FindAllRecords("messages")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestVisitTold_writesOneMessageInTheTechniciansLanguage(t *testing.T) {
	a := apptest.NewApp(t)
	ctx := apptest.AsTechnician(t, a, "Ravi Pawar")
	subscribed(t, a, ctx)
	if err := a.People.SetLang(ctx, "hi"); err != nil {
		t.Fatal(err)
	}
	v := dispatched(t, a)
	all := messages(t, a)
	if len(all) != 1 {
		t.Fatalf("%d messages", len(all))
	}
	var note notify.Note
	if err := json.Unmarshal([]byte(all[0].GetString("body")), &note); err != nil {
		t.Fatal(err)
	}
	if note.Title != "नया काम" || note.URL != "/t/visits/"+v.ID || note.Tag != v.ID {
		t.Errorf("%+v", note)
	}
	if want := "AC repair, "; len(note.Body) < len(want)+10 || note.Body[:len(want)] != want {
		t.Errorf("body %q", note.Body)
	}
	if all[0].GetString("user") != act.From(ctx).User || all[0].GetString("state") != notify.Waiting {
		t.Errorf("for %s, %s", all[0].GetString("user"), all[0].GetString("state"))
	}
}

func TestVisitTold_writesNothingWithoutAPhoneOrWhenTheChangeIsUndone(t *testing.T) {
	a := apptest.NewApp(t)
	dispatched(t, a)
	if n := len(messages(t, a)); n != 0 {
		t.Fatalf("%d messages, but no phone asked for any", n)
	}
	subscribed(t, a, apptest.AsTechnician(t, a, "Ravi Pawar"))
	a.Jobs.Events.Moved.BindFunc(func(*jobs.Moved) error { return context.Canceled })
	j := apptest.Job(t, a, nil)
	if _, err := a.Dispatch.AssignBest(apptest.As(t, a, act.Dispatcher), j.ID, j.Rev, "", true); err == nil {
		t.Fatal("the subscriber's error was lost")
	}
	if n := len(messages(t, a)); n != 0 {
		t.Errorf("%d messages of a visit that was undone", n)
	}
}

func TestSessionEnded_switchesTheMessagesOfItsPhoneOff(t *testing.T) {
	a := apptest.NewApp(t)
	token, _, err := a.People.SignIn(t.Context(), people.SignInInput{Login: apptest.Mobiles["Ravi Pawar"], Password: apptest.Password, Device: "test", IP: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	by, err := a.People.Who(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	ctx := act.In(t.Context(), by)
	subscribed(t, a, ctx)
	if err := a.People.SignOut(ctx); err != nil {
		t.Fatal(err)
	}
	if left, err := a.Core.FindAllRecords("pushes"); err != nil || len(left) != 0 {
		t.Errorf("%d phones still get messages (%v)", len(left), err)
	}
}
