// The day as a map: numbered routes, pins of unassigned jobs, last known positions. Pins are dragged onto a technician.
// It draws what /office/map/day answers, whenever the list beside it was refreshed; view and popover stay as they are.
// Every text goes in as text. The list says and does all of it by keyboard.
(() => {
	const el = document.querySelector('[data-daymap]');
	if (!el) return;
	const list = document.getElementById('map-list'), says = document.getElementById('map-says');
	const dialog = document.getElementById('plan'), still = matchMedia('(prefers-reduced-motion: reduce)').matches;
	const cell = 44, near = 26; // pixels: pins closer than a cell are counted together, a drop this near to a route is meant for it
	let day = {routes: [], waiting: [], places: []}, drawn = '', popup, open = '', drag = null, placed = false;
	const pins = new Map(); // by key: what a popover needs

	const map = L.map(el, {center: [20.6, 78.9], zoom: 4, zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, maxZoom: 19});
	map.attributionControl.setPrefix(false);
	if (el.dataset.tiles) L.tileLayer(el.dataset.tiles, {attribution: text('span', el.dataset.tilesCredit).innerHTML, maxZoom: 19}).addTo(map);
	L.control.scale({imperial: false}).addTo(map);
	const layers = {};
	for (const name of ['places', 'lines', 'homes', 'seen', 'stops', 'waits']) layers[name] = L.layerGroup().addTo(map);

	function text(tag, words, className) {
		const node = document.createElement(tag);
		if (words) node.textContent = words;
		if (className) node.className = className;
		return node;
	}
	const box = (id) => list.querySelector(`input[name=t][value="${CSS.escape(id)}"]`);
	const shown = () => day.routes.filter((r) => box(r.id)?.checked);
	const icon = (className, html, size, anchor) => L.divIcon({className, html, iconSize: size, iconAnchor: anchor || [size[0] / 2, size[1] / 2]});
	const mark = (at, options) => L.marker(at, {keyboard: false, ...options});

	// ---- what is drawn

	async function load() {
		try {
			const answer = await fetch(el.dataset.daymap, {headers: {Accept: 'application/json'}});
			if (!answer.ok || answer.redirected) return;
			const words = await answer.text();
			if (words === drawn) return;
			drawn = words;
			day = JSON.parse(words);
		} catch { return; } // the next change asks again
		draw();
	}

	function draw() {
		if (drag) return void (drag.after = true);
		pins.clear();
		for (const name of ['lines', 'homes', 'seen', 'stops']) layers[name].clearLayers();
		let room = day.most || 2000;
		const left = shown().filter((r) => (room -= r.stops.length) >= 0 || void tell('More than ' + day.most + ' pins: choose fewer technicians.'));
		for (const r of left) route(r);
		for (const w of day.waiting) pins.set(w.key, w);
		waits();
		if (!placed) fit();
		names();
		if (open) refill();
	}

	function route(r) {
		const stops = r.stops.filter((s) => s.at);
		const way = [...(r.home ? [r.home] : []), ...stops.map((s) => s.at)];
		const begun = stops.findLastIndex((s) => s.shape !== 'planned'), past = begun < 0 ? 0 : begun + (r.home ? 1 : 0);
		const line = (points, className, hear) => {
			if (points.length < 2) return;
			const l = L.polyline(points, {className, interactive: hear, bubblingMouseEvents: true, fill: false}).addTo(layers.lines);
			if (!hear) return;
			l.getElement().dataset.technician = r.id;
			l.bindTooltip(() => text('span', r.name), {sticky: true, opacity: 1});
		};
		line(way, 'route-under', false);
		line(way.slice(0, past + 1), `route past hue ${r.colour}`, true);
		line(way.slice(past), `route hue ${r.colour}`, true);
		if (r.home && stops.length) owned(mark(r.home, {icon: icon(`home-pin hue ${r.colour}`, house(), [20, 20]), zIndexOffset: -300}).bindTooltip(() => text('span', 'Home of ' + r.name), {opacity: 1}), r, 'homes');
		if (r.seen) seen(r);
		const at = new Map(); // stops at one address fan out
		for (const s of r.stops) {
			pins.set(s.key, s);
			if (!s.at) continue;
			const same = at.get(String(s.at)) || 0;
			at.set(String(s.at), same + 1);
			const face = text('b', String(s.n), `stop-mark ${s.shape}${s.late ? ' late' : ''}`);
			const m = mark(s.at, {
				icon: icon(`stop-pin hue ${r.colour}${s.rough ? ' rough' : ''}`, face, [26, 26], [13 - same * 18, 13]),
				draggable: Boolean(s.plan), autoPan: false, riseOnHover: true, zIndexOffset: s.shape === 'underway' ? 300 : 0,
			});
			owned(m, r, 'stops');
			grip(m, s, r);
		}
	}

	function seen(r) {
		const face = document.createDocumentFragment();
		face.append(text('i', '', 'seen-mark'), text('span', `${r.name.split(' ')[0]}, ${r.seen.age}`));
		face.firstChild.classList.toggle('old', Boolean(r.seen.stale));
		const holder = text('div');
		holder.append(face);
		holder.className = 'row';
		owned(mark(r.seen.at, {icon: icon(`seen-pin hue ${r.colour}${r.seen.stale ? ' old' : ''}`, holder, [12, 12], [8, 8]), zIndexOffset: 200}), r, 'seen');
	}

	function owned(m, r, layer) {
		m.addTo(layers[layer]);
		m.getElement().dataset.technician = r.id;
	}

	// Pins of unassigned jobs; those that would hide one another stand as one with their number.
	function waits() {
		layers.waits.clearLayers();
		const cells = new Map();
		for (const w of day.waiting) {
			if (!w.at) continue;
			const p = map.project(w.at), key = `${Math.round(p.x / cell)}:${Math.round(p.y / cell)}`;
			cells.set(key, [...(cells.get(key) || []), w]);
		}
		for (const group of cells.values()) group.length === 1 ? wait(group[0]) : many(group);
	}

	function wait(w) {
		const face = text('i', '', `wait-mark p${w.p}`);
		face.append(text('b', String(w.p)));
		const m = mark(w.at, {icon: icon(`wait-pin${w.rough ? ' rough' : ''}`, face, [28, 34], [14, 34]), draggable: Boolean(w.plan), autoPan: false, riseOnHover: true, zIndexOffset: 500 - w.p * 100});
		m.addTo(layers.waits);
		grip(m, w, null);
	}

	function many(group) {
		const bounds = L.latLngBounds(group.map((w) => w.at)), p = Math.min(...group.map((w) => w.p));
		const m = mark(bounds.getCenter(), {icon: icon(`many-pin p${p}`, text('b', String(group.length)), [36, 36]), zIndexOffset: 600}).addTo(layers.waits);
		m.on('click', () => {
			const closer = Math.min(map.getBoundsZoom(bounds.pad(0.1)), 18);
			if (closer > map.getZoom() && bounds.getNorthEast().distanceTo(bounds.getSouthWest()) > 15) map.setView(bounds.getCenter(), closer, {animate: !still});
			else show({key: 'many', at: [bounds.getCenter().lat, bounds.getCenter().lng], group});
		});
		m.bindTooltip(() => text('span', `${group.length} unassigned jobs`), {opacity: 1});
	}

	// The names around, as many as have room; areas before post offices.
	function names() {
		layers.places.clearLayers();
		if (el.dataset.tiles || !day.places || map.getZoom() < 9) return;
		const view = map.getBounds().pad(0.1), taken = [];
		for (const p of day.places) {
			if (!view.contains(p.at)) continue;
			const c = map.latLngToContainerPoint(p.at), wide = p.name.length * (p.area ? 10.5 : 7) + 14;
			const spot = p.area ? {x: c.x - wide / 2, y: c.y - 10, w: wide, h: 20} : {x: c.x - 4, y: c.y - 9, w: wide, h: 18};
			if (taken.some((t) => spot.x < t.x + t.w && t.x < spot.x + spot.w && spot.y < t.y + t.h && t.y < spot.y + spot.h)) continue;
			taken.push(spot);
			const face = icon(p.area ? 'area-name' : 'map-place', text('span', p.name), null, p.area ? [wide / 2, 10] : [3, 9]);
			mark(p.at, {interactive: false, icon: face, zIndexOffset: -1000}).addTo(layers.places);
		}
	}

	function house() {
		const ns = 'http://www.w3.org/2000/svg', svg = document.createElementNS(ns, 'svg'), path = document.createElementNS(ns, 'path');
		svg.setAttribute('viewBox', '0 0 20 20');
		svg.setAttribute('aria-hidden', 'true');
		path.setAttribute('d', 'M3 9.5 10 3l7 6.500V17H3z');
		svg.append(path);
		return svg;
	}

	// ---- popovers

	function show(pin) {
		open = pin.key;
		popup = L.popup({autoPan: true, maxWidth: 300, offset: [0, pin.shape === 'waiting' ? -26 : -6]}).setLatLng(pin.at).setContent(words(pin)).openOn(map);
	}
	map.on('popupclose', (e) => { if (e.popup === popup) open = ''; });

	function refill() {
		const pin = pins.get(open);
		if (pin?.at) popup.setLatLng(pin.at).setContent(words(pin));
		else if (open !== 'many') map.closePopup(popup);
	}

	function words(pin) {
		const card = text('div');
		if (pin.group) {
			card.append(text('p', `${pin.group.length} unassigned jobs here`), text('ul'));
			for (const w of pin.group.slice(0, 40)) {
				const row = text('li');
				row.append(link(w.title, w.open), link('Assign', `${w.plan}?${w.take}`, true));
				card.lastChild.append(row);
			}
			return card;
		}
		card.append(text('p', pin.title));
		for (const line of pin.lines) card.append(text('p', line));
		const links = text('div', '', 'row');
		if (pin.plan) links.append(link(pin.shape === 'waiting' ? 'Assign' : 'Move', pin.shape === 'waiting' ? `${pin.plan}?${pin.take}` : pin.plan, true));
		links.append(link(pin.shape === 'waiting' ? 'Open the job' : 'Open the visit', pin.open));
		card.append(links);
		return card;
	}

	function link(label, href, plans) {
		const a = text('a', label, plans ? 'btn small' : '');
		a.href = href;
		if (plans) a.dataset.plan = '';
		return a;
	}

	// ---- assigning

	// plan asks for the same confirmation as the board's, in its dialog; afterwards one is back on this view.
	function plan(href) {
		const url = new URL(href, location.href), body = document.getElementById('plan-body');
		url.searchParams.set('next', location.pathname + location.search);
		body.replaceChildren();
		if (!dialog.open) dialog.showModal();
		htmx.ajax('GET', url.pathname + url.search, {target: '#plan-body', swap: 'innerHTML'});
	}
	document.addEventListener('click', (e) => {
		const a = e.target.closest('a[data-plan]');
		if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
		e.preventDefault();
		plan(a.href);
	});

	function grip(m, pin, r) {
		m.on('click', () => show(pin));
		if (!pin.plan) return;
		m.on('dragstart', () => {
			map.closePopup();
			drag = {pin, from: r?.id, ghost: text('div', pin.title, 'pin-ghost')};
			document.body.append(drag.ghost);
			document.body.classList.add('dragging-pin');
		});
		m.on('drag', (e) => {
			const p = e.originalEvent?.touches?.[0] || e.originalEvent;
			if (drag && p) aim(p.clientX, p.clientY, m.getElement());
		});
		m.on('dragend', () => {
			const {to, after, ghost, off} = drag;
			drag = null;
			lit(null);
			ghost.remove();
			document.body.classList.remove('dragging-pin');
			m.setLatLng(pin.at);
			if (after) draw();
			if (!to || off) return;
			const url = new URL(pin.plan, location.href);
			for (const [k, v] of new URLSearchParams(pin.take)) url.searchParams.set(k, v);
			url.searchParams.set('technician', to);
			plan(url.href);
		});
	}

	document.addEventListener('keydown', (e) => {
		if (e.key !== 'Escape' || !drag) return;
		drag.off = true;
		lit(null);
		drag.ghost.textContent = 'Left where it is';
	});

	function aim(x, y, self) {
		if (drag.off) return;
		const under = document.elementsFromPoint(x, y).filter((n) => !self.contains(n));
		let id = under.map((n) => n.closest('[data-technician]')?.dataset.technician).find(Boolean);
		if (!id && under.some((n) => n === el || el.contains(n))) id = nearest(x, y);
		drag.to = id === drag.from ? '' : id || '';
		lit(drag.to);
		const r = day.routes.find((r) => r.id === drag.to);
		drag.ghost.textContent = r ? `${drag.pin.title} → ${r.name}` : `${drag.pin.title}: drop on a technician`;
		drag.ghost.classList.toggle('on', Boolean(r));
		drag.ghost.style.transform = `translate(${Math.min(x + 14, innerWidth - 260)}px, ${y + 18}px)`;
	}

	function nearest(x, y) {
		const b = el.getBoundingClientRect(), p = L.point(x - b.left, y - b.top);
		let best = near, id = '';
		for (const r of shown()) {
			const way = [...(r.home ? [r.home] : []), ...r.stops.filter((s) => s.at).map((s) => s.at)].map((at) => map.latLngToContainerPoint(at));
			way.forEach((q, i) => {
				const far = i ? L.LineUtil.pointToSegmentDistance(p, way[i - 1], q) : p.distanceTo(q);
				if (far < best) [best, id] = [far, r.id];
			});
		}
		return id;
	}

	function lit(id) {
		for (const n of document.querySelectorAll('.aim')) if (n.dataset.technician !== id) n.classList.remove('aim');
		if (id) for (const n of document.querySelectorAll(`[data-technician="${CSS.escape(id)}"]`)) n.classList.add('aim');
	}

	// ---- the list, the view, the address

	function tell(message) { says.textContent = message; }

	function fit() {
		const all = [...shown().flatMap((r) => [r.home, ...r.stops.map((s) => s.at)]), ...day.waiting.map((w) => w.at)].filter(Boolean);
		placed = true;
		const at = (new URLSearchParams(location.search).get('at') || el.dataset.at || '').split(',').map(Number);
		if (at.length === 3 && at.every(Number.isFinite) && Math.abs(at[0]) < 90) return map.setView([at[0], at[1]], at[2], {animate: false});
		if (all.length) map.fitBounds(L.latLngBounds(core(all)).pad(0.08), {maxZoom: 15, animate: false});
	}

	// core leaves out what lies so far off that everything else would shrink to a dot.
	function core(all) {
		const mid = (i) => all.map((p) => p[i]).sort((a, b) => a - b)[all.length >> 1], c = [mid(0), mid(1)];
		const close = all.filter((p) => map.distance(p, c) < 80000);
		return close.length ? close : all;
	}

	function remember() {
		const url = new URL(location.href), c = map.getCenter();
		if (placed) url.searchParams.set('at', `${c.lat.toFixed(4)},${c.lng.toFixed(4)},${map.getZoom()}`);
		if (remember.chosen) {
			url.searchParams.delete('t');
			const ids = [...list.querySelectorAll('input[name=t]:checked')].map((i) => i.value);
			for (const id of ids.length ? ids : ['']) url.searchParams.append('t', id);
			const src = new URL(list.dataset.liveSrc, location.href);
			src.searchParams.delete('t');
			for (const id of url.searchParams.getAll('t')) src.searchParams.append('t', id);
			list.dataset.liveSrc = src.pathname + src.search;
		}
		history.replaceState(history.state, '', url);
	}

	list.addEventListener('change', (e) => {
		if (e.target.name !== 't') return;
		remember.chosen = true;
		remember();
		draw();
	});
	list.addEventListener('click', (e) => {
		const all = e.target.closest('[data-routes]'), one = e.target.closest('[data-show]');
		if (all) {
			for (const i of list.querySelectorAll('input[type=checkbox][name=t]')) i.checked = all.dataset.routes === 'all';
			remember.chosen = true;
			remember();
			draw();
		}
		if (!one) return;
		const owner = one.closest('[data-technician]'), tick = owner && box(owner.dataset.technician);
		if (tick && !tick.checked) tick.click();
		const pin = pins.get(one.dataset.show);
		if (!pin?.at) return tell('It has no position yet.');
		el.scrollIntoView({block: 'nearest'});
		map.setView(pin.at, Math.max(map.getZoom(), 13), {animate: !still});
		show(pin);
		tell([pin.title, ...pin.lines].join(', '));
	});
	list.addEventListener('live:refreshed', load);
	map.on('zoomend', () => { if (placed && !drag) waits(); });
	map.on('moveend', () => { if (placed) { names(); remember(); } });
	load();
})();
