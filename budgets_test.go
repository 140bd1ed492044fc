package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkBudgets prints everything that was promised of speed, size and weight beside what this machine measures, and fails where
// a promise is missed. Pages and verbs are those of the real binary on one company of 10,000 jobs and 100,000 invoices; what needs
// another company has a benchmark of its own beside its code, which is run from here. Figures are medians of the time that passed; the
// processor time beside some says what was ours of it where others use the machine.
// `make budgets` runs it; `make budgets ONLY=pages` a part. Instances take VRPTW, the folder with their files.
func BenchmarkBudgets(b *testing.B) {
	s := &sheet{B: b}
	patience = 10 * time.Minute // a large company is built meanwhile
	only := os.Getenv("BUDGETS")
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		fmt.Printf("%d processors, which others use as well: load %s", runtime.NumCPU(), load)
	}
	for _, part := range []struct {
		name    string
		measure func()
		asked   bool // only when it is named
	}{
		{"demo", s.demo, false},
		{"pages", s.pages, false},
		{"verbs", s.verbs, false},
		{"rest", s.rest, false},
		{"planning", s.planning, false},
		{"paint", s.paint, false},
		{"phones", s.phones, false},
		{"instances", func() { s.instances("10", [4]float64{0.10, 0.30, 0.9, 1.8}) }, true},
		{"long", func() { s.instances("60", [4]float64{0.03, 0.15, 0.5, 1.2}, "-cpu") }, true},
	} {
		if only == "" && !part.asked || slices.Contains(strings.Split(only, ","), part.name) {
			fmt.Printf("\n%-80s %10s %10s %10s\n", part.name, "promised", "measured", "processor")
			part.measure()
		}
	}
	b.ReportMetric(float64(s.rows), "budgets")
	b.ReportMetric(float64(s.missed), "missed")
}

// sheet prints budgets as they are measured. Its folder is shared by the parts that need the large company.
type sheet struct {
	*testing.B
	folder       *site
	pid          int // of the appliance that runs
	rows, missed int
}

// row prints one promise: got is to be at most most. Of it so much was processor time, where that is known.
func (s *sheet) row(what string, most, got float64, unit string, processor ...float64) {
	s.Helper()
	verdict, ours := "ok", ""
	s.rows++
	if !(got <= most) { // what is not a number misses too
		s.missed++
		verdict = "MISSED"
		s.Errorf("%s: %s, promised %s", what, figure(got, unit), figure(most, unit))
	}
	for _, n := range processor {
		ours = figure(n, unit)
	}
	fmt.Printf("%-80s %10s %10s %10s  %s\n", what, figure(most, unit), figure(got, unit), ours, verdict)
}

// timed prints the median of n times of do, after two that warm up, in milliseconds, and the processor time of the process by the way.
func (s *sheet) timed(what string, most float64, n, pid int, do func()) {
	s.Helper()
	var times []float64
	var before time.Duration
	for i := range n + 2 {
		if i == 2 {
			before = processor(pid)
		}
		began := time.Now()
		do()
		if i >= 2 {
			times = append(times, milliseconds(time.Since(began)))
		}
	}
	s.row(what, most, middle(times), "ms", milliseconds(processor(pid)-before)/float64(n))
}

// processor is for how long processors have worked for the process; none where the system does not say it this way.
func processor(pid int) time.Duration {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	f := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:])) // its name may hold spaces
	if len(f) < 13 {
		return 0
	}
	const tick = 10 * time.Millisecond
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * tick
}

// figure writes a number with as many digits as one reads.
func figure(n float64, unit string) string {
	digits := 0
	switch {
	case unit == "%":
		digits = 3
	case n != 0 && n < 10:
		digits = 2
	case n < 100 && n != float64(int(n)):
		digits = 1
	}
	return strings.TrimSpace(strconv.FormatFloat(n, 'f', digits, 64) + " " + unit)
}

func middle(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

// figures are medians by the name of a benchmark, a space and the unit.
type figures map[string]float64

// get is a figure; what was not measured is none, and misses every promise.
func (f figures) get(s *sheet, key string) float64 {
	s.Helper()
	n, ok := f[key]
	if !ok {
		s.Errorf("%s was not measured", key)
		return -1
	}
	return n
}

var cores = regexp.MustCompile(`-\d+$`)

// bench runs benchmarks of a package in a process of their own, several times.
func (s *sheet) bench(pkg, name, times string, count int) figures {
	s.Helper()
	out := s.run("go", "test", pkg, "-run", "^$", "-bench", name, "-benchtime", times, "-count", strconv.Itoa(count), "-timeout", "0")
	all := map[string][]float64{}
	for line := range strings.Lines(out) {
		f := strings.Fields(line)
		if len(f) < 4 || !strings.HasPrefix(f[0], "Benchmark") {
			continue
		}
		for i := 2; i+1 < len(f); i += 2 {
			if n, err := strconv.ParseFloat(f[i], 64); err == nil {
				key := cores.ReplaceAllString(f[0], "") + " " + f[i+1]
				all[key] = append(all[key], n)
			}
		}
	}
	medians := figures{}
	for key, of := range all {
		medians[key] = middle(of)
	}
	return medians
}

func (s *sheet) run(name string, args ...string) string {
	s.Helper()
	out, err := exec.CommandContext(s.Context(), name, args...).CombinedOutput()
	if err != nil {
		s.Errorf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}
