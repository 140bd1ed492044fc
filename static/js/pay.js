// The pay page: what is due with all that waits on this phone, the UPI code drawn here, receipts that need no network.
(() => {
	const doc = document, out = window.outbox, phone = window.phone;
	if (!out || !phone) return;
	const {say, words} = phone, one = (css, root = doc) => root.querySelector(css), all = (css, root = doc) => [...root.querySelectorAll(css)];
	const door = () => doc.getElementById('door');
	const money = new Intl.NumberFormat('en-IN', {style: 'currency', currency: 'INR', numberingSystem: 'latn'});
	const rupees = (paise) => money.format(paise / 100).replace(/\.00$/, '');
	const typed = (paise) => (paise / 100).toFixed(2).replace(/\.00$/, '');
	function paise(text) { // what somebody typed: "1,234.5"
		const plain = text.replace(/[₹,\s]/g, '');
		return /^\d{1,9}(\.\d{1,2})?$/.test(plain) ? Math.round(+plain * 100) : 0;
	}

	// --- What is due: as the appliance knew it, with what was done since.
	let left = 0;
	const put = (name, text) => { doc.getElementById('due-' + name).textContent = text; };
	// counted leaves out what the page itself holds: it may have been asked for after the appliance took an item and before it answered.
	function counted(own) {
		const held = new Set((door().dataset.known || '').split(' ')), line = (i) => i.data.line;
		return own.filter((i) => {
			switch (i.kind) {
			case 'visit.pay': return !held.has(i.key);
			case 'visit.use': return !held.has(line(i)) && !own.some((o) => o.kind === 'visit.drop' && line(o) === line(i));
			case 'visit.drop': return held.has(line(i));
			case 'visit.estimate': return !held.has(line(i));
			}
			return true;
		});
	}
	function due(own) {
		const d = door().dataset, since = counted(own), quoted = own.flatMap((i) => i.quoted || []), uses = since.filter((i) => i.worth && !(i.kind === 'visit.use' && i.service && quoted.includes(i.data.item)));
		const sum = (service) => uses.filter((i) => !!i.service === service).reduce((n, i) => n + (i.worth || 0), 0), services = sum(true);
		const more = sum(false) + (services > 0 ? Math.max(services - d.floor, 0) : services), given = since.filter((i) => i.kind === 'visit.pay').reduce((sum, i) => sum + paise(i.data.amount), 0);
		let total = Math.max(+d.total, 0);
		if (more) total = Math.max(Math.round((total - d.round + more) / 100) * 100, 0); // rounded once, as the invoice is
		left = total - d.given - given;
		put('left', rupees(Math.max(left, 0)));
		put('total', rupees(total));
		put('given', rupees(+d.given + given));
		doc.getElementById('due-about').hidden = !more;
		put('over', left < 0 ? d.over.replace('{amount}', rupees(-left)) : '');
		for (const form of all('form[data-item="visit.pay"]')) {
			if (form.dataset.dirty === undefined && form.elements.amount !== doc.activeElement) form.elements.amount.value = left > 0 ? typed(left) : '';
		}
		const said = own.filter((i) => i.kind === 'visit.pays' || i.kind === 'visit.pay').pop(), pays = said ? said.data.pays || said.data.mode : d.pays;
		for (const el of all('[data-pays-is]')) el.hidden = el.dataset.paysIs !== pays;
	}

	// --- The code: a new reference for each time that it is shown or its amount changes.
	let tr = '', awake;
	const reference = () => (door().dataset.job + [...crypto.getRandomValues(new Uint8Array(8))].map((b) => (b % 36).toString(36)).join('')).replace(/[^a-z0-9]/gi, '').toUpperCase().slice(-35);
	const upi = (amount) => door().dataset.link.replace('tr=TR', 'tr=' + (tr = reference())).replace('am=0.01', 'am=' + (amount / 100).toFixed(2));

	async function draw() {
		const box = doc.getElementById('qr'), field = one('input', box), amount = paise(field.value), canvas = one('canvas', box), most = +door().dataset.most;
		const wrong = amount < 1 ? door().dataset.none : amount > most ? door().dataset.toomuch : '';
		field.setCustomValidity(wrong);
		one('[data-wrong]', box).textContent = wrong;
		canvas.hidden = !!wrong;
		one('[data-amount]', box).textContent = wrong ? '' : rupees(amount);
		if (wrong) { tr = ''; return; }
		await phone.load(door().dataset.qr);
		const code = window.qrcode(0, 'M'), link = upi(amount);
		code.addData(link);
		code.make();
		const n = code.getModuleCount(), quiet = 4, cell = Math.max(4, Math.floor(1000 / (n + 2 * quiet))), pen = canvas.getContext('2d');
		canvas.width = canvas.height = cell * (n + 2 * quiet);
		pen.fillStyle = '#fff';
		pen.fillRect(0, 0, canvas.width, canvas.height);
		pen.fillStyle = '#000';
		for (let y = 0; y < n; y++) for (let x = 0; x < n; x++) if (code.isDark(y, x)) pen.fillRect((x + quiet) * cell, (y + quiet) * cell, cell, cell);
		canvas.dataset.link = link;
		Object.assign(form().elements.tr, {value: tr});
		form().elements.amount.value = typed(amount);
		form().dataset.dirty = '';
	}
	const form = () => one('#upi form');

	async function show() {
		const box = doc.getElementById('qr');
		if (!box || box.open) return;
		one('input', box).value = form().elements.amount.value || (left > 0 ? typed(left) : '');
		box.showModal();
		stayAwake();
		try { await draw(); } catch (e) { console.error(e); box.close(); say(door().dataset.noqr, true); }
	}
	async function stayAwake() { awake = await navigator.wakeLock?.request('screen').catch(() => null); }
	doc.addEventListener('visibilitychange', () => { if (!doc.hidden && doc.getElementById('qr')?.open) stayAwake(); });
	doc.addEventListener('close', ({target}) => {
		if (target.id !== 'qr') return;
		awake?.release?.();
		awake = null;
	}, true);

	// --- Receipts: what was given, kept on the phone or known to the appliance.
	let receipt;
	function shape(i) { return {amount: paise(i.data.amount), mode: i.data.mode, ref: i.data.rrn || '', no: '', state: 'claimed', at: i.at, left}; }
	function rows(own) {
		const list = doc.getElementById('receipts');
		all('.waiting', list).forEach((li) => li.remove());
		for (const i of counted(own).filter((i) => i.kind === 'visit.pay')) {
			const li = one('#receipt-row').content.firstElementChild.cloneNode(true), r = shape(i);
			one('button', li).dataset.receipt = JSON.stringify({...r, left: undefined});
			one('b', li).textContent = rupees(r.amount);
			one('.muted', li).textContent = [door().dataset[r.mode], r.ref].filter(Boolean).join(' · ');
			list.prepend(li);
		}
	}
	const when = (at) => new Date(at).toLocaleString(doc.documentElement.lang + '-IN', {day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false, numberingSystem: 'latn'});
	function text(r) {
		const d = door().dataset, lines = [[d.wordNo, r.no || d.follows], [d.wordJob, d.job], [d.wordName, d.name], [d.wordAt, when(r.at)], [d.wordAmount, rupees(r.amount)], [d.wordMode, d[r.mode] || r.mode]];
		if (r.ref) lines.push([d.wordRef, r.ref]);
		if (r.left > 0) lines.push([d.wordLeft, rupees(r.left)]);
		return {lines, note: d['is' + r.state[0].toUpperCase() + r.state.slice(1)] || ''};
	}
	function present(r) {
		const box = doc.getElementById('receipt'), {lines, note} = text(r), d = door().dataset;
		receipt = [d.company, d.wordReceipt, ...lines.map(([word, value]) => word + ': ' + value), note].filter(Boolean).join('\n');
		one('[data-sum]', box).textContent = rupees(r.amount);
		one('dl', box).replaceChildren(...lines.map(([word, value]) => {
			const row = doc.createElement('div');
			for (const [tag, what] of [['dt', word], ['dd', value]]) { const el = doc.createElement(tag); el.append(what); row.append(el); }
			return row;
		}));
		one('[data-state]', box).textContent = note;
		one('[data-share]', box).hidden = !navigator.share;
		const wa = one('[data-wa]', box);
		if (wa) wa.href = wa.dataset.wa + encodeURIComponent(receipt);
		if (!box.open) box.showModal();
	}

	doc.addEventListener('click', (e) => {
		const el = e.target.closest?.('[data-show],[data-close],[data-paid],[data-receipt],[data-share],[data-print],#upi > summary');
		if (!el || !door()) return;
		if (el.tagName === 'SUMMARY') { phone.load(door().dataset.proof).catch(() => {}); if (!el.parentNode.open && doc.getElementById('qr')) setTimeout(show); }
		else if (el.dataset.show !== undefined) show();
		else if (el.dataset.receipt) present(JSON.parse(el.dataset.receipt));
		else if (el.dataset.share !== undefined) navigator.share({text: receipt}).catch(() => {});
		else if (el.dataset.print !== undefined) print();
		else {
			el.closest('dialog').close();
			if (el.dataset.paid !== undefined) form().elements.rrn.focus();
		}
	});
	let slow;
	doc.addEventListener('input', ({target}) => {
		if (target.closest?.('#qr')) { clearTimeout(slow); slow = setTimeout(draw, 400); }
		if (target.name !== 'rrn') return;
		const digits = target.value.replace(/\D/g, ''), year = String(new Date().getFullYear() % 10), day = +digits.slice(1, 4);
		if (digits !== target.value) target.value = digits;
		one('[data-odd]').hidden = digits.length < 12 || digits[0] === year && day > 0 && day < 367;
	});

	// --- Keeping: a reference stands once on this phone; the choice of how he pays follows what he gave.
	phone.prepare.push(async (f, data) => {
		if (f.dataset.item !== 'visit.pay') return;
		const amount = paise(data.amount);
		if (!amount) { say(door().dataset.none, true); return false; }
		if (data.rrn && (await out.items()).some((i) => i.kind === 'visit.pay' && i.data.rrn === data.rrn && (i.state === 'waiting' || i.state === 'done' && !i.refused))) {
			say(door().dataset.twice, true);
			f.elements.rrn.focus();
			return false;
		}
		if (!phone.show && f.querySelector('[data-bill]')?.files.length) await phone.load(door().dataset.proof); // it takes the photo
		data.amount = typed(amount);
		if (data.vpa !== undefined && !data.tr) delete data.vpa;
	});
	phone.kept.push(async (f, item) => {
		if (f.dataset.item === 'visit.pays') { f.closest('details').open = false; return; }
		if (f.dataset.item !== 'visit.pay') return;
		await out.add({kind: 'visit.pays', visit: item.visit, at: item.at, gives: 'payment', data: {pays: item.data.mode, note: ''}});
		f.closest('details').open = false;
		tr = '';
		await paint();
		present(shape(item));
	});

	async function paint() {
		if (!door()) return;
		const visit = doc.getElementById('visit').dataset.visit, own = (await out.items()).filter((i) => i.visit === visit && phone.fresh(i));
		due(own);
		rows(own);
	}
	doc.addEventListener('phone:ready', paint);
	doc.addEventListener('outbox:changed', paint);
	paint();
})();
