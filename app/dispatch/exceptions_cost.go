package dispatch

import "time"

// What things cost, in minutes that a customer of priority P3 without a contract waits. They are weighed by weigh; a stretch of time
// counts up to its most, for what nobody has looked at for days is not the most urgent of all.
const (
	longestMin    = 480 // of lateness, a broken promise, a rejection
	unansweredMin = 240
	atRiskMin     = 60  // a promise of which less than a quarter is left
	brokenMin     = 120 // and each minute since
	rejectedMin   = 30  // and each minute since
	unservedMin   = 60
	partMin       = 60  // a second visit
	partFirstMin  = 120 // nobody may go at all
	wishMin       = 20
	notComeMin    = 30
	noCheckInMin  = 10
)

// byPriority is what a minute of each priority weighs; a contract adds half.
var byPriority = [4]int{1, 8, 3, 1}

// weigh is what minutes cost with a job of the priority.
func weigh(minutes, priority int, contract bool) int {
	if priority < 1 || priority > 3 {
		priority = 3
	}
	cost := minutes * byPriority[priority]
	if contract {
		cost += cost / 2
	}
	return cost
}

// since is the minutes from one instant to the next, none before it and most at most.
func since(from, now time.Time, most int) int {
	return min(max(int(now.Sub(from)/time.Minute), 0), most)
}

// Cost says what a kind of exception is, and how its cost is reckoned.
type Cost struct {
	Kind        Kind
	Label       string
	What, Worth string
}

// Costs are the definitions that stand beside the list, in the order in which the kinds are offered.
var Costs = []Cost{
	{FoundSLA, "Service level", "Less than a quarter of the promised time is left, or none, and no visit is planned that keeps the promise. The promise is the window told to the customer; where none was told, arrival and completion as the service level says.", "60 at risk; once broken 120 and each minute since, 480 at most"},
	{FoundLate, "Late", "The visit should have begun and the technician is not on his way.", "Each minute since its start, 480 at most"},
	{FoundNotStarted, "Not started", "He should be on his way by now: the start less the planned travel has passed.", "Each minute since he should have left"},
	{FoundAbsent, "Absent", "A technician with visits is on leave or off that day: today or in the seven days after.", "Each minute of planned work"},
	{FoundUnserved, "No visit", "The job is due today or overdue, or the day of its visit plan has come, and it has no visit.", "60; what its promise costs comes on top"},
	{FoundRejected, "Rejected", "The technician said no, and nobody has planned it again.", "30 and each minute since, 480 at most"},
	{FoundUnanswered, "No answer", "He was told of the visit and has said neither yes nor no for longer than the settings allow.", "Each minute beyond that, 240 at most"},
	{FoundOverlap, "Overlap", "Two visits of one technician overlap, or the way between them takes at least 5 minutes longer than there is; also because the first overruns. What somebody set aside with a reason is left out.", "Each minute that is missing"},
	{FoundParts, "Part missing", "A visit of today or tomorrow is expected to take parts that are not on the van, after what the visits before it take. While no van was ever loaded, only jobs that need their parts first are listed.", "60, a second visit; 120 where nobody goes without"},
	{FoundWish, "Put off", "The visit was put off and waits for another time.", "20"},
	{FoundNotCome, "Not on duty", "A visit starts within 30 minutes and the technician has not begun his day, or has ended it.", "30"},
	{FoundNoCheckIn, "No check-in", "He is at work, and no position shows that he is there. The office’s entry, and one that a person found fine, count.", "10"},
}
