// Extra work on site: lines of the price list with what they come to, which the customer signs before it begins.
(() => {
	const doc = document, phone = window.phone, form = () => doc.getElementById('extra');
	if (!phone) return;
	const money = new Intl.NumberFormat('en-IN', {style: 'currency', currency: 'INR', numberingSystem: 'latn'});
	const rupees = (paise) => money.format(paise / 100).replace(/\.00$/, '');
	let lines = [];

	function paint() {
		const f = form(), total = lines.reduce((n, l) => n + l.worth, 0);
		f.querySelector('[data-lines]').replaceChildren(...lines.map((l, i) => {
			const li = doc.getElementById('extra-line').content.firstElementChild.cloneNode(true);
			li.querySelector('span').textContent = l.name + ' × ' + l.qty;
			li.querySelector('b').textContent = rupees(l.worth);
			li.querySelector('[data-remove]').dataset.remove = i;
			return li;
		}));
		f.elements.lines.value = lines.length ? JSON.stringify(lines.map(({item, qty}) => ({item, qty}))) : '';
		f.elements.total.value = rupees(total);
		f.elements.limit.value = lines.length ? Math.ceil(total / 100) : '';
		if (lines.length) f.dataset.dirty = '';
	}

	function add() {
		const list = doc.getElementById('extra-item'), field = doc.getElementById('extra-qty'), qty = field.value.trim().replace(',', '.'), picked = list.selectedOptions[0];
		if (!picked?.value) return list.focus();
		if (!(+qty > 0)) return field.focus();
		lines.push({item: picked.value, qty, name: picked.text.split(' · ')[0], worth: Math.round(picked.dataset.worth * qty), service: picked.dataset.service !== undefined});
		list.value = '';
		field.value = '1';
		paint();
		doc.getElementById('approve').open = true;
		phone.load(form().dataset.sign).catch((e) => { console.error(e); }); // it holds the pad
	}

	doc.addEventListener('click', ({target}) => {
		const el = target.closest?.('[data-add],[data-remove]');
		if (!el || !form()) return;
		if (el.dataset.add !== undefined) return add();
		lines.splice(+el.dataset.remove, 1);
		paint();
	});
	doc.addEventListener('reset', ({target}) => { if (target.id === 'extra') { lines = []; setTimeout(paint); } });
	phone.prepare.unshift(async (f, data, item) => {
		if (f.dataset.item !== 'visit.estimate') return;
		if (!lines.length) { phone.say(f.dataset.none, true); return false; }
		if (!phone.show) return false; // the pad is still on its way
		data.total = f.elements.total.value;
		item.quoted = lines.filter((l) => l.service).map((l) => l.item); // services that were agreed are due whether anybody enters them or not
		Object.assign(item, {service: true, worth: lines.reduce((n, l) => n + (l.service ? l.worth : 0), 0)});
	});
})();
