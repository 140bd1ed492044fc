package views_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/kernel/act"
	"doorstep/app/people"
	"doorstep/views"
	"doorstep/views/web"
)

var placeholder = regexp.MustCompile(`{[^}]+}`)

// initials stand for the roles in testdata/roles.txt, in the order of act.Roles; a dash is a role that is refused.
const initials = "ODAST"

// site is the whole appliance behind a test server.
type site struct {
	*httptest.Server
	app    *app.App
	router *web.Router
}

func serve(t *testing.T, a *app.App) *site {
	t.Helper()
	r, err := apis.NewRouter(a.Core)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{app: a, router: views.Router(a, "TEST-CODE")}
	if err := s.router.Mount(&core.ServeEvent{App: a.Core, Router: r}); err != nil {
		t.Fatal(err)
	}
	mux, err := r.BuildMux()
	if err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// cookie signs the company's person of the role in.
func (s *site) cookie(t *testing.T, name string) *http.Cookie {
	t.Helper()
	token, _, err := s.app.People.SignIn(context.Background(), people.SignInInput{Login: apptest.Mobiles[name], Password: apptest.Password, Device: "test", IP: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	return &http.Cookie{Name: "sid", Value: token}
}

// ask sends a request and follows no redirect.
func (s *site) ask(t *testing.T, method, path string, cookie *http.Cookie, form url.Values) *http.Response {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel) // ends the live stream
	req, err := http.NewRequestWithContext(ctx, method, s.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	if method != http.MethodGet {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if cookie != nil {
		req.AddCookie(cookie)
	}
	resp, err := (&http.Transport{}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

var personOf = map[act.Role]string{
	act.Owner: "Asha Kulkarni", act.Dispatcher: "Deepa Joshi", act.Accountant: "Anil Shah", act.Storekeeper: "Salim Shaikh", act.Technician: "Ravi Pawar",
}

// expected reads testdata/roles.txt: "ODAS- GET /office/jobs", or "public POST /login".
func expected(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "roles.txt"))
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if who, route, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.HasPrefix(line, "#") {
			table[route] = who
		}
	}
	return table
}

func TestRoles_everyRouteLetsInWhomTheTableNamesAndNobodyElse(t *testing.T) {
	s := serve(t, apptest.NewApp(t))
	table := expected(t)
	seen := map[string]bool{}
	cookies := map[act.Role]*http.Cookie{}
	for role, name := range personOf {
		cookies[role] = s.cookie(t, name)
	}
	for _, route := range s.router.Routes() {
		name := route.Method + " " + route.Path
		seen[name] = true
		want, ok := table[name]
		if !ok {
			t.Errorf("testdata/roles.txt has no line for %s (%s)", name, route.Permission.Name)
			continue
		}
		path := placeholder.ReplaceAllString(strings.Replace(route.Path, "{$}", "", 1), "none")
		if open := s.ask(t, route.Method, path, nil, nil); want != "public" && !refused(open) {
			t.Errorf("%s lets in a stranger: %s", name, open.Status)
		}
		if want == "public" {
			continue
		}
		for i, role := range act.Roles {
			if name == "POST /sign-out" {
				break // it would sign the others' requests out
			}
			resp := s.ask(t, route.Method, path, cookies[role], url.Values{})
			if may := want[i] == initials[i]; may == refused(resp) {
				t.Errorf("%s for the %s: %s, want let in: %v", name, role, resp.Status, may)
			}
		}
	}
	for name := range table {
		if !seen[name] {
			t.Errorf("testdata/roles.txt names %s, which is no route", name)
		}
	}
}

// refused is a plain refusal: 401 or 403, or being sent to sign in.
func refused(r *http.Response) bool {
	return r.StatusCode == http.StatusForbidden || r.StatusCode == http.StatusUnauthorized ||
		r.StatusCode == http.StatusSeeOther && strings.HasPrefix(r.Header.Get("Location"), "/login")
}

func TestRoles_everyPermissionIsHeldByTheOwnerUnlessItIsTheTechniciansOwn(t *testing.T) {
	for _, p := range act.All() {
		if !p.Allows(act.Owner) && !slices.Equal(p.Roles, []act.Role{act.Technician}) {
			t.Errorf("%s is for %v, but not for the owner", p.Name, p.Roles)
		}
	}
}
