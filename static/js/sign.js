// The customer's signature: a sheet on which he draws with his finger, kept as a picture with the form in which it lies.
(() => {
	const doc = document, phone = window.phone;
	if (!phone) return;
	const {say, words} = phone, all = (css) => [...doc.querySelectorAll(css)];

	const pads = new Map();
	doc.addEventListener('toggle', (e) => { if (e.target.open && e.target.querySelector('[data-signature]')) signatures(); }, true);
	async function signatures() {
		for (const canvas of all('[data-signature]')) {
			if (pads.has(canvas) || !canvas.clientWidth) continue; // folded: it has no size yet
			await phone.load(words.pad).catch(() => {});
			if (!window.SignaturePad) return;
			if (pads.has(canvas)) continue; // another call was quicker: a second pad would wipe the sheet
			const scale = 600 / canvas.clientWidth;
			canvas.width = 600;
			canvas.height = Math.round(canvas.clientHeight * scale);
			canvas.getContext('2d').scale(scale, scale);
			pads.set(canvas, new SignaturePad(canvas, {backgroundColor: '#fff', penColor: '#111', minWidth: 1.5, maxWidth: 4}));
		}
	}
	function signed(canvas, data) {
		const pad = pads.get(canvas);
		if (!pad || pad.isEmpty()) return false;
		data.signature = canvas.toDataURL('image/png');
		return true;
	}
	doc.addEventListener('reset', ({target}) => { // it is kept: the next signature begins on a clean sheet
		const canvas = target.querySelector('[data-signature]');
		if (!canvas) return;
		pads.get(canvas)?.clear();
		canvas.closest('details').open = false;
	});

	doc.addEventListener('click', ({target}) => {
		const el = target.closest?.('[data-clear]');
		if (el) pads.get(el.form?.querySelector('[data-signature]'))?.clear();
	});

	const busy = phone.busy;
	phone.busy = () => busy?.() || all('[data-signature]').some((canvas) => canvas.clientWidth); // a sheet that lies open is not taken away
	phone.prepare.push((form, data) => {
		const sheet = form.querySelector('[data-signature]');
		if (sheet && !signed(sheet, data)) { say(words.sign, true); return false; }
	});

	function ready() {
		for (const canvas of pads.keys()) if (!canvas.isConnected) pads.delete(canvas);
		signatures();
	}
	doc.addEventListener('phone:ready', ready);
	ready();
})();
