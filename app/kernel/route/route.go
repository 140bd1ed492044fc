// Package route plans a day: which technician makes which visit, in which order and when.
//
// Owns: the model of a day, the rules that exclude somebody, what a plan costs, the search for a cheap one, the price of a change
// to a plan that was published. Does not own: where technicians and visits come from and what is done with a plan (dispatch), how
// long a way takes (a Matrix is given), words for people (dispatch).
//
// Times are whole seconds since the midnight the day begins with, Indian time; lengths are seconds; a price is in seconds of travel.
// Technicians, visits, places, skills, areas and parts are indexes of lists that the caller keeps.
package route

// None stands for no index.
const None = -1

// Span is a stretch of the day; To is its end, not included.
type Span struct{ From, To int32 }

// Lock is what of a visit must stay as it was.
type Lock uint8

// LockTime keeps the start, LockTechnician who goes; both may be set.
const (
	LockTime Lock = 1 << iota
	LockTechnician
)

// Technician is somebody who can be sent.
type Technician struct {
	Start, End int     // places; End None: his day ends where his last visit does
	Spans      []Span  // when he works, in order, without his breaks; none: he is not there
	Overtime   int32   // how long he may work past the last span
	From       int32   // the first moment he can leave Start: the present, or the end of what he has begun; 0 the first span
	Skills     []uint8 // level by skill; 0 or missing: none
	Areas      []int   // none: everywhere
	Carries    []int32 // how much he has with him, by part
}

// Need is a skill that a visit asks for, at least at a level.
type Need struct {
	Skill int
	Level uint8
}

// Part is how much of a part a visit takes.
type Part struct {
	Part  int
	Count int32
}

// Booked is how a visit stands in the plan that was published: who goes, the leader of a crew first, and when it starts.
type Booked struct {
	Technicians []int
	Start       int32
}

// Visit is work at a place. Starts are within a window, ends within the working hours of whoever goes.
type Visit struct {
	Place      int
	Duration   int32
	Windows    []Span // of the start, in order; To may be reached; none: any time
	Due        int32  // a later start costs by the second; 0: never
	Priority   int    // 1 emergency, 2 urgent, 3 normal
	Needs      []Need
	Area       int // None: in no area; then nobody is excluded by areas
	Parts      []Part
	PartsFirst bool    // without its parts nobody goes, and those of a day together take no more than he carries; otherwise a missing part costs
	Preferred  []int   // technicians the customer likes
	Restricted []int   // technicians who do not go
	Must       []int   // none: anybody; otherwise only these
	Crew       int     // how many go together; 0 counts as 1
	Lock       Lock    // asks for Was
	Frozen     bool    // begun or under way: stays with Was whatever else holds
	Promised   bool    // the customer knows the time: moving it costs
	Was        *Booked // nil: not planned yet
}

// Weights are what things cost in seconds of travel. By them the order of aims is kept: nobody unserved before nobody late, before
// no overtime, before short ways, before wishes, before fair days, before a quiet plan.
type Weights struct {
	Unserved   [4]int64 // by priority, for a visit that nobody makes
	Late       [4]int64 // by priority, for a second after Due
	Overtime   int64    // for a second past the last span
	Travel     int64    // for a second on the way
	Preferred  int64    // for a visit whose preferred technician does not go
	OverSkill  int64    // for a level more than needed
	Missing    int64    // for a piece of a part that his day takes beyond what he carries
	Fairness   int64    // in thousandths, for each busy second (work and ways) times the busy hours of that day; at most 10,000
	Technician int64    // for a published visit that goes to somebody who was not booked
	Moved      int64    // for a promised visit whose start moves by more than MovedBy
	MovedBy    int32
}

// Problem is a day to plan.
type Problem struct {
	Technicians []Technician
	Visits      []Visit
	Travel      *Matrix
	Weights     Weights
	Snap        int32 // starts are rounded up to a multiple of it; 0: not at all
}

// Stop is a visit in somebody's day.
type Stop struct {
	Visit              int
	Travel             int32 // on the way to it
	Arrive, Start, End int32
}

// Plan is a day as planned: the stops of each technician in order, and the visits that nobody makes. A visit of a crew stands in the
// day of each who goes, with one start.
type Plan struct {
	Routes   [][]Stop
	Unserved []int
}
