package page

import "testing"

func FuzzParse(f *testing.F) {
	f.Add("eyJrIjoiMjAyNiIsImkiOiJhIn0")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(c.String()); err != nil || again != c {
			t.Errorf("%q was read as %+v and then as %+v (%v)", text, c, again, err)
		}
	})
}

func TestCursor_survivesItsText(t *testing.T) {
	for _, c := range []Cursor{{}, {Key: "2026", ID: "a"}, {Key: "ü'\"", ID: "b", Back: true}} {
		got, err := Parse(c.String())
		if err != nil || got != c {
			t.Errorf("%+v came back as %+v (%v)", c, got, err)
		}
	}
	for _, bad := range []string{"x", "e30", "!!"} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestCut_knowsItsNeighbours(t *testing.T) {
	place := func(s string) (string, string) { return s, s }
	first := Cut([]string{"a", "b", "c"}, 2, Cursor{}, place)
	if len(first.Rows) != 2 || first.Prev != "" || first.Next == "" {
		t.Errorf("first page %+v", first)
	}
	last := Cut([]string{"c"}, 2, Cursor{Key: "b", ID: "b"}, place)
	if last.Next != "" || last.Prev == "" {
		t.Errorf("last page %+v", last)
	}
	back := Cut([]string{"b", "a"}, 2, Cursor{Key: "c", ID: "c", Back: true}, place)
	if back.Rows[0] != "a" || back.Prev != "" || back.Next == "" {
		t.Errorf("page read backwards %+v", back)
	}
}
