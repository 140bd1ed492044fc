// The board of a day: draws technicians and visits with the calendar library, follows changes, and is worked by keys.
// board_drag.js moves things, board_bulk.js selects them. Without script the board is a list.
(() => {
	const doc = document, el = doc.getElementById('board'), pop = doc.getElementById('pop');
	if (!pop) return;
	const sprite = doc.querySelector('svg.icon use')?.getAttribute('href').split('#')[0];
	const pad = (n) => String(n).padStart(2, '0');
	const hm = (m) => pad(Math.floor(m / 60)) + ':' + pad(m % 60);
	const minute = (d) => d.getHours() * 60 + d.getMinutes();
	const B = window.board = {el, visits: new Map(), lanes: new Map(), selected: new Map(), busy: false, hm, minute, h, icon, fetchJSON, refetch, card, key, toast, post};

	function h(tag, cls, text) {
		const e = doc.createElement(tag);
		if (cls) e.className = cls;
		if (text !== undefined) e.textContent = text;
		return e;
	}
	function icon(name) {
		const svg = doc.createElementNS('http://www.w3.org/2000/svg', 'svg'), use = doc.createElementNS('http://www.w3.org/2000/svg', 'use');
		svg.setAttribute('class', 'icon');
		svg.setAttribute('aria-hidden', 'true');
		use.setAttribute('href', sprite + '#' + name);
		svg.append(use);
		return svg;
	}
	async function fetchJSON(path, options) {
		const a = await fetch(path, {headers: {Accept: 'application/json'}, credentials: 'same-origin', ...options});
		if (a.redirected) location.reload();
		return {status: a.status, ok: a.ok, body: await a.json().catch(() => ({}))};
	}
	// A key of its own for every attempt: the server does what comes with one key once.
	function post(path, fields) {
		const body = new URLSearchParams(fields);
		body.set('_key', Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, '0')).join(''));
		return fetchJSON(path, {method: 'POST', body});
	}

	function toast(text, {tone = '', undo} = {}) {
		const box = doc.getElementById('toasts'), t = h('div', 'toast ' + tone);
		t.append(h('span', '', text));
		if (undo) {
			const b = h('button', 'btn small', 'Undo');
			b.type = 'button';
			b.onclick = () => { t.remove(); undo(); };
			t.append(b);
		}
		const x = h('button', 'btn small quiet only');
		x.type = 'button';
		x.append(icon('x'), h('span', 'vh', 'Close'));
		x.onclick = () => t.remove();
		t.append(x);
		while (box.children.length > 2) box.firstChild.remove();
		box.append(t);
		const leave = () => setTimeout(() => t.matches(':hover, :focus-within') ? leave() : t.remove(), tone === 'bad' ? 14000 : 9000);
		leave();
	}

	// ---- what can be done with a card or a person, in a panel beside it

	let opener;
	async function open(path, at) {
		const a = await fetch(path, {headers: {'HX-Request': 'true'}, credentials: 'same-origin'});
		if (!a.ok || a.redirected) return toast('That did not work; try again.', {tone: 'bad'});
		pop.innerHTML = await a.text();
		htmx.process(pop);
		opener = at;
		pop.showPopover();
		const r = at.getBoundingClientRect(), w = pop.offsetWidth, high = pop.offsetHeight;
		pop.style.left = Math.max(8, Math.min(r.left, innerWidth - w - 8)) + 'px';
		pop.style.top = Math.max(8, r.bottom + high + 8 < innerHeight ? r.bottom + 4 : r.top - high - 4) + 'px';
		(pop.querySelector('.pop-acts a') || pop.querySelector('h2'))?.focus();
	}
	pop.addEventListener('toggle', (e) => {
		if (e.newState !== 'closed') return;
		if (pop.contains(doc.activeElement) || doc.activeElement === doc.body) opener?.focus();
	});
	pop.addEventListener('click', (e) => { if (e.target.closest('[data-pop-close]')) pop.hidePopover(); });
	pop.addEventListener('submit', async (e) => {
		const form = e.target.closest('[data-pop-act]');
		if (!form) return;
		e.preventDefault();
		const a = await fetch(form.action, {method: 'POST', body: new URLSearchParams(new FormData(form)), headers: {'HX-Request': 'true'}, credentials: 'same-origin'});
		const text = a.status === 204 ? '' : await a.text();
		const part = doc.createElement('template');
		part.innerHTML = text;
		const said = part.content.querySelector('.outcome')?.textContent.trim();
		const failed = !a.ok || part.content.querySelector('[data-failed]:not([data-failed="0"])');
		pop.hidePopover();
		toast(said || (failed ? 'That was refused: it has changed meanwhile.' : 'Done.'), {tone: failed ? 'bad' : ''});
		refetch();
	});
	const menu = (v, at) => open('/office/board/visits/' + v.id + '?next=' + encodeURIComponent(el?.dataset.next || location.pathname + location.search), at);
	doc.addEventListener('click', (e) => {
		const who = e.target.closest('[data-who]');
		if (who) open('/office/board/technicians/' + who.dataset.who + '?' + (el?.dataset.query || location.search.slice(1)), who);
	});

	fetch(doc.querySelector('[data-notices]').dataset.liveSrc, {headers: {'HX-Request': 'true'}}).then((a) => a.ok && !a.redirected ? a.text() : '').then((t) => {
		const n = doc.querySelector('[data-notices]');
		n.innerHTML = t;
		htmx.process(n);
	});

	// ---- a small screen gets the list

	const small = doc.querySelector('[data-small]'), narrow = matchMedia('(max-width: 639px)');
	async function list() {
		if (!small || !narrow.matches || small.dataset.liveSrc) return;
		small.dataset.liveSrc = small.dataset.smallSrc;
		const a = await fetch(small.dataset.liveSrc, {headers: {'HX-Request': 'true'}});
		if (!a.ok || a.redirected) return;
		small.innerHTML = await a.text();
		htmx.process(small);
	}
	narrow.addEventListener('change', () => { list(); mount(); });
	list();

	// ---- the grid

	let ec, data;
	function card(id) { return B.visits.get(id)?.v; }
	function key(v) { return v.help ? v.id + '-' + v.lane : v.id; }
	const at = (m) => el.dataset.day + 'T' + (m >= 1440 ? '23:59:59' : hm(m) + ':00');

	function classes(v) {
		return ['card', v.st, 'p' + v.p, v.help && 'helps', v.late && 'late', v.lock && 'locked', v.broken && 'breaks', v.sla && 'sla-' + v.sla, B.selected.has(v.id) && 'picked'].filter(Boolean);
	}
	B.event = (v) => ({id: key(v), resourceIds: [v.lane], start: at(v.from), end: at(v.to), className: classes(v), startEditable: !!v.mv, extendedProps: v});

	function shade(lane) {
		const off = (lane.off || []).map(([from, to], i) => ({id: 'off-' + lane.id + '-' + i, resourceIds: [lane.id], start: at(from), end: at(to), display: 'background', className: lane.leave ? 'leave' : 'off', extendedProps: {}}));
		if (lane.leave && off.length) off[0].extendedProps.words = lane.leave;
		return off;
	}

	// A stretch of the day as part of a card: its place follows from the card's own hours, so that it stays while the card is dragged.
	function stretch(cls, from, to, start, len) {
		const s = h('i', cls);
		s.style.insetInlineStart = 100 * (from - start) / len + '%';
		s.style.inlineSize = 100 * (to - from) / len + '%';
		return s;
	}
	function content({event}) {
		const v = event.extendedProps;
		if (event.display === 'background') return {domNodes: v.words ? [h('span', 'leave-words', v.words)] : []};
		const start = minute(event.start), len = Math.max(5, (event.end - event.start) / 60000), nodes = [];
		if (v.way) nodes.push(stretch('way', start - v.way, start, start, len));
		if (v.win) nodes.push(stretch('bracket', v.win[0], v.win[1], start, len));
		const box = h('div', 'txt');
		const b = h('b', '', v.name);
		box.append(b, h('span', 'what', v.help ? 'helps ' + v.lead : v.type));
		box.append(v.flags?.length ? h('strong', 'foot', v.flags.join(' ')) : h('span', 'foot', v.left || v.sw));
		nodes.push(box);
		if (v.lock || v.broken) {
			const marks = h('span', 'marks');
			if (v.broken) marks.append(icon('warning'));
			if (v.lock) marks.append(icon('lock'));
			nodes.push(marks);
		}
		if (v.sla) nodes.push(h('i', 'left'));
		nodes.push(h('span', 'vh said'));
		return {domNodes: nodes};
	}
	function words(v) {
		const lane = B.lanes.get(v.lane);
		return [hm(v.from) + '–' + hm(Math.min(v.to, 1439)), lane?.name, v.name, v.type, 'P' + v.p, v.sw, v.help && 'helps ' + v.lead, v.with && 'with ' + v.with, ...(v.flags || []), v.left, v.lock,
			v.win && 'promised ' + hm(v.win[0]) + '–' + hm(Math.min(v.win[1], 1439)), v.way && v.way + ' min travel', v.broken && 'Breaks: ' + v.broken.join('. ')].filter(Boolean).join(', ');
	}
	function decorate(card, v) {
		const said = words(v);
		const more = card.querySelector('.said'); // what eyes see stands before it, so that the name of the card holds both
		if (more && more.textContent !== said) more.textContent = said;
		if (card.dataset.said === said) return;
		card.dataset.said = said;
		card.title = v.no + ' · ' + v.where + '\n' + said.split(', ').join('\n');
	}
	const cards = () => [...el.querySelectorAll('.ec-event[data-key]')];
	function tidy() {
		const root = el.querySelector('.ec');
		root.setAttribute('role', 'group');
		root.setAttribute('aria-label', el.dataset.label);
		root.querySelector('.ec-toolbar')?.remove();
		for (const e of root.querySelectorAll('[role=row],[role=rowgroup],[role=cell],[role=rowheader],[role=columnheader]')) e.removeAttribute('role');
		for (const e of root.querySelectorAll('aside.ec-sidebar')) e.setAttribute('role', 'presentation');
		for (const e of root.querySelectorAll('.ec-col-head time[aria-label]')) e.removeAttribute('aria-label');
		const main = root.querySelector('.ec-main');
		main.setAttribute('role', 'group');
		main.setAttribute('aria-label', 'Cards');
		main.tabIndex = -1;
		let first = null;
		for (const c of cards()) {
			const v = card(c.dataset.key);
			if (!v) continue;
			decorate(c, v);
			c.setAttribute('aria-pressed', B.selected.has(v.id) ? 'true' : 'false');
			if (c.tabIndex === 0 && !first) first = c; else c.tabIndex = -1;
		}
		const roved = cards().find((c) => c.dataset.key === B.at) || first || cards()[0];
		if (roved) { if (first && first !== roved) first.tabIndex = -1; roved.tabIndex = 0; }
	}
	B.tidy = tidy;

	function label({resource}) {
		const l = B.lanes.get(resource.id);
		const name = h('button', 'who-name', l.name);
		name.type = 'button';
		name.dataset.who = l.id;
		const small = h('small'), box = h('span', 'who');
		box.dataset.lane = l.id;
		box.append(name, small);
		l.small = small;
		l.box = box;
		fill(l);
		return {domNodes: [box]};
	}
	function fill(l) {
		l.small.replaceChildren(l.duty);
		if (l.load >= 0) l.small.append(' ', h('span', 'load ' + (l.tone || ''), l.load + ' %'), ' ', h('span', 'load-words', l.words));
	}

	function width() {
		const main = el.querySelector('.ec-main');
		const side = el.querySelector('.ec-body .ec-sidebar')?.offsetWidth || 176;
		const n = (data.to - data.from) / +el.dataset.slot;
		const room = (main?.clientWidth || el.clientWidth) - side - 1;
		return Math.max(+el.dataset.slot === 15 ? 24 : +el.dataset.slot === 30 ? 30 : 44, Math.floor(room / n * 10) / 10);
	}

	async function mount() {
		if (!el || ec || narrow.matches) return;
		const a = await fetchJSON(el.dataset.src);
		if (!a.ok || ec) return;
		data = a.body;
		B.took = performance.now();
		for (const l of data.lanes) B.lanes.set(l.id, l);
		if (!data.lanes.length) return el.replaceChildren(h('p', 'note', 'Nobody is shown.'));
		const events = data.visits.map((v) => (B.visits.set(key(v), {v, s: JSON.stringify(v)}), B.event(v)));
		const now = new Date(), today = 'today' in el.dataset;
		B.ec = ec = EventCalendar.create(el, {
			view: 'resourceTimelineDay', date: el.dataset.day, headerToolbar: {start: '', center: '', end: ''}, height: '100%',
			resources: data.lanes.map((l) => ({id: l.id, title: l.name})), events: [...data.lanes.flatMap(shade), ...events],
			slotDuration: {minutes: +el.dataset.slot}, slotLabelInterval: {hours: 1}, slotLabelFormat: (d) => String(d.getHours()), snapDuration: {minutes: 5},
			slotMinTime: hm(data.from), slotMaxTime: data.to >= 1440 ? '24:00' : hm(data.to), slotWidth: width(), eventGap: 2, locale: 'en-IN',
			scrollTime: today ? hm(Math.max(data.from, minute(now) - 60)) : hm(data.from), nowIndicator: today,
			editable: true, eventDurationEditable: false, pointer: false, selectable: false, eventLongPressDelay: 350,
			eventContent: content, resourceLabelContent: label, eventClick: clicked,
			eventDidMount: ({event, el: c}) => {
				if (event.display === 'background') return c.setAttribute('role', 'presentation');
				if (event.display === 'preview' || event.display === 'ghost') return;
				c.dataset.key = event.id;
				c.tabIndex = -1;
			},
			eventDragStart: (i) => B.dragStart?.(i), dragConstraint: (i) => B.dragOver?.(i) ?? true, eventDragStop: (i) => B.dragStop?.(i), eventDrop: (i) => B.dropped?.(i),
		});
		ec.setOption('slotWidth', width());
		B.took = performance.now() - B.took;
		setTimeout(() => { tidy(); el.dataset.ready = ''; });
		new ResizeObserver(() => { if (el.clientWidth) ec.setOption('slotWidth', width()); }).observe(el);
	}

	function clicked({event, el: c, jsEvent}) {
		const v = card(event.id);
		if (!v || B.busy || Date.now() - (B.letGo || 0) < 80) return;
		rove(c);
		if (jsEvent.shiftKey || jsEvent.ctrlKey || jsEvent.metaKey) return B.pick?.(v);
		menu(v, c);
	}

	// ---- changes

	let ids = new Set(), all = false, timer, since = 0;
	doc.addEventListener('live:change', ({detail: {topic, id}}) => {
		if (!ec) return;
		if (topic === 'visits') ids.add(id);
		else if (topic === 'jobs') for (const {v} of B.visits.values()) { if (v.job === id) ids.add(v.id); }
		else if (/^(\*|leaves|technicians)$/.test(topic)) all = true;
		soon();
	});
	setInterval(() => { if (!doc.hidden && ec) { all = true; soon(); } }, 60000);
	function soon() {
		if (!all && !ids.size) return;
		since ||= Date.now();
		clearTimeout(timer);
		timer = setTimeout(() => { if (!B.busy) refetch(); }, Math.max(0, Math.min(150, since + 600 - Date.now())));
	}
	B.rest = () => { B.busy = false; soon(); };

	let turn = 0;
	async function refetch(...more) {
		if (!ec) return;
		more.forEach((id) => ids.add(id));
		if (!ids.size) all = true;
		const only = all || ids.size > 20 ? null : [...ids];
		ids = new Set();
		all = false;
		since = 0;
		const mine = ++turn, a = await fetchJSON(el.dataset.src + (only || []).map((id) => '&visit=' + id).join(''));
		if (B.busy || mine < turn && !only) { // it comes too late, or while something is dragged
			if (only) only.forEach((id) => ids.add(id)); else all = true;
			return soon();
		}
		if (a.ok) patch(a.body, only);
	}
	B.refetch = refetch;

	function patch(next, only) {
		const focus = doc.activeElement?.dataset?.key, seen = new Set();
		lanes(next);
		for (const v of next.visits) {
			const k = key(v), s = JSON.stringify(v), old = B.visits.get(k);
			seen.add(k);
			B.visits.set(k, {v, s});
			if (!old) ec.addEvent(B.event(v));
			else if (old.s !== s || B.moved?.has(k)) ec.updateEvent(B.event(v));
			B.moved?.delete(k);
		}
		for (const [k, {v}] of B.visits) {
			if (seen.has(k) || only && !only.includes(v.id)) continue;
			ec.removeEventById(k);
			B.visits.delete(k);
			B.selected.delete(v.id);
		}
		B.count?.();
		setTimeout(() => { // not a frame: a window behind others draws none
			tidy();
			if (focus && doc.activeElement === doc.body) cards().find((c) => c.dataset.key === focus)?.focus({preventScroll: true});
		});
	}
	function lanes(next) {
		const was = JSON.stringify([...B.lanes.values()].map(({id, name, off, leave}) => ({id, name, off, leave})));
		const is = JSON.stringify(next.lanes.map(({id, name, off, leave}) => ({id, name, off, leave})));
		if (was === is) {
			for (const l of next.lanes) fill(Object.assign(B.lanes.get(l.id), l));
		} else {
			for (const l of B.lanes.values()) shade(l).forEach((s) => ec.removeEventById(s.id));
			B.lanes.clear();
			for (const l of next.lanes) B.lanes.set(l.id, l);
			ec.setOption('resources', next.lanes.map((l) => ({id: l.id, title: l.name})));
			next.lanes.flatMap(shade).forEach((s) => ec.addEvent(s));
		}
		if (next.from !== data.from || next.to !== data.to) {
			data = next;
			ec.setOption('slotMinTime', hm(data.from));
			ec.setOption('slotMaxTime', data.to >= 1440 ? '24:00' : hm(data.to));
			ec.setOption('slotWidth', width());
		}
		data = next;
	}

	// ---- keys

	function rove(c) {
		for (const o of cards()) if (o.tabIndex === 0) o.tabIndex = -1;
		c.tabIndex = 0;
		B.at = c.dataset.key;
		c.focus();
		c.scrollIntoView({block: 'nearest', inline: 'nearest'});
	}
	const order = () => [...B.lanes.keys()];
	function neighbour(v, dx, dy) {
		const lane = (id) => [...B.visits.values()].map((x) => x.v).filter((x) => x.lane === id).sort((a, b) => a.from - b.from || (key(a) < key(b) ? -1 : 1));
		if (dx) {
			const row = lane(v.lane), i = row.findIndex((x) => key(x) === key(v));
			return row[i + dx];
		}
		const rows = order();
		for (let i = rows.indexOf(v.lane) + dy; i >= 0 && i < rows.length; i += dy) {
			const row = lane(rows[i]);
			if (row.length) return row.reduce((a, b) => Math.abs(b.from - v.from) < Math.abs(a.from - v.from) ? b : a);
		}
	}
	const ways = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
	el?.addEventListener('keydown', (e) => {
		const c = e.target.closest?.('.ec-event[data-key]'), v = c && card(c.dataset.key);
		if (!v || e.ctrlKey || e.metaKey || e.altKey) return;
		if (ways[e.key]) {
			e.preventDefault();
			const to = neighbour(v, ...ways[e.key]), next = to && cards().find((o) => o.dataset.key === key(to));
			if (next) rove(next);
		} else if (e.key === 'm' && v.mv) {
			e.preventDefault();
			doc.getElementById('plan-body').replaceChildren();
			doc.getElementById('plan').showModal();
			htmx.ajax('GET', '/office/visits/' + v.id + '/move?next=' + encodeURIComponent(el.dataset.next), {target: '#plan-body', swap: 'innerHTML'});
		} else if (e.key === 'x') {
			e.preventDefault();
			B.pick?.(v);
		} else if (e.key === ' ') {
			e.preventDefault();
			menu(v, c);
		}
	});

	if (doc.readyState === 'complete') mount(); else doc.addEventListener('DOMContentLoaded', mount);
})();
