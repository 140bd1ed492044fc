package office

import (
	"slices"

	"doorstep/app/jobs"
	"doorstep/app/kernel/clock"
	"doorstep/views/web"
)

// boardData is a day as the grid draws it. Hours are minutes of the day; what is empty is left out.
type boardData struct {
	From   int         `json:"from"`
	To     int         `json:"to"`
	Lanes  []laneData  `json:"lanes"`
	Visits []visitData `json:"visits"`
}

type laneData struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Duty  string   `json:"duty"`
	Load  int      `json:"load"`
	Tone  string   `json:"tone,omitempty"`
	Words string   `json:"words,omitempty"`
	Leave string   `json:"leave,omitempty"`
	Off   [][2]int `json:"off,omitempty"`
}

type visitData struct {
	ID       string   `json:"id"`
	Rev      int      `json:"rev"`
	Job      string   `json:"job"`
	Lane     string   `json:"lane"`
	Help     bool     `json:"help,omitempty"`
	Lead     string   `json:"lead,omitempty"`
	With     string   `json:"with,omitempty"`
	From     int      `json:"from"`
	To       int      `json:"to"`
	No       string   `json:"no"`
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Where    string   `json:"where"`
	Priority int      `json:"p"`
	Status   string   `json:"st"`
	Words    string   `json:"sw"`
	Movable  bool     `json:"mv,omitempty"`
	Lock     string   `json:"lock,omitempty"`
	Travel   int      `json:"way,omitempty"`
	Promised []int    `json:"win,omitempty"`
	SLA      string   `json:"sla,omitempty"`
	Left     string   `json:"left,omitempty"`
	Flags    []string `json:"flags,omitempty"`
	Broken   []string `json:"broken,omitempty"`
	Late     bool     `json:"late,omitempty"`
}

// boardEvents is the day for the grid: everything, or of the visits that are named what there is, with how full everybody is now.
func (o *office) boardEvents(req *web.Request) error {
	view, err := o.boardView(req)
	if err != nil {
		return err
	}
	d, err := o.dayBoard(req, view)
	if err != nil {
		return err
	}
	return req.JSON(200, d.data(req.Request.URL.Query()["visit"]))
}

// data is the board as JSON; with ids, only those visits.
func (d dayBoard) data(only []string) boardData {
	b := boardData{From: d.From, To: d.To, Lanes: make([]laneData, 0, len(d.lanes)), Visits: []visitData{}}
	for _, l := range d.lanes {
		b.Lanes = append(b.Lanes, l.data(d.Holiday))
		for _, c := range l.cards {
			if len(only) == 0 || slices.Contains(only, c.ID) {
				b.Visits = append(b.Visits, d.visit(l.Technician.ID, c))
			}
		}
	}
	return b
}

func (l lane) data(holiday string) laneData {
	v := laneData{ID: l.Technician.ID, Name: l.Technician.Name, Duty: l.duty(holiday), Load: -1, Off: l.off()}
	if len(l.Spans) > 0 {
		v.Load, v.Tone, v.Words = l.Utilisation, loadTone(l.Utilisation), loadWords(l.Utilisation)
	}
	if l.OnLeave {
		v.Leave = l.leaveWords()
	}
	return v
}

// off are the stretches of the day outside the shift.
func (l lane) off() [][2]int {
	var all [][2]int
	at := 0
	for _, s := range l.Spans {
		if s.From > at {
			all = append(all, [2]int{at, s.From})
		}
		at = s.To
	}
	if at < 24*60 {
		all = append(all, [2]int{at, 24 * 60})
	}
	return all
}

func (d dayBoard) visit(lane string, c boardCard) visitData {
	from := clock.Minute(c.Start.Time())
	v := visitData{
		ID: c.ID, Rev: c.Rev, Job: c.Job, Lane: lane, Help: c.Helping, With: c.With, From: from, To: max(d.minute(c.End.Time()), from+5),
		No: c.No, Name: c.Name, Type: c.Type, Where: whereWords(c.Card), Priority: c.Priority, Status: string(c.Status), Words: statusWords(string(c.Status)),
		Movable: c.Status.Waiting() && !c.Helping, Lock: lockWords[c.Lock], SLA: slaTone[c.Colour], Left: c.leftWords(), Flags: c.flags, Late: c.Late() || c.Overrun(),
	}
	if c.Helping {
		v.Lead = c.TechName
		return v
	}
	v.Travel, v.Broken = c.TravelMin, c.broken()
	if clock.DateOf(c.From.Time()) == d.Day && !c.From.IsZero() {
		v.Promised = []int{clock.Minute(c.From.Time()), d.minute(c.To.Time())}
	}
	return v
}

// whereWords is where a visit is, in brief.
func whereWords(c jobs.Card) string {
	if c.Address == "" {
		return c.Pin
	}
	return c.Address + ", " + c.Pin
}

func (l lane) leaveWords() string {
	if l.LeaveReason == "" {
		return "On leave"
	}
	return "On leave: " + l.LeaveReason
}

func visitsWords(n int) string { return counted(n, "visit", "visits") }
