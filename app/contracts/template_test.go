package contracts_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"doorstep/app/apptest"
	"doorstep/app/catalog"
	"doorstep/app/contracts"
	"doorstep/app/jobs"
)

// made is all that there is of the job that a template makes, without what differs between any two jobs.
func (p *planned) made(plan contracts.Plan) string {
	p.t.Helper()
	text, err := json.Marshal(plan.Template)
	p.ok(err)
	_, err = p.Core.NonconcurrentDB().NewQuery("UPDATE visit_plans SET template = {:template} WHERE id = {:id}").
		Bind(dbx.Params{"template": string(text), "id": plan.ID}).Execute()
	p.ok(err)
	_, err = p.Core.NonconcurrentDB().NewQuery(`UPDATE plan_dates SET state = 'pending', job = '', planned_on = due_on, made_at = '' WHERE due_on = '2026-11-20'`).Execute()
	p.ok(err)
	_, err = p.Core.NonconcurrentDB().NewQuery("UPDATE jobs SET plan_date = ''").Execute()
	p.ok(err)
	if made := p.generate(); made.Jobs != 1 {
		p.t.Fatalf("made %+v: %+v", made, p.dates()[0])
	}
	id := p.on("2026-11-20").Job
	j, err := p.Jobs.Get(p.owner, id)
	p.ok(err)
	lines, err := p.Jobs.Lines(p.owner, id)
	p.ok(err)
	for i := range lines {
		lines[i].ID = ""
	}
	j.ID, j.No, j.PlanDate, j.Rev, j.Created = "", "", "", 0, time.Time{}
	return fmt.Sprintf("%+v %+v", j, lines)
}

// values makes a template field something else than it was: random within what the field means. A field of another kind has to be
// taught to it.
type values struct {
	rand               *rand.Rand
	types, items, ways []string
	t                  *testing.T
}

func (v values) other(name string, was reflect.Value) reflect.Value {
	word := fmt.Sprintf("w%d", v.rand.IntN(1e6))
	switch now := was.Interface().(type) {
	case string:
		switch name {
		case "Type":
			for _, id := range v.types {
				if id != now {
					return reflect.ValueOf(id)
				}
			}
		case "ContactPhone":
			return reflect.ValueOf(fmt.Sprintf("+9198%08d", v.rand.IntN(1e8)))
		}
		return reflect.ValueOf(word)
	case int:
		if name == "Priority" {
			return reflect.ValueOf(now%3 + 1)
		}
		return reflect.ValueOf(now + 5 + v.rand.IntN(100))
	case bool:
		return reflect.ValueOf(!now)
	case []catalog.Check:
		return reflect.ValueOf(append(now[:len(now):len(now)], catalog.Check{ID: word, Text: "Look at " + word, Kind: "tick", Required: true}))
	case []catalog.Part:
		return reflect.ValueOf(append(now[:len(now):len(now)], catalog.Part{Item: v.items[v.rand.IntN(len(v.items))], QtyMilli: 1000 + v.rand.IntN(9000)}))
	case []catalog.Need:
		return reflect.ValueOf([]catalog.Need{{Skill: v.ways[v.rand.IntN(len(v.ways))], Level: 4 + (len(now)+levels(now))%2}})
	}
	v.t.Fatalf("Template.%s is a %s: teach this test a value for it, and booking to hand it on", name, was.Type())
	return was
}

func levels(needs []catalog.Need) (sum int) {
	for _, n := range needs {
		sum += n.Level
	}
	return sum
}

// leaves walks over all fields of the template, those within its parts too.
func leaves(of reflect.Value, path string, visit func(path, name string, field reflect.Value)) {
	for i := range of.NumField() {
		field, name := of.Field(i), of.Type().Field(i).Name
		if field.Kind() == reflect.Struct {
			leaves(field, path+name+".", visit)
			continue
		}
		visit(path+name, name, field)
	}
}

// Each field of the template, whatever it is called and whatever else the template says, makes another job when it is another.
func TestTemplate_everyFieldReachesTheJob(t *testing.T) {
	p := openPlanned(t)
	kind, err := p.Catalog.JobType(p.owner, apptest.JobType(t, p.App, "AC-REP"))
	p.ok(err)
	skills, err := p.People.Skills(p.owner)
	p.ok(err)
	v := values{rand: rand.New(rand.NewPCG(1, 5)), types: []string{kind.ID, apptest.JobType(t, p.App, "RO-SVC")}, items: []string{kind.Parts[0].Item}, t: t}
	for _, k := range skills {
		v.ways = append(v.ways, k.ID)
	}
	plan := p.plan(func(in *contracts.PlanInput) { in.HorizonDays, in.RuleCount = "10", "1" })
	p.activate()
	for round := range 3 {
		template := reflect.ValueOf(&plan.Template).Elem()
		leaves(template, "", func(path, name string, field reflect.Value) {
			before, was := p.made(plan), reflect.ValueOf(field.Interface())
			field.Set(v.other(name, field))
			if after := p.made(plan); after == before {
				t.Errorf("round %d: Template.%s from %v to %v does not reach the job: %s", round, path, was, field, after)
			}
		})
	}
}

// Every field of a plan either concerns the job, and is proved by a test, or says when there is one.
func TestPlan_everyFieldHasItsPlace(t *testing.T) {
	place := map[string]string{
		"ID": "date", "Contract": "job", "Rev": "", "Site": "job", "Assets": "job", "Name": "job", "Rule": "date", "Template": "job", "Anchor": "date",
		"First": "date", "HorizonDays": "date", "AssignDays": "assigning", "FlexBefore": "date", "FlexAfter": "date", "FromMin": "job", "ToMin": "job",
		"Technician": "date, assigning", "Holidays": "date", "Assign": "assigning", "Tell": "message", "Ended": "date",
	}
	plan := reflect.TypeFor[contracts.Plan]()
	for i := range plan.NumField() {
		if _, ok := place[plan.Field(i).Name]; !ok {
			t.Errorf("Plan.%s is new: say here what it concerns, and prove it if that is the job", plan.Field(i).Name)
		}
	}
}

func TestPlan_whatConcernsTheJobReachesIt(t *testing.T) {
	p := openPlanned(t)
	p.plan(func(in *contracts.PlanInput) {
		in.RuleCount, in.Assets, in.From, in.To, in.Name, in.Assign = "1", []string{p.Booking.Assets[0]}, "15:00", "16:30", "Quarterly wash", true
	})
	p.activate()
	p.generate()
	d := p.on("2026-11-20")
	j, err := p.Jobs.Get(p.owner, d.Job)
	p.ok(err)
	want := jobs.Job{Customer: p.Customer, Site: p.Site, Contract: p.contract.ID, PlanDate: d.ID, Issue: "Quarterly wash"}
	if j.Customer != want.Customer || j.Site != want.Site || j.Contract != want.Contract || j.PlanDate != want.PlanDate || j.Issue != want.Issue ||
		len(j.Assets) != 1 || !j.PromisedFrom.Equal(d.PlannedOn.At(900)) || !j.PromisedTo.Equal(d.PlannedOn.At(990)) || d.Assigning != contracts.AssignWanted {
		t.Errorf("%+v of %+v", j, d)
	}
}
