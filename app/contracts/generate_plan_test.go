package contracts_test

import (
	"strings"
	"testing"
	"time"

	"doorstep/app/apptest"
	"doorstep/app/contracts"
	"doorstep/app/kernel/clock"
)

// The nightly run begins at the index of what is pending: what is done is never looked at.
func TestGenerate_readsWhatIsDueThroughTheIndexOfWhatIsPending(t *testing.T) {
	p := thousand(t, 20, 2, false)
	for contract, index := range map[string]string{"": "plan_dates_pending", p.contract.ID: "plan_dates_contract"} {
		sql, params := contracts.DueQuery(contract)
		var rows []struct {
			Detail string `db:"detail"`
		}
		p.ok(p.Core.DB().NewQuery("EXPLAIN QUERY PLAN " + sql).Bind(params).All(&rows))
		var all []string
		for _, r := range rows {
			all = append(all, r.Detail)
		}
		how := strings.Join(all, "; ")
		if !strings.HasPrefix(how, "SEARCH d USING INDEX "+index+" (") || strings.Contains(how, "SCAN") || contract == "" && strings.Contains(how, "TEMP B-TREE") {
			t.Errorf("contract %q: %s", contract, how)
		}
	}
}

// One night more makes the jobs of one day more, and touches nothing else.
func TestGenerate_oneNightIsTheWorkOfOneDay(t *testing.T) {
	p := thousand(t, 28, 2, false)
	first := p.generate()
	if first.Jobs < 70 {
		t.Fatalf("made %+v", first)
	}
	written := func() (n int) {
		p.ok(p.Core.DB().NewQuery("SELECT COUNT(*) FROM audit_log").Row(&n))
		return n
	}
	before := written()
	if again := p.generate(); again.Jobs != 0 || written() != before {
		t.Errorf("again %+v, %d events", again, written()-before)
	}
	defer clock.Freeze(apptest.Now.Add(24 * time.Hour))()
	night := p.generate()
	if events := written() - before; night.Jobs != 1 || events > 6 {
		t.Errorf("made %+v with %d events", night, events)
	}
}
