// Moving on the board: what is dragged, a card or a job from beside it, says at every place what that would mean before it is let go.
// A drop is one request; what it refuses snaps back, what a rule warns of asks for a reason, and what was done can be undone.
(() => {
	const doc = document, B = window.board, ghost = doc.getElementById('ghost'), said = doc.getElementById('said'), warn = doc.getElementById('warn');
	if (!B || !ghost) return;
	const {h, hm, minute, el} = B;
	let what, cache, timer, place, pointer = {x: 0, y: 0}, who, let_go = false, last;

	// ---- the ghost: fit and travel at the place under the pointer

	function begin(fields) {
		what = fields;
		cache = new Map();
		who = place = null;
		let_go = false;
		B.busy = true;
		const asked = what, day = el?.dataset.day;
		if (day) B.fetchJSON('/office/board/who?' + new URLSearchParams({...fields, day})).then((a) => {
			if (what !== asked || !a.ok) return;
			who = a.body;
			for (const [id, l] of B.lanes) dim(id, l);
		});
	}
	function dim(id, l) {
		const why = who.excluded[id], score = who.scores[id], head = l.box?.closest('.ec-row-head'), n = [...B.lanes.keys()].indexOf(id);
		const row = el.querySelectorAll('.ec-body .ec-day')[n];
		for (const e of [head, row]) e?.classList.toggle('out', !!why);
		if (head) {
			if (why) head.title = why;
			if (score) head.dataset.score = score;
		}
	}
	function end() {
		B.busy = false;
		clearTimeout(timer);
		what = null;
		ghost.hidden = true;
		delete ghost.dataset.mode;
		doc.documentElement.classList.remove('drags');
		if (el) {
			delete el.dataset.mode;
			for (const e of el.querySelectorAll('.out')) e.classList.remove('out');
			for (const e of el.querySelectorAll('.ec-row-head')) { e.removeAttribute('title'); delete e.dataset.score; }
		}
		for (const e of doc.querySelectorAll('.drop-here')) e.classList.remove('drop-here', 'warn', 'forbid', 'allow');
	}

	// over tells what it would mean to let go here: spot is {technician, start} or, in a week, {technician, day}.
	function over(spot, name) {
		const id = spot.technician + '|' + (spot.start || spot.day);
		if (place === id) return;
		place = id;
		clearTimeout(timer);
		const known = cache.get(id);
		if (known) return show(known);
		wait(spot, name);
		const asked = what;
		timer = setTimeout(async () => {
			const a = await B.fetchJSON('/office/board/fit?' + new URLSearchParams({...asked, ...spot}));
			const fit = a.ok ? a.body : {refused: a.body.message || (a.body.confirm || []).join(' ') || 'That did not work; try again.', mode: 'forbid'};
			if (what !== asked) return;
			cache.set(id, fit);
			if (place === id) show(fit);
		}, 120);
	}
	function nowhere() {
		place = null;
		clearTimeout(timer);
		ghost.hidden = true;
	}
	function wait(spot, name) {
		ghost.replaceChildren(h('b', '', [name, spot.start?.slice(11)].filter(Boolean).join(' ')), h('span', '', who?.excluded[spot.technician] || '…'));
		mode('');
	}
	function show(fit) {
		if (fit.refused) {
			ghost.replaceChildren(h('b', 'bad', fit.refused));
		} else {
			const top = h('b', '', fit.name + ' ' + fit.start + '–' + fit.end + ' ');
			top.append(h('span', 'badge ' + fit.tone, String(fit.score)));
			const way = fit.known ? fit.before + ' min from ' + fit.from : 'The way there is not known';
			ghost.replaceChildren(top, h('span', '', way + (fit.next ? ', then ' + fit.after + ' min to ' + fit.next : '')));
			for (const b of fit.broken || []) ghost.append(h('span', b.mode === 'forbid' ? 'bad' : b.mode === 'warn' ? 'warn' : '', b.text));
		}
		mode(fit.mode);
		said.textContent = ghost.textContent;
	}
	function mode(m) {
		ghost.hidden = false;
		ghost.dataset.mode = m;
		if (el) el.dataset.mode = m;
		follow();
	}
	function follow() {
		ghost.style.left = Math.max(4, Math.min(pointer.x + 16, innerWidth - ghost.offsetWidth - 8)) + 'px';
		ghost.style.top = Math.min(pointer.y + 18, innerHeight - ghost.offsetHeight - 8) + 'px';
	}
	addEventListener('pointermove', (e) => { pointer = {x: e.clientX, y: e.clientY}; if (!ghost.hidden) follow(); }, {passive: true});

	// ---- a drop

	const local = (d) => el.dataset.day + 'T' + hm(minute(d));
	// send plans it; back is called where nothing came of it.
	async function send(fields, back) {
		const a = await B.post('/office/board/moves', fields);
		if (a.ok) {
			last = {visit: a.body.visit, rev: a.body.rev};
			const mine = last;
			B.toast(a.body.text, {undo: () => undo(mine)});
			said.textContent = a.body.text;
			return B.refetch(a.body.visit);
		}
		back?.();
		if (a.body.confirm?.length) {
			const reason = await ask(a.body.confirm);
			if (reason) return send({...fields, confirm: '1', reason}, back);
			return B.refetch(fields.visit);
		}
		B.toast(a.body.message || 'That did not work; try again.', {tone: 'bad'});
		if (fields.visit) B.refetch(fields.visit); else B.refetch();
	}
	function ask(rules) {
		const form = doc.getElementById('warn-form'), reason = doc.getElementById('warn-reason');
		doc.getElementById('warn-rules').replaceChildren(...rules.map((r) => h('li', '', r)));
		reason.value = '';
		warn.returnValue = '';
		warn.showModal();
		reason.focus();
		form.querySelector('[data-warn-no]').onclick = () => warn.close('');
		return new Promise((done) => warn.addEventListener('close', () => done(warn.returnValue === 'yes' ? reason.value.trim() : ''), {once: true}));
	}

	async function undo(which = last) {
		if (!which) return;
		if (which === last) last = null;
		const a = await B.post('/office/board/undo', which);
		B.toast(a.ok ? a.body.text : a.body.message || 'That did not work; try again.', {tone: a.ok ? '' : 'bad'});
		B.refetch(which.visit);
	}
	doc.addEventListener('keydown', (e) => {
		if (e.key === 'Escape' && what) {
			let_go = true;
			ghost.replaceChildren(h('b', '', 'Let go: nothing moves.'));
			return;
		}
		const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) && e.target.type !== 'checkbox';
		if ((e.ctrlKey || e.metaKey) && !e.shiftKey && e.key.toLowerCase() === 'z' && !typing && last) {
			e.preventDefault();
			undo();
		}
	});

	// ---- a card of the grid: the library moves it, we say what it means

	B.dragStart = ({event}) => {
		doc.documentElement.classList.add('drags');
		begin({visit: event.id});
	};
	B.dragOver = ({event}) => {
		if (!what || let_go) return true;
		const technician = event.resourceIds[0];
		over({technician, start: local(event.start)}, B.lanes.get(technician)?.name);
		return true;
	};
	B.dragStop = () => { B.letGo = Date.now(); };
	B.dropped = ({event, oldEvent, revert}) => {
		const off = let_go, v = B.card(event.id), technician = event.resourceIds[0];
		end();
		if (off || !v || technician === v.lane && +event.start === +oldEvent.start) {
			revert();
			return B.rest();
		}
		(B.moved ||= new Set()).add(event.id);
		send({visit: v.id, rev: v.rev, technician, start: local(event.start)}, revert).finally(B.rest);
	};

	// ---- a job from beside the board

	let job, from, dragging = false, slot;
	const week = doc.getElementById('board-live');
	doc.addEventListener('pointerdown', (e) => {
		const c = e.target.closest('.tray .job');
		if (!c || e.button || e.pointerType === 'touch' || e.target.closest('.tick')) return;
		job = c;
		from = {x: e.clientX, y: e.clientY};
	});
	addEventListener('pointermove', (e) => {
		if (!job) return;
		if (!dragging) {
			if (Math.hypot(e.clientX - from.x, e.clientY - from.y) < 6 || !B.ec && !week) return;
			dragging = true;
			doc.documentElement.classList.add('drags');
			job.classList.add('dragged');
			getSelection().removeAllRanges();
			begin({job: job.dataset.job});
		}
		e.preventDefault();
		aim(e.clientX, e.clientY);
	});
	doc.addEventListener('dragstart', (e) => { if (e.target.closest?.('.tray .job')) e.preventDefault(); });
	function aim(x, y) {
		for (const c of doc.querySelectorAll('.drop-here')) c.classList.remove('drop-here');
		const spot = B.ec ? spotOfDay(x, y) : spotOfWeek(x, y);
		if (!spot) { nowhere(); if (slot) slot.hidden = true; return; }
		if (!let_go) over(spot.at, spot.name);
	}
	function spotOfWeek(x, y) {
		const cell = doc.elementFromPoint(x, y)?.closest('[data-cell]');
		if (!cell) return null;
		cell.classList.add('drop-here');
		return {at: {technician: cell.dataset.technician, day: cell.dataset.day}, name: cell.dataset.name};
	}
	function spotOfDay(x, y) {
		const main = el.querySelector('.ec-main'), r = main.getBoundingClientRect(), side = el.querySelector('.ec-body .ec-sidebar').offsetWidth;
		if (x < r.left + side || x > r.right || y < r.top || y > r.bottom) return null;
		if (y > r.bottom - 28) main.scrollTop += 8;
		if (y < r.top + 52) main.scrollTop -= 8;
		const info = B.ec.dateFromPoint(x, y);
		if (!info?.resource || !info.dayEl) return null;
		const d = info.dayEl.getBoundingClientRect(), px = B.ec.getOption('slotWidth') / +el.dataset.slot;
		const begins = Number(B.ec.getOption('slotMinTime').seconds ?? 0) / 60;
		slot ||= doc.body.appendChild(h('div', 'drop-slot'));
		slot.hidden = false;
		slot.style.left = d.left + (minute(info.date) - begins) * px + 'px';
		slot.style.top = d.top + 2 + 'px';
		slot.style.width = job.dataset.minutes * px + 'px';
		slot.style.height = d.height - 4 + 'px';
		return {at: {technician: info.resource.id, start: local(info.date)}, name: info.resource.title};
	}
	function drop(e, fine) {
		if (!job) return;
		const c = job, was = dragging;
		job = null;
		dragging = false;
		if (!was) return;
		c.classList.remove('dragged');
		addEventListener('click', (k) => { k.preventDefault(); k.stopPropagation(); }, {capture: true, once: true});
		setTimeout(() => {}, 0);
		job = c;
		const spot = fine && !let_go && (B.ec ? spotOfDay(e.clientX, e.clientY) : spotOfWeek(e.clientX, e.clientY));
		job = null;
		if (slot) slot.hidden = true;
		end();
		if (!spot) return B.rest();
		send({job: c.dataset.job, rev: c.dataset.rev, ...spot.at}).finally(B.rest);
	}
	addEventListener('pointerup', (e) => drop(e, true));
	addEventListener('pointercancel', (e) => drop(e, false));
})();
