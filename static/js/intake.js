// Intake by keyboard: the number field is a combobox over the server's hits; panels are fetched and put in place.
// Without it the same page works by its Find button and plain links.
(() => {
	const doc = document, finder = doc.getElementById('finder'), form = doc.getElementById('booking');
	const field = doc.getElementById('f-phone'), said = doc.getElementById('found');
	if (!finder || !form || !field) return;
	const hits = () => doc.getElementById('hits');
	const options = () => [...hits().querySelectorAll('[role=option]')];
	let active = -1, timer, flight, asked = '';

	for (const [name, value] of Object.entries({role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'hits', 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox'})) {
		field.setAttribute(name, value);
	}

	async function part(url, signal) {
		const answer = await fetch(url, {headers: {'HX-Request': 'true', Accept: 'text/html'}, credentials: 'same-origin', signal});
		const to = answer.headers.get('HX-Redirect'); // to sign in
		if (to) location.href = to;
		if (to || !answer.ok) throw new Error(answer.status);
		return answer.text();
	}

	const enough = (s) => /^[-+\d\s().]*$/.test(s) ? s.replace(/\D/g, '').length >= 4 : s.length >= 2;

	async function look() {
		clearTimeout(timer);
		const typed = field.value.trim();
		if (typed === asked) return;
		flight?.abort();
		asked = typed;
		if (!enough(typed)) return none();
		flight = new AbortController();
		try {
			const text = await part(field.dataset.lookup + '?q=' + encodeURIComponent(typed), flight.signal);
			if (asked !== typed) return;
			const t = doc.createElement('template');
			t.innerHTML = text;
			hits().replaceWith(t.content.querySelector('#hits'));
			said.textContent = hits().dataset.said;
			if (doc.activeElement === field) open();
		} catch (e) {
			if (e.name === 'AbortError') return;
			asked = '';
			none();
			doc.dispatchEvent(new Event('app:failed'));
		}
	}

	function open() {
		if (!options().length) return;
		hits().hidden = false;
		field.setAttribute('aria-expanded', 'true');
		mark(0);
	}

	function close() {
		hits().hidden = true;
		active = -1;
		field.setAttribute('aria-expanded', 'false');
		field.removeAttribute('aria-activedescendant');
	}

	// The hits of other words are no hits.
	function none() {
		hits().replaceChildren();
		close();
	}

	function mark(i) {
		const all = options();
		active = (i + all.length) % all.length;
		all.forEach((o, n) => {
			o.setAttribute('aria-selected', n === active);
			o.classList.toggle('badge', n === active);
			o.classList.toggle('brand', n === active);
		});
		field.setAttribute('aria-activedescendant', all[active].id);
		all[active].scrollIntoView({block: 'nearest'});
	}

	// Puts a panel in the place of the customer and leads the keyboard on.
	async function choose(link) {
		close();
		let text;
		try {
			text = await part(link.dataset.panel);
		} catch {
			location.href = link.href;
			return;
		}
		await htmx.swap({text, target: doc.getElementById('who'), sourceElement: form, swap: 'outerHTML'});
		sync();
		ask();
		const who = doc.getElementById('who');
		const site = who.querySelector('input[name=site]:checked');
		(site ? form.elements.type : who.querySelector('[data-first]') || form.elements.type)?.focus();
	}

	field.addEventListener('input', () => {
		clearTimeout(timer);
		timer = setTimeout(look, 150);
	});
	field.addEventListener('blur', () => setTimeout(close, 200));
	field.addEventListener('keydown', async (e) => {
		const shown = !hits().hidden;
		if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
			e.preventDefault();
			if (!shown) return open();
			return mark(active + (e.key === 'ArrowDown' ? 1 : -1));
		}
		if (e.key === 'Escape' && shown) {
			e.preventDefault();
			e.stopPropagation();
			return close();
		}
		if (e.key !== 'Enter') return;
		e.preventDefault();
		const waited = field.value.trim() !== asked;
		await look();
		const all = options();
		if (!enough(field.value.trim()) || !all.length) return;
		if (hits().hidden || waited && all.length > 2) return open(); // several came at once: the person chooses
		choose(all[Math.max(active, 0)]);
	});
	finder.addEventListener('submit', (e) => {
		e.preventDefault();
		look().then(() => { field.focus(); open(); });
	});
	doc.addEventListener('mousedown', (e) => { if (e.target.closest('#hits')) e.preventDefault(); });
	doc.addEventListener('click', (e) => {
		const link = e.target.closest('[data-panel]');
		if (link && !e.ctrlKey && !e.metaKey && !e.shiftKey) {
			e.preventDefault();
			choose(link);
			return;
		}
		const slot = e.target.closest('[data-slot-day]');
		if (slot) promise(slot);
	});

	// A usual window fills the three fields of the promise.
	function promise(slot) {
		const to = {promised_day: slot.dataset.slotDay, promised_from: slot.dataset.slotFrom, promised_to: slot.dataset.slotTo};
		for (const [name, value] of Object.entries(to)) form.elements[name].value = value;
		form.dataset.dirty = '';
		pressed();
		ask();
	}

	// When somebody can come depends on all of these; it is asked for again once they rest.
	let rest;
	function ask() {
		clearTimeout(rest);
		rest = setTimeout(() => doc.getElementById('openings')?.dispatchEvent(new Event('openings')), 200);
	}
	const weighs = /^(site|site_pin|priority|duration_min|crew|promised_(day|from|to))$/;
	doc.addEventListener('htmx:after:swap', () => {
		pressed();
		const type = form.elements.type?.value; // its own answer brings duration and priority
		if (type !== kind) {
			kind = type;
			ask();
		}
	});
	let kind = form.elements.type?.value;

	function pressed() {
		const at = (name) => form.elements[name].value;
		for (const b of doc.querySelectorAll('[data-slot-day]')) {
			const on = b.dataset.slotDay === at('promised_day') && b.dataset.slotFrom === at('promised_from') && b.dataset.slotTo === at('promised_to');
			b.setAttribute('aria-pressed', on);
			b.classList.toggle('primary', on);
		}
	}

	// The fields of another site count only while that choice is made: what is not asked for is not sent.
	function sync() {
		const other = doc.getElementById('new-site');
		if (!other) return;
		const on = form.querySelector('input[name=site][value=new]')?.checked;
		other.open = on;
		other.querySelector('fieldset').disabled = !on;
	}
	form.addEventListener('change', (e) => {
		if (e.target.name === 'site') {
			sync();
			if (e.target.value === 'new') doc.querySelector('#new-site input')?.focus();
		}
		if (/^promised_/.test(e.target.name)) pressed();
		if (weighs.test(e.target.name)) ask();
	});
	doc.addEventListener('click', (e) => {
		if (!e.target.closest('#new-site > summary')) return;
		e.preventDefault();
		const radio = form.querySelector('input[name=site][value=new]');
		if (!radio.checked) radio.click();
	});
	sync();
	pressed();
	if (doc.querySelector('#new-site')?.contains(doc.querySelector('[aria-invalid=true]'))) doc.getElementById('new-site').open = true;
})();
