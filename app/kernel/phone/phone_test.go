package phone_test

import (
	"errors"
	"runtime"
	"testing"

	"doorstep/app/kernel/fault"
	"doorstep/app/kernel/phone"
)

func TestParse_readsWhatPeopleWrite(t *testing.T) {
	for in, want := range map[string]string{
		"9876543210": "+919876543210", "09876543210": "+919876543210", "+91 98765 43210": "+919876543210",
		"98765-43210": "+919876543210", "(0) 98765.43210": "+919876543210", "919876543210": "+919876543210",
		"0091 98765 43210": "+919876543210", "tel:+919876543210": "+919876543210", "९८७६५ ४३२१०": "+919876543210",
		"\u202a+91 98765 43210\u202c": "+919876543210", "98765\u201343210": "+919876543210", "6001234567": "+916001234567",
		"020 2553 1234": "+912025531234", "020-25531234": "+912025531234", "+91 20 25531234": "+912025531234",
		"022 2266 1234": "+912222661234", "1800 266 5555": "+9118002665555",
		"+1 650-253-0000": "+16502530000", "+971 50 123 4567": "+971501234567", "+44 20 7946 0958": "+442079460958",
	} {
		if got, err := phone.Parse(in); err != nil || got != want {
			t.Errorf("Parse(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestParse_refusesWhatIsNoNumber(t *testing.T) {
	for _, in := range []string{
		"", " ", "+", "98765", "987654321", "98765432101", "0000000000", "abc", "98765 4321O", "1800-FLOWERS",
		"98765 43210 / 98220 12345", "9876543210, 9822012345", "98765+43210", "++919876543210", "+1 123", "98765432109876543210987654321098765432101",
	} {
		got, err := phone.Parse(in)
		var f *fault.Error
		if got != "" || !errors.As(err, &f) || f.Code != "phone_form" || f.Field != "" {
			t.Errorf("Parse(%q) = %q, %v, want phone_form", in, got, err)
		}
	}
}

func TestFormat_showsMobilesShort(t *testing.T) {
	for in, want := range map[string]string{
		"+919876543210": "98765 43210", "+912025531234": "+91 20 2553 1234", "+16502530000": "+1 650-253-0000", "": "", "ask Ravi": "ask Ravi", "98765": "98765",
	} {
		if got := phone.Format(in); got != want {
			t.Errorf("Format(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestIsMobile_isIndianAndBeginsWith6To9(t *testing.T) {
	for in, want := range map[string]bool{
		"+919876543210": true, "+916000000000": true, "+915876543210": false, "+912025531234": false, "9876543210": false, "+16502530000": false, "": false,
	} {
		if got := phone.IsMobile(in); got != want {
			t.Errorf("IsMobile(%q) = %v", in, got)
		}
	}
}

func TestDigits_andReverse_makeASearchKey(t *testing.T) {
	if got := phone.Reverse(phone.Digits("+91 98765-४3210")); got != "012345678919" {
		t.Errorf("got %s", got)
	}
}

// The library decodes what it knows of a country when it is first asked; that must stay far below the idle budget.
func TestParse_keepsItsMetadataSmall(t *testing.T) {
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	if _, err := phone.Parse("020 2553 1234"); err != nil {
		t.Fatal(err)
	}
	grown := int64(heap()) - int64(before)
	t.Logf("heap grew by %d kB", grown/1024)
	if grown > 4<<20 {
		t.Errorf("heap grew by %d kB", grown/1024)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"9876543210", "+91 20 2553 1234", "+39 06 698 1234", "00", "+", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := phone.Parse(s)
		if err != nil {
			return
		}
		if again, err := phone.Parse(e); err != nil || again != e {
			t.Fatalf("Parse(%q) = %q, then %q, %v", s, e, again, err)
		}
		if shown, err := phone.Parse(phone.Format(e)); err != nil || shown != e {
			t.Fatalf("Parse(%q) = %q, shown %q, which reads back as %q, %v", s, e, phone.Format(e), shown, err)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		_, _ = phone.Parse("+91 98765 43210")
	}
}
