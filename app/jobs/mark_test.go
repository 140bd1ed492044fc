package jobs_test

import (
	"context"
	"testing"
	"time"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/fence"
	"doorstep/app/kernel/geo"
)

// phone is a mark of Ravi's phone, so long after the frozen moment; its clock is ten minutes slow.
func phone(after time.Duration) jobs.Mark {
	at := apptest.Now.Add(after)
	return jobs.Mark{At: at, DeviceAt: at.Add(-10 * time.Minute), SkewMS: 600_000, Device: "phone-of-ravi-0001", Offline: true}
}

// later freezes the clock so long after the moment of the tests.
func later(t testing.TB, after time.Duration) {
	t.Helper()
	t.Cleanup(clock.Freeze(apptest.Now.Add(after)))
}

// take makes a step as a phone reports it.
func take(t testing.TB, a *app.App, ctx context.Context, visit string, to jobs.VisitStatus, m jobs.Mark) jobs.Visit {
	t.Helper()
	if to == jobs.Done {
		apptest.Pays(t, a, visit)
	}
	v, err := a.Jobs.Advance(ctx, jobs.Progress{Visit: visit, To: to, Reason: "compressor missing", Mark: m})
	if err != nil {
		t.Fatalf("to %s: %v", to, err)
	}
	return v
}

func TestAdvance_takesTheTimesOfThePhoneHoweverLateItSends(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	j := apptest.Job(t, a, nil)
	v := plan(t, a, j.ID, 11, true)
	later(t, 8*time.Hour)
	if _, err := a.Jobs.Answer(ravi, jobs.Response{Visit: v.ID, Accept: true, Mark: phone(5 * time.Minute)}); err != nil {
		t.Fatal(err)
	}
	for i, to := range []jobs.VisitStatus{jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Done} {
		v = take(t, a, ravi, v.ID, to, phone(time.Duration(i+1)*time.Hour))
	}
	if !v.ActualStart.Equal(apptest.Now.Add(2*time.Hour)) || !v.ActualEnd.Equal(apptest.Now.Add(4*time.Hour)) {
		t.Errorf("he worked from %v to %v", v.ActualStart, v.ActualEnd)
	}
	after := get(t, a, j.ID)
	if !after.ArrivedAt.Equal(v.ActualStart) || !after.CompletedAt.Equal(v.ActualEnd) {
		t.Errorf("the job was reached at %v and completed at %v", after.ArrivedAt, after.CompletedAt)
	}
	stamps, err := a.Jobs.Stamps(t.Context(), j.ID)
	if err != nil || len(stamps) != 6 {
		t.Fatalf("%d stamps, %v", len(stamps), err)
	}
	arrived := stamps[3]
	if arrived.To != jobs.Arrived || !arrived.AtDevice.Equal(apptest.Now.Add(110*time.Minute)) || !arrived.AtServer.Equal(apptest.Now.Add(8*time.Hour)) ||
		arrived.SkewMS != 600_000 || arrived.Device != "phone-of-ravi-0001" || arrived.Source != string(act.Phone) {
		t.Errorf("the arrival is stamped %+v", arrived)
	}
	if desk := stamps[0]; !desk.AtDevice.Equal(desk.AtServer) || desk.SkewMS != 0 || desk.Device != "" {
		t.Errorf("what was done at a desk is stamped %+v", desk)
	}
}

func TestAdvance_endsNoVisitBeforeItBegan(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	_, v := sent(t, a)
	later(t, 4*time.Hour)
	take(t, a, ravi, v.ID, jobs.Accepted, phone(0))
	take(t, a, ravi, v.ID, jobs.Arrived, phone(2*time.Hour))
	if v = take(t, a, ravi, v.ID, jobs.CannotComplete, phone(time.Hour)); v.ActualEnd.Before(v.ActualStart) {
		t.Errorf("from %v to %v", v.ActualStart, v.ActualEnd)
	}
}

func TestAdvance_whatAPhoneReportsTwiceIsStampedOnce(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	j, v := sent(t, a)
	later(t, time.Hour)
	for range 2 {
		if _, err := a.Jobs.Answer(ravi, jobs.Response{Visit: v.ID, Accept: true, Mark: phone(0)}); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		v = take(t, a, ravi, v.ID, jobs.Arrived, phone(10*time.Minute))
	}
	if again := take(t, a, ravi, v.ID, jobs.Arrived, phone(20*time.Minute)); again.Rev != v.Rev || !again.ActualStart.Equal(v.ActualStart) {
		t.Errorf("the visit went from %+v to %+v", v, again)
	}
	if stamps, _ := a.Jobs.Stamps(t.Context(), j.ID); len(stamps) != 3 {
		t.Errorf("%d stamps", len(stamps))
	}
	if proof, _ := a.Jobs.Proof(ravi, v.ID); len(proof.CheckIns) != 1 {
		t.Errorf("%d check-ins", len(proof.CheckIns))
	}
	_, err := a.Jobs.Advance(apptest.As(t, a, act.Dispatcher), jobs.Progress{Visit: v.ID, To: jobs.Arrived})
	refuses(t, err, fault.Conflict, "visit_step")
}

func TestAdvance_refusesMarksThatCannotBe(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	_, v := sent(t, a)
	bad := phone(0)
	bad.Fix = &fence.Fix{Point: geo.Point{Lat: 91, Lng: 73}}
	for name, m := range map[string]jobs.Mark{"time_future": phone(3 * time.Minute), "position_bad": bad} {
		_, err := a.Jobs.Answer(ravi, jobs.Response{Visit: v.ID, Accept: true, Mark: m})
		refuses(t, err, fault.Invalid, name)
		_, err = a.Jobs.PutOffVisit(ravi, jobs.PutOff{Visit: v.ID, Reason: "away", Mark: m})
		refuses(t, err, fault.Invalid, name)
	}
	take(t, a, ravi, v.ID, jobs.Accepted, phone(time.Minute))
	if stamps, _ := a.Jobs.Stamps(t.Context(), v.Job); len(stamps) != 2 {
		t.Errorf("%d stamps", len(stamps))
	}
}

func TestSteps_leadBackToTheArrivalAfterAMisTap_andBeforeItForgetTheStart(t *testing.T) {
	a := apptest.NewApp(t)
	ravi := apptest.AsTechnician(t, a, "Ravi Pawar")
	_, v := sent(t, a)
	v = walk(t, a, ravi, v, jobs.Accepted, jobs.Travelling, jobs.Arrived, jobs.Working, jobs.Arrived)
	if want := apptest.Now.Add(45 * time.Minute); v.Status != jobs.Arrived || !v.ActualStart.Equal(want) {
		t.Errorf("back at the door he is %s since %v", v.Status, v.ActualStart)
	}
	if proof, _ := a.Jobs.Proof(ravi, v.ID); len(proof.CheckIns) != 1 {
		t.Errorf("%d check-ins", len(proof.CheckIns))
	}
	if v = walk(t, a, ravi, v, jobs.Travelling); !v.ActualStart.IsZero() {
		t.Errorf("on his way again he began at %v", v.ActualStart)
	}
	later(t, 3*time.Hour)
	v, err := a.Jobs.Advance(ravi, jobs.Progress{Visit: v.ID, To: jobs.Arrived})
	if err != nil || !v.ActualStart.Equal(apptest.Now.Add(3*time.Hour)) {
		t.Errorf("he really came at %v, %v", v.ActualStart, err)
	}
	if proof, _ := a.Jobs.Proof(ravi, v.ID); len(proof.CheckIns) != 2 {
		t.Errorf("%d check-ins: the one by mistake stays", len(proof.CheckIns))
	}
}
