package main

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"strconv"
)

// rest is what is promised of companies that are large in another way.
func (s *sheet) rest() {
	ageing := s.bench("./app/receivables", "^BenchmarkAgeing$", "20x", 3)
	s.row("ageing of 20,000 open invoices: by customer", 100, ageing.get(s, "BenchmarkAgeing/customer ns/op")/1e6, "ms")
	s.row("ageing of 20,000 open invoices: by technician", 100, ageing.get(s, "BenchmarkAgeing/technician ns/op")/1e6, "ms")
	bank := s.bench("./app/payments", "^BenchmarkImport$", "1x", 3)
	s.row("a bank statement of 50,000 lines: read, stored, logged and matched", 5, bank.get(s, "BenchmarkImport ns/op")/1e9, "s")
	made := s.bench("./app/contracts", "^BenchmarkGenerate1000$/^jobs$", "1x", 3) // fails where the second run adds one
	s.row("1,000 contracts, monthly, 90 days ahead: their jobs made", 10, made.get(s, "BenchmarkGenerate1000/jobs ns/op")/1e9, "s")
	night := s.bench("./app/contracts", "^BenchmarkGenerateNight$", "10x", 1)
	s.row("the nightly run with ten years behind it, messages included", 2, night.get(s, "BenchmarkGenerateNight ns/op")/1e9, "s")
}

// planning is what is promised of the engine, on the day of Pune: 1,500 visits and 200 technicians.
func (s *sheet) planning() {
	const route = "./app/kernel/route"
	quick := s.bench(route, "^(BenchmarkMatrix1700|BenchmarkPuneFirst)$", "5x", 3)
	s.row("travel times of 1,700 places", 0.3, quick.get(s, "BenchmarkMatrix1700 ns/op")/1e9, "s")
	s.row("a first plan of 1,500 visits", 1, quick.get(s, "BenchmarkPuneFirst ns/op")/1e9, "s")
	five := s.bench(route, "^BenchmarkPuneFive$", "1x", 3)
	s.row("the plan after 5 s against that after 30 s", 3, five.get(s, "BenchmarkPuneFive %gap"), "%")
	upset := s.bench(route, "^BenchmarkEmergency$", "5x", 3)
	s.row("an emergency and a technician lost: the proposal", 0.3, upset.get(s, "BenchmarkEmergency ns/op")/1e9, "s")
	s.row("an emergency and a technician lost: visits that change hands", 5, upset.get(s, "BenchmarkEmergency changed"), "")
	insert := s.bench(route, "^BenchmarkInsert952$", "20000x", 5)
	s.row("putting one visit into that day, five best places", 50, insert.get(s, "BenchmarkInsert952 µs/median"), "µs")
}

// paint is how soon a cheap phone on 3G shows the technician's day. It needs Chromium.
func (s *sheet) paint() {
	f := s.bench(".", "^BenchmarkPhonePaint$", "7x", 1)
	s.row("first paint of his day: 400 kbit/s, 400 ms, processor ÷ 4", 1300, f.get(s, "BenchmarkPhonePaint first-ms"), "ms")
	s.row("the same, again, from the phone's own copy", 600, f.get(s, "BenchmarkPhonePaint again-ms"), "ms")
}

// phones is 60 technicians at once for as long as PHONE_LOAD says, five minutes if it says nothing.
func (s *sheet) phones() {
	s.Setenv("PHONE_LOAD", cmp.Or(os.Getenv("PHONE_LOAD"), "5m"))
	f := s.bench(".", "^BenchmarkPhones$", "1x", 1)
	const of = "60 technicians at once, 95 of 100: "
	s.row(of+"a status", 50, f.get(s, "BenchmarkPhones status-p95-ms"), "ms")
	s.row(of+"a photo of 200 kB", 50, f.get(s, "BenchmarkPhones photo-p95-ms"), "ms")
	s.row(of+"today's page in the office", 50, f.get(s, "BenchmarkPhones dashboard-p95-ms"), "ms")
	s.row("60 technicians at once: errors", 0, f.get(s, "BenchmarkPhones errors"), "")
}

var meanGap = regexp.MustCompile(`(\d+) customers: mean gap (-?[\d.]+) %`)

// instances solves those of the literature, each for so many seconds, and sets the mean gaps to the best known against most, by size.
func (s *sheet) instances(seconds string, most [4]float64, args ...string) {
	if os.Getenv("VRPTW") == "" {
		s.Fatal("VRPTW names no folder of instances")
	}
	out := s.run("go", append([]string{
		"test", "./app/kernel/route", "-run", "^TestInstances$", "-v", "-count", "1", "-timeout", "0", "-args", "-seconds", seconds,
	}, args...)...)
	got := map[string]float64{}
	for _, m := range meanGap.FindAllStringSubmatch(out, -1) {
		got[m[1]], _ = strconv.ParseFloat(m[2], 64)
	}
	for i, size := range []string{"100", "200", "400", "1000"} {
		gap, ok := got[size]
		if !ok {
			s.Errorf("no instance of %s customers", size)
			continue
		}
		s.row(fmt.Sprintf("instances of %s customers: mean gap to the best known after %s s", size, seconds), most[i], gap, "%")
	}
}
