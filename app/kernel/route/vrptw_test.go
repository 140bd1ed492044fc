package route

import (
	"bufio"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var (
	seconds = flag.Float64("seconds", 0, "seconds by instance, for the table of instances")
	cpu     = flag.Bool("cpu", false, "count the processor time of each thread instead of the time that passes")
	only    = flag.String("only", "", "instances whose name matches one of these patterns, by comma")
	seed    = flag.Uint64("seed", 1, "seed of the search")
	threads = flag.Int("threads", 0, "threads of the search")
)

// instance is a benchmark: the problem and the cheapest tour that anybody found, in tenths.
type instance struct {
	name    string
	problem *Problem
	best    int64
}

// readInstance reads the usual text format. By the convention of the collection ways are cut to one decimal; here all is in tenths.
func readInstance(path string) (*Problem, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var rows [][]int
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var row []int
		for _, field := range strings.Fields(lines.Text()) {
			if n, err := strconv.Atoi(field); err == nil {
				row = append(row, n)
			}
		}
		if len(row) == 2 || len(row) == 7 {
			rows = append(rows, row)
		}
	}
	if len(rows) < 3 || len(rows[0]) != 2 {
		return nil, fmt.Errorf("%s is not an instance", path)
	}
	return instanceOf(rows[0][0], rows[0][1], rows[1:]), nil
}

func instanceOf(vehicles, capacity int, rows [][]int) *Problem {
	n := len(rows)
	m := &Matrix{N: n, Seconds: make([]int32, n*n)}
	for i, a := range rows {
		for j, b := range rows {
			m.Seconds[i*n+j] = int32(10*math.Hypot(float64(a[1]-b[1]), float64(a[2]-b[2])) + 1e-9)
		}
	}
	p := &Problem{Travel: m, Weights: Weights{Travel: 1, Unserved: [4]int64{1e7, 1e7, 1e7, 1e7}}}
	for range vehicles {
		p.Technicians = append(p.Technicians, Technician{Spans: []Span{{0, int32(10 * rows[0][5])}}, Carries: []int32{int32(capacity)}})
	}
	for i, c := range rows[1:] {
		p.Visits = append(p.Visits, Visit{
			Place: i + 1, Duration: int32(10 * c[6]), Windows: []Span{{int32(10 * c[4]), int32(10 * c[5])}}, Priority: 3, Area: None,
			Parts: []Part{{0, int32(c[3])}}, PartsFirst: true,
		})
	}
	return p
}

func readInstances(t testing.TB, folder string) []instance {
	t.Helper()
	f, err := os.Open(filepath.Join(folder, "bks.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []instance
	for _, row := range rows[1:] {
		if !wanted(row[0]) {
			continue
		}
		p, err := readInstance(filepath.Join(folder, row[0]+".txt"))
		if os.IsNotExist(err) {
			continue
		}
		best, bad := strconv.ParseFloat(row[2], 64)
		if err != nil || bad != nil {
			t.Fatal(row[0], err, bad)
		}
		all = append(all, instance{row[0], p, int64(math.Round(10 * best))})
	}
	return all
}

func wanted(name string) bool {
	return *only == "" || slices.ContainsFunc(strings.Split(*only, ","), func(pattern string) bool {
		ok, _ := filepath.Match(pattern, name)
		return ok
	})
}

// distance drives the routes of a plan by the instance's own rules, knowing nothing of the search.
func distance(p *Problem, plan Plan) (int64, error) {
	seen, total := make([]bool, len(p.Visits)), int64(0)
	for r, stops := range plan.Routes {
		tech := p.Technicians[r]
		at, now, load := tech.Start, tech.Spans[0].From, int32(0)
		if len(stops) == 0 {
			continue
		}
		for _, stop := range stops {
			v := p.Visits[stop.Visit]
			if seen[stop.Visit] {
				return 0, fmt.Errorf("%d is visited twice", stop.Visit)
			}
			seen[stop.Visit] = true
			way := p.Travel.Seconds[at*p.Travel.N+v.Place]
			total, now, load = total+int64(way), max(now+way, v.Windows[0].From), load+v.Parts[0].Count
			if now > v.Windows[0].To {
				return 0, fmt.Errorf("%d is visited at %d, after %d", stop.Visit, now, v.Windows[0].To)
			}
			at, now = v.Place, now+v.Duration
		}
		way := p.Travel.Seconds[at*p.Travel.N+tech.End]
		if total += int64(way); now+way > tech.Spans[0].To || load > tech.Carries[0] {
			return 0, fmt.Errorf("route %d is home at %d with %d", r, now+way, load)
		}
	}
	if i := slices.Index(seen, false); i >= 0 {
		return 0, fmt.Errorf("%d is not visited", i)
	}
	return total, nil
}

// TestInstances solves the instances of the folder VRPTW, or the few beside the tests, with a number of rounds so that a busy machine
// changes nothing, and loose bars.
// VRPTW=folder go test ./app/kernel/route -run TestInstances -v -args -seconds 10 prints the table.
func TestInstances(t *testing.T) {
	folder, bar := os.Getenv("VRPTW"), 1000.0
	o := Options{Seed: *seed, Threads: *threads, Time: time.Duration(*seconds * float64(time.Second))}
	if folder == "" {
		folder, bar = filepath.Join("testdata", "vrptw"), 3
	}
	if o.Time == 0 {
		o.Rounds, o.Threads = 15_000, 2
	}
	w := watch(wall)
	if *cpu {
		w = threadTime
	}
	gaps := map[int][]float64{}
	t.Logf("%-9s %11s %11s %7s %6s %9s", "instance", "cost", "best known", "gap %", "time", "rounds")
	for _, in := range readInstances(t, folder) {
		began := time.Now()
		plan, stats := solve(context.Background(), in.problem, o, w)
		took := time.Since(began)
		cost, err := distance(in.problem, plan)
		if err != nil || cost != stats.Price {
			t.Errorf("%s: %v; costs %d, said %d", in.name, err, cost, stats.Price)
			continue
		}
		gap := 100 * (float64(cost)/float64(in.best) - 1)
		n := len(in.problem.Visits)
		gaps[n] = append(gaps[n], gap)
		t.Logf("%-9s %11.1f %11.1f %7.3f %6.1f %9d", in.name, float64(cost)/10, float64(in.best)/10, gap, took.Seconds(), stats.Rounds)
		if gap > bar || gap < -0.5 {
			t.Errorf("%s is %.2f %% from the best known", in.name, gap)
		}
		runtime.GC()
	}
	for _, n := range []int{100, 200, 400, 600, 800, 1000} {
		sum := 0.0
		for _, g := range gaps[n] {
			sum += g
		}
		if len(gaps[n]) > 0 {
			t.Logf("%4d customers: mean gap %.3f %% of %d", n, sum/float64(len(gaps[n])), len(gaps[n]))
		}
	}
}
