package views_test

import (
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app/apptest"
	"doorstep/app/demo"
	"doorstep/app/people"
	"doorstep/views"
)

// BenchmarkPages measures the server's time for whole pages, from request to compressed answer, over 10,000 jobs.
func BenchmarkPages(b *testing.B) {
	a := apptest.Empty(b)
	company, err := demo.Build(a, demo.Size{Jobs: 10_000})
	if err != nil {
		b.Fatal(err)
	}
	r, err := apis.NewRouter(a.Core)
	if err != nil {
		b.Fatal(err)
	}
	if err := views.Router(a, "").Mount(&core.ServeEvent{App: a.Core, Router: r}); err != nil {
		b.Fatal(err)
	}
	mux, err := r.BuildMux()
	if err != nil {
		b.Fatal(err)
	}
	token, _, err := a.People.SignIn(b.Context(), people.SignInInput{Login: company.Logins[0].Mobile, Password: demo.Password})
	if err != nil {
		b.Fatal(err)
	}
	get := func(path string) []byte {
		req := httptest.NewRequest(http.MethodGet, path, nil)
		req.AddCookie(&http.Cookie{Name: "sid", Value: token})
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, req)
		if w.Code != http.StatusOK {
			b.Fatalf("%s answered %d", path, w.Code)
		}
		body, _ := io.ReadAll(w.Body)
		return body
	}
	next := regexp.MustCompile(`href="([^"]+)"[^>]*rel="next"|rel="next"[^>]*href="([^"]+)"`)
	deep := "/office/jobs"
	for range 150 {
		m := next.FindSubmatch(get(deep))
		if m == nil {
			b.Fatalf("no further page after %s", deep)
		}
		deep = html.UnescapeString(string(m[1]) + string(m[2]))
	}
	for _, p := range []struct{ name, path string }{
		{"today", "/office/today"},
		{"jobs-first", "/office/jobs"},
		{"jobs-150th", deep},
		{"jobs-due", "/office/jobs?order=due"},
		{"jobs-search", "/office/jobs?q=kothrud"},
		{"board", "/office/board"},
		{"board-events", "/office/board/events"},
		{"board-week", "/office/board?view=week"},
		{"board-list", "/office/board?view=list"},
		{"intake", "/office/jobs/new"},
		{"lookup", "/office/intake/lookup?q=1234"},
		{"customers", "/office/customers"},
	} {
		b.Run(p.name, func(b *testing.B) {
			for b.Loop() {
				get(p.path)
			}
		})
	}
}
