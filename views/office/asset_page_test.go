package office

import (
	"testing"

	"doorstep/app/customers"
)

func TestMachineView_followsThePageThatIsShown(t *testing.T) {
	v := machineView{Machine: customers.Asset{ID: "m1"}, At: "n~2026 x"}
	if got, want := v.jobsHref(), "/office/machines/m1/jobs?at=n~2026+x"; got != want {
		t.Errorf("fetched again from %q, want %q", got, want)
	}
}
