package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"doorstep/app"
	"doorstep/app/apptest"
	"doorstep/app/dispatch"
	"doorstep/app/jobs"
	"doorstep/app/kernel/act"
	"doorstep/app/kernel/clock"
)

// boardDay is a working day that has not begun, so that nothing on it is late.
func boardDay() clock.Date {
	d := clock.Today().AddDays(1)
	if d.Weekday() == time.Sunday {
		d = d.AddDays(1)
	}
	return d
}

// boardOf is an appliance with one visit of Ravi at 11:00 on the day of the board, and one job that waits.
func boardOf(t *testing.T) (a *appliance, visit string) {
	t.Helper()
	return furnished(t, func(a *app.App) {
		j := apptest.Job(t, a, nil)
		v, err := a.Dispatch.Assign(apptest.As(t, a, act.Dispatcher), dispatch.Assignment{
			Job: j.ID, Rev: j.Rev, Technician: apptest.Technician(t, a, "Ravi Pawar"), Start: boardDay().At(11 * 60),
		})
		if err != nil {
			t.Fatal(err)
		}
		visit = v.ID
		apptest.Job(t, a, func(in *jobs.Booking) { in.Issue = "Water leaking" })
	}), visit
}

// desk opens the board of the day at somebody's desk.
func (w *window) desk(a *appliance, mobile, query string) {
	w.t.Helper()
	w.signIn(a.URL, mobile, apptest.Password)
	w.open(a.URL + "/office/board?day=" + string(boardDay()) + query)
}

// mouse presses at a point, goes on in steps to another, and lets go if let is true.
func (w *window) mouse(x, y, toX, toY float64, let bool) {
	w.t.Helper()
	at := func(kind input.DispatchMouseEventType, x, y float64) {
		w.t.Helper()
		w.do(chromedp.MouseEvent(kind, x, y, func(p *input.DispatchMouseEventParams) {
			p.Button, p.Buttons, p.ClickCount = input.MouseButtonLeft, 1, 1
		}))
	}
	if x != toX || y != toY { // otherwise it goes on from where it stopped
		at(chromedp.MousePressed, x, y)
		for i := 1; i <= 6; i++ {
			at(chromedp.MouseMoved, x+(toX-x)*float64(i)/6, y+(toY-y)*float64(i)/6)
		}
	}
	if let {
		at(chromedp.MouseReleased, toX, toY)
	}
}

// spot is where an element of the page lies: its left upper corner.
func (w *window) spot(css string) (x, y float64) {
	w.t.Helper()
	p := is[[]float64](w, "(() => { const r = document.querySelector('"+css+"').getBoundingClientRect(); return [r.left, r.top]; })()")
	return p[0], p[1]
}

// hours is how far an hour is on the grid.
func (w *window) hours(n float64) float64 {
	w.t.Helper()
	return n * 60 * is[float64](w, "board.ec.getOption('slotWidth') / +board.el.dataset.slot")
}

func said(visit string) string {
	return "document.querySelector('[data-key=\"" + visit + "\"]')?.dataset.said"
}

func TestBoard_aCardIsDraggedWithItsFitShown_andTheMoveIsUndone(t *testing.T) {
	t.Parallel()
	w := browser(t)
	a, v := boardOf(t)
	w.desk(a, apptest.Mobiles["Deepa Joshi"], "")
	w.until("document.querySelector('#board[data-ready]')")
	w.until(said(v) + ".startsWith('11:00–12:00, Ravi Pawar')")

	x, y := w.spot(`[data-key="` + v + `"]`)
	w.mouse(x+20, y+20, x+20+w.hours(2), y+22, false)
	w.until("/13:00–14:00/.test(document.getElementById('ghost').innerText) && /min from/.test(document.getElementById('ghost').innerText)")
	if got := is[string](w, "document.getElementById('ghost').dataset.mode"); got != "allow" {
		t.Errorf("before the drop the place is %q: %s", got, is[string](w, "document.getElementById('ghost').innerText"))
	}
	w.until("document.querySelector('.ec-row-head.out [data-who]')?.innerText === 'Sunil More'") // he lacks the skill
	w.mouse(x+20+w.hours(2), y+22, x+20+w.hours(2), y+22, true)
	w.until(said(v) + ".startsWith('13:00–14:00, Ravi Pawar')")
	is[bool](w, "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'z', ctrlKey: true, bubbles: true, cancelable: true})) || true")
	w.until(said(v) + ".startsWith('11:00–12:00, Ravi Pawar')")
	w.see("Undone.")

	// A job from beside the board goes to a row; what breaks a rule asks for a reason.
	jx, jy := w.spot(".tray .job")
	x, y = w.spot(`[data-key="` + v + `"]`)
	w.mouse(jx+60, jy+30, x+10, y+20, true)
	w.until("document.getElementById('warn').open && /Overlaps/.test(document.getElementById('warn-rules').innerText)")
	w.keys("One house", kb.Enter)
	w.until("document.querySelectorAll('.ec-event.card.breaks').length === 2")
	w.until("!document.querySelector('.tray .job')")
	w.click("#toasts .toast:last-child .btn:not(.quiet)")
	w.until("document.querySelectorAll('.ec-event.card').length === 1 && document.querySelector('.tray .job')")
}

func TestBoard_twoDesksSeeEachOther_andWhoeverComesTooLateIsTold(t *testing.T) {
	w := browser(t)
	a, v := boardOf(t)
	w.desk(a, apptest.Mobiles["Deepa Joshi"], "")
	w.until("document.querySelector('#board[data-ready]') && document.querySelector('[data-live-dot][data-state=on]')")
	other, _ := launch(t, t.TempDir()+"/other")
	other.desk(a, apptest.Mobiles["Asha Kulkarni"], "")
	other.until("document.querySelector('#board[data-ready]')")
	is[bool](w, "board.el.querySelector('.ec-main').dataset.kept = 'yes'; true")

	x, y := other.spot(`[data-key="` + v + `"]`)
	other.mouse(x+20, y+20, x+20+other.hours(3), y+22, true)
	other.until(said(v) + ".startsWith('14:00–15:00')")
	began := time.Now()
	w.within(2*time.Second, said(v)+".startsWith('14:00–15:00')")
	t.Logf("the other desk saw it %v after this one", time.Since(began))
	if !is[bool](w, "board.el.querySelector('.ec-main').dataset.kept === 'yes'") {
		t.Error("the grid was drawn anew")
	}

	// While this desk drags, the other moves again: the drop comes too late, and the fresh place stands.
	x, y = w.spot(`[data-key="` + v + `"]`)
	w.mouse(x+20, y+20, x+20-w.hours(4), y+22, false)
	x2, y2 := other.spot(`[data-key="` + v + `"]`)
	other.mouse(x2+20, y2+20, x2+20+other.hours(1), y2+22, true)
	other.until(said(v) + ".startsWith('15:00–16:00')")
	w.mouse(x+20-w.hours(4), y+22, x+20-w.hours(4), y+22, true)
	w.see("Asha Kulkarni was quicker")
	w.until(said(v) + ".startsWith('15:00–16:00')")
}

func TestBoard_itsTwinInWordsIsWorkedByTheKeyboard(t *testing.T) {
	t.Parallel()
	w := browser(t)
	a, v := boardOf(t)
	w.desk(a, apptest.Mobiles["Deepa Joshi"], "&view=list")
	w.until("document.querySelector('#board-list')")
	w.focusOn("#board-list [data-tick]")
	w.keys(" ")
	w.until("document.getElementById('bulk').classList.contains('on')")
	w.do(chromedp.SetValue(chromedp.CSS("#bulk-what"), "lock"))
	w.focusOn("#bulk .primary")
	w.keys(kb.Enter)
	w.until("document.getElementById('plan').open && /Kept fixed/.test(document.getElementById('plan-body').innerText)")
	w.keys(kb.Escape)
	w.until("!document.getElementById('plan').open && /Fixed/.test(document.getElementById('board-list').innerText)")
	w.focusOn("#board-list a.row-link")
	w.keys(kb.Enter)
	w.until("document.getElementById('plan').open && document.querySelector('#plan-body [name=start]')")
	w.fill("start", string(boardDay())+"T15:00")
	w.do(chromedpFocus("#plan-body [name=minutes]"))
	w.keys(kb.Enter)
	w.until("!document.getElementById('plan').open && /15:00–16:00/.test(document.getElementById('row-" + v + "-" + techOf(w) + "')?.innerText)")

	// In the grid the arrows lead from card to card, Enter opens the menu, m the form.
	w.open(a.URL + "/office/board?day=" + string(boardDay()))
	w.until("document.querySelector('#board[data-ready] .ec-event[data-key][tabindex=\"0\"]')")
	w.until("(document.querySelector('.ec-event[data-key]')?.focus(), document.activeElement.dataset.key)")
	w.keys(kb.Enter)
	w.until("document.getElementById('pop').matches(':popover-open') && document.activeElement.closest('#pop')")
	w.keys(kb.Escape)
	w.until(fmt.Sprintf("document.activeElement.dataset.key === %q", v))
	w.keys("m")
	w.until("document.querySelector('#plan-body [name=start]')")
	w.keys(kb.Escape)
	w.keys("]")
	w.at("/office/board")
	w.until("location.search.includes('day=" + string(boardDay().AddDays(1)) + "')")
}

// techOf is the technician whose row is the first of the list with a visit.
func techOf(w *window) string {
	w.t.Helper()
	return is[string](w, "document.querySelector('#board-list tr[id^=row-]').id.slice(-15)")
}
