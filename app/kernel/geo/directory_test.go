package geo

import (
	"runtime"
	"testing"
	"time"
)

func TestDirectory_isSmallAndQuick(t *testing.T) {
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, best := heap(), time.Hour
	var d *pins
	for range 3 {
		started := time.Now() // the stopwatch of a test, not a date
		var err error
		if d, err = unpack(packed); err != nil {
			t.Fatal(err)
		}
		best = min(best, time.Since(started))
	}
	grown := int64(heap()) - int64(before)
	t.Logf("%d codes, %d districts, %d kB, %v", len(d.rows), len(d.districts)-1, grown/1024, best)
	if grown > 4<<20 || len(d.rows) != 19586 || len(d.districts) > 800 {
		t.Error("over the budget")
	}
	runtime.KeepAlive(d)
}

func TestTitle_keepsInitials(t *testing.T) {
	for in, want := range map[string]string{
		"PUNE": "Pune", "LAHUL AND SPITI": "Lahul and Spiti", "KAIMUR (BHABUA)": "Kaimur (Bhabua)", "S.A.S Nagar": "S.A.S Nagar", "Y.S.R.": "Y.S.R.",
		"JANJGIR-CHAMPA": "Janjgir-Champa", "SPSR NELLORE": "SPSR Nellore", "South East": "South East", "24 PARAGANAS NORTH": "24 Paraganas North",
	} {
		if got := title(in); got != want {
			t.Errorf("title(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestUnpack_refusesADamagedFile(t *testing.T) {
	for _, raw := range [][]byte{nil, packed[:100], packed[:len(packed)/2]} {
		if _, err := unpack(raw); err == nil {
			t.Errorf("%d bytes were read", len(raw))
		}
	}
}

func BenchmarkUnpack(b *testing.B) {
	for b.Loop() {
		if _, err := unpack(packed); err != nil {
			b.Fatal(err)
		}
	}
}
