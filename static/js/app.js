// Small manners of every page: keys, busy buttons, theme, dialogs, copying, unsaved forms.
// Everything works without it; nothing here knows the business.
(() => {
	const doc = document, root = doc.documentElement;
	const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName)) && !/^(checkbox|radio|button|submit)$/.test(el.type);

	// Keys press the element that has them as data-key. Two-key sequences wait 900 ms for the second.
	let before = '', beforeTimer;
	doc.addEventListener('keydown', (e) => {
		if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || e.defaultPrevented) return;
		if (e.key === 'Escape') return escape(e);
		if (typing(e.target) || doc.querySelector('dialog[open]')) return;
		if (e.key === '?') return toggle(doc.getElementById('keys'));
		const keys = [before && before + ' ' + e.key, e.key].filter(Boolean);
		clearTimeout(beforeTimer);
		before = '';
		for (const k of keys) {
			const el = doc.querySelector(`[data-key="${CSS.escape(k).replace(/\\ /g, ' ')}"]`);
			if (!el) continue;
			e.preventDefault();
			if (typing(el)) { el.focus(); el.select?.(); } else el.click();
			return;
		}
		if (/^[a-z]$/.test(e.key)) {
			before = e.key;
			beforeTimer = setTimeout(() => { before = ''; }, 900);
		}
	});

	function escape(e) {
		const menu = e.target.closest?.('details.menu[open]');
		if (menu) { menu.open = false; menu.querySelector('summary').focus(); } else if (typing(e.target) && !e.target.closest('dialog')) e.target.blur();
	}

	function toggle(dialog) {
		if (dialog) dialog.open ? dialog.close() : dialog.showModal();
	}

	doc.addEventListener('click', (e) => {
		const el = e.target.closest('[data-dialog],[data-copy],[data-theme-toggle],[data-print]');
		for (const m of doc.querySelectorAll('details.menu[open]')) if (!m.contains(e.target)) m.open = false;
		if (e.target.nodeName === 'DIALOG') e.target.close(); // the backdrop
		if (!el) return;
		const d = el.dataset;
		if (d.dialog && !e.ctrlKey && !e.metaKey && !e.shiftKey) {
			e.preventDefault();
			const into = el.getAttribute('hx-target');
			if (into) doc.querySelector(into)?.replaceChildren(); // while the answer is on its way, nothing of the one before can be pressed
			toggle(doc.getElementById(d.dialog));
		}
		if (d.copy) navigator.clipboard?.writeText(d.copy).then(() => say(el));
		if ('print' in d) print();
		if ('themeToggle' in d) {
			root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
			try { localStorage.setItem('theme', root.dataset.theme); } catch { /* storage may be forbidden */ }
		}
	});

	function say(el) {
		el.classList.add('good');
		setTimeout(() => el.classList.remove('good'), 1200);
	}

	// Busy: a pressed button waits, so that nobody presses twice. Width stays; the page that comes back is awake again.
	function busy(form, button, on) {
		const b = button || form?.querySelector('.btn.primary, button[type=submit]');
		if (!b || b.disabled === on && !b.hasAttribute('aria-busy')) return;
		b.disabled = on;
		on ? b.setAttribute('aria-busy', 'true') : b.removeAttribute('aria-busy');
	}
	const rest = () => doc.querySelectorAll('[aria-busy="true"]').forEach((b) => busy(null, b, false));
	doc.addEventListener('submit', (e) => {
		const form = e.target;
		setTimeout(() => {
			if (e.defaultPrevented || form.method === 'dialog' || form.target || form.hasAttribute('data-download')) return;
			delete form.dataset.dirty;
			leaving = true;
			busy(form, e.submitter, true);
			setTimeout(() => { leaving = false; rest(); }, 15000);
		});
	});
	doc.addEventListener('htmx:before:request', (e) => {
		const ctx = e.detail?.ctx;
		if (ctx?.sourceElement?.tagName === 'FORM' && !ctx.sourceElement.matches('[data-auto]')) busy(ctx.sourceElement, ctx.sourceEvent?.submitter, true);
	});
	doc.addEventListener('htmx:finally:request', rest);
	addEventListener('pageshow', () => { leaving = false; rest(); });

	// A request that came to nothing says so, in the dialog where one covers the page. A refusal (4xx) brings its own words for
	// the top of the page, and so does a full disk (507); they go into the dialog too.
	const cover = () => doc.querySelector('dialog[open]');
	function failed() {
		if (leaving) return;
		doc.querySelector('.flash[role=alert]')?.remove();
		const note = doc.createElement('div');
		note.className = 'flash';
		note.setAttribute('role', 'alert');
		note.textContent = 'That did not work; try again.';
		(cover() || doc.body).append(note);
	}
	for (const name of ['htmx:error', 'app:failed']) doc.addEventListener(name, failed);
	doc.addEventListener('htmx:response:error', (e) => {
		const ctx = e.detail.ctx;
		if (ctx.response.status >= 500 && ctx.response.status !== 507) failed();
		else if (ctx.hx.retarget === '#main' && cover()) ctx.hx.retarget = 'dialog[open] > .body > div';
	});

	// A form with data-guard asks before typed words are lost.
	let leaving = false;
	doc.addEventListener('input', (e) => {
		const form = e.target.form;
		if (form?.hasAttribute('data-guard')) form.dataset.dirty = '';
	});
	addEventListener('beforeunload', (e) => {
		if (!leaving && doc.querySelector('form[data-guard][data-dirty]')) e.preventDefault();
	});

	// A filter bar submits itself when a choice changes. With hx-get on it, htmx hears the same submit. A date that is being
	// typed changes with every digit: it waits until the field is left.
	let keyed;
	const left = ({target}) => target.form?.requestSubmit();
	doc.addEventListener('keydown', (e) => { keyed = e.target; }, true);
	doc.addEventListener('pointerdown', () => { keyed = null; }, true);
	doc.addEventListener('change', ({target: el}) => {
		if (!el.form?.hasAttribute('data-auto') || el.type === 'search') return;
		if (el.type !== 'date' || el !== keyed) el.form.requestSubmit();
		else el.addEventListener('blur', left, {once: true});
	});

	doc.addEventListener('animationend', (e) => { if (e.animationName === 'flash') e.target.remove(); });
	const wrong = () => doc.querySelector('main [data-summary], main [role=alert][tabindex]')?.focus();
	doc.readyState === 'loading' ? doc.addEventListener('DOMContentLoaded', wrong) : wrong();
})();
