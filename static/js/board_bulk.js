// Selecting on the board: ticks in lists and cards picked in the grid are done with together.
(() => {
	const doc = document, B = window.board, form = doc.getElementById('bulk');
	if (!B || !form) return;
	const ticks = () => [...doc.querySelectorAll('[data-tick]:checked')];
	const count = () => ticks().length + B.selected.size;
	const bar = form.querySelector('[data-bulk-count]');

	B.count = () => {
		const n = count();
		form.classList.toggle('on', n > 0);
		bar.textContent = n === 1 ? '1 selected' : n + ' selected';
	};
	B.pick = (v) => {
		if (v.help) return;
		if (!B.selected.delete(v.id)) B.selected.set(v.id, true);
		const on = B.selected.has(v.id);
		for (const c of doc.querySelectorAll('.ec-event[data-key="' + v.id + '"]')) {
			c.classList.toggle('picked', on);
			c.setAttribute('aria-pressed', on ? 'true' : 'false');
		}
		B.count();
	};
	function clear() {
		for (const t of ticks()) t.checked = false;
		for (const id of [...B.selected.keys()]) { const v = B.card(id); if (v) B.pick(v); }
		B.selected.clear();
		B.count();
	}
	const picked = () => [...B.selected.keys()].map((id) => B.card(id)).filter(Boolean).map((v) => 'v:' + v.id + ':' + v.rev);

	doc.addEventListener('change', (e) => { if (e.target.matches('[data-tick]')) B.count(); });
	doc.addEventListener('live:refreshed', B.count);
	form.querySelector('[data-bulk-clear]').onclick = clear;

	form.addEventListener('submit', async (e) => {
		for (const i of form.querySelectorAll('[data-picked]')) i.remove();
		if (e.submitter?.hasAttribute('data-plain')) { // a page of its own takes what is picked along
			for (const value of picked()) {
				const i = doc.createElement('input');
				Object.assign(i, {type: 'hidden', name: 'item', value});
				i.dataset.picked = '';
				form.append(i);
			}
			return;
		}
		e.preventDefault();
		const body = new URLSearchParams(new FormData(form));
		for (const item of picked()) body.append('item', item);
		body.set('_key', Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, '0')).join(''));
		const a = await fetch(form.action, {method: 'POST', body, headers: {'HX-Request': 'true'}, credentials: 'same-origin'});
		const into = doc.getElementById('plan-body');
		into.innerHTML = await a.text();
		htmx.process(into);
		doc.getElementById('plan').showModal();
		if (a.ok) clear();
		B.refetch();
	});
	B.count();
})();
