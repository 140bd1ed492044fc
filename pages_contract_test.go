package main

import "testing"

// contractPages opens each page about contracts of the demo company.
func contractPages(w *window, a *appliance, v *visitor, do func(w *window, name string)) {
	w.t.Helper()
	const list = "/office/contracts"
	one := is[string](w, `fetch('/office/contracts?state=active').then((a) => a.text()).then(async (all) => {
		for (const [path] of all.matchAll(/\/office\/contracts\/[a-z0-9]{15}(?=")/g)) {
			const page = await fetch(path).then((a) => a.text());
			if (page.includes('/office/plan-dates/') && page.includes('/office/plans/')) return path;
		}
		return '';
	})`)
	for _, p := range []struct{ name, path string }{
		{"contracts", list},
		{"contracts-none", list + "?q=nobody"},
		{"contract", one},
		{"contract-draft", addressOf(w.t, v, list+"/*", list+"?state=draft")},
		{"contract-suspended", addressOf(w.t, v, list+"/*", list+"?state=suspended")},
		{"contract-edit", one + "/edit"},
		{"contract-new", addressOf(w.t, v, list+"/new?customer=*", "/office/customers")},
		{"contract-who", list + "/new"},
		{"contract-renewal", one + "/renewal"},
		{"plan-new", one + "/plans/new"},
		{"plan", addressOf(w.t, v, "/office/plans/*", one+" /office/plans")},
		{"plan-date", addressOf(w.t, v, "/office/plan-dates/*", one+" /office/plan-dates")},
		{"renewals", "/office/renewals"},
		{"contract-import", list + "/import"},
		{"schedules", "/office/schedules"},
	} {
		w.open(a.URL + p.path)
		w.until("document.readyState === 'complete' && !document.querySelector('.htmx-request')")
		do(w, p.name)
	}
}

// agreementPages opens the pages about contracts of a demo company of its own.
func agreementPages(t *testing.T, do func(w *window, name string)) {
	w := browser(t)
	a := start(t, t.TempDir()+"/data", "demo", "--jobs", "300")
	contractPages(w, a, w.tours(a, nil, nil), do)
}

func TestPages_axeFindsNothingSeriousOnThePagesAboutContracts(t *testing.T) {
	t.Parallel()
	agreementPages(t, func(w *window, name string) {
		t.Helper()
		is[bool](w, "document.querySelectorAll('main details').forEach((d) => { d.open = true; }) || true")
		axe(w, name)
	})
}
