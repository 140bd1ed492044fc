package settings

import (
	"context"
	"net/url"
	"regexp"
	"strings"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// Planning is how days plan themselves. Minutes are of the clock.
type Planning struct {
	OvertimeMin int    `json:"overtime_min"` // most that a technician is planned past his shift
	KeepMin     int    `json:"keep_min"`     // what moving a promised visit costs, in minutes of travel
	ReservePct  int    `json:"reserve_pct"`  // share of each day's hours that is kept for emergencies
	WindowMin   int    `json:"window_min"`   // length of the arrival windows that are offered on the phone
	PlanAt      string `json:"plan_at"`      // 06:30 in Indian time; empty: a day is planned only when somebody asks
	Emergency   string `json:"emergency"`    // EmergencyAsk or EmergencyApply
	OSRM        string `json:"osrm"`         // address of a routing server; empty: travel is reckoned by distance
}

// What happens with the proposal that an emergency brings.
const (
	EmergencyAsk   = "ask"   // a dispatcher says yes
	EmergencyApply = "apply" // it is applied at once if no promise breaks
)

// DefaultPlanning is how a company begins.
func DefaultPlanning() Planning {
	return Planning{OvertimeMin: 60, KeepMin: 15, ReservePct: 15, WindowMin: 120, Emergency: EmergencyAsk}
}

// PlanningInput is Planning as typed.
type PlanningInput struct {
	Rev                                                      int
	Overtime, Keep, Reserve, Window, PlanAt, Emergency, OSRM string
}

// UpdatePlanning changes how days plan themselves. Faults number_range {min,max} beside overtime_min, keep_min, reserve_pct and
// window_min, hour_bad beside plan_at, required beside emergency, url_bad beside osrm; Forbidden; Stale.
func (s *Service) UpdatePlanning(ctx context.Context, in PlanningInput) (Company, error) {
	if err := act.Require(ctx, Manage); err != nil {
		return Company{}, err
	}
	ctx = act.Begin(ctx, "settings.planning", "")
	p, err := in.parse()
	if err != nil {
		return Company{}, err
	}
	return s.change(ctx, in.Rev, func(c *Company) { c.Planning = p })
}

func (in PlanningInput) parse() (Planning, error) {
	var check fault.Check
	p := Planning{
		OvertimeMin: whole(&check, "overtime_min", in.Overtime, 0, 480), KeepMin: whole(&check, "keep_min", in.Keep, 0, 240),
		ReservePct: whole(&check, "reserve_pct", in.Reserve, 0, 80), WindowMin: whole(&check, "window_min", in.Window, 30, 480),
		PlanAt: strings.TrimSpace(in.PlanAt), Emergency: in.Emergency, OSRM: strings.TrimRight(strings.TrimSpace(in.OSRM), "/"),
	}
	check.That(p.PlanAt == "" || hourOfDay.MatchString(p.PlanAt), fault.Field("plan_at", "hour_bad"))
	check.Need(p.Emergency == EmergencyAsk || p.Emergency == EmergencyApply, "emergency")
	check.That(p.OSRM == "" || isServer(p.OSRM), fault.Field("osrm", "url_bad"))
	return p, check.Err()
}

var hourOfDay = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

// isServer reports whether the address names a server by http or https, without a query.
func isServer(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.RawQuery == "" && u.Fragment == "" && u.User == nil
}
