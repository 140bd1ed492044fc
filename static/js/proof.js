// Proof on the phone: photos, voice notes, serial numbers by the camera. Each becomes an item of the
// outbox with its bytes beside it; phone.js does the rest.
(() => {
	const doc = document, body = doc.body, out = window.outbox, phone = window.phone;
	if (!out || !phone) return;
	const {say, overlay, fix, words} = phone, all = (css, root = doc) => [...root.querySelectorAll(css)];

	// --- Photos: shrunk to 200 kB here, refused before they are taken when there is no room.
	const least = 5e6;
	doc.addEventListener('click', (e) => {
		const input = e.target.closest?.('[data-photo],[data-bill]');
		if (input && room < least) { e.preventDefault(); say(words.full, true); }
	}, true);
	let room = Infinity;

	doc.addEventListener('change', async ({target: input}) => {
		if (input.dataset.photo === undefined || !input.files.length) return;
		const d = input.dataset;
		for (const file of [...input.files]) {
			try { await photo(file, {visit: d.visit, slot: d.slot, origin: d.origin, gives: d.gives}); } catch (err) { console.error(err); say(err.name === 'QuotaExceededError' ? words.full : words.badphoto, true); }
		}
		input.value = '';
		await overlay();
	});

	async function photo(file, {visit, slot, origin, gives}) {
		const where = fix(4), blob = await shrunk(file);
		return store(blob, {visit, slot, origin, kind: 'photo', gives}, await where);
	}

	async function store(blob, {visit, slot, origin, kind, gives}, where) {
		const key = out.name(), mime = blob.type.split(';')[0];
		const data = {key, kind, slot, origin, mime, size: String(blob.size), sha256: await sha256(blob)};
		await out.add({kind: 'visit.photo', visit, data, gives, ...where}, {key, kind, slot, blob, size: blob.size});
		room -= blob.size;
		return key;
	}

	async function sha256(blob) {
		if (!window.crypto?.subtle) return '';
		const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()));
		return [...sum].map((b) => b.toString(16).padStart(2, '0')).join('');
	}

	async function shrunk(file) {
		const image = await picture(file), most = 200000;
		let side = 1600, blob;
		for (const quality of [.8, .7, .6, .5, .5, .5]) {
			const scale = Math.min(1, side / Math.max(image.width, image.height)), canvas = doc.createElement('canvas');
			canvas.width = Math.round(image.width * scale);
			canvas.height = Math.round(image.height * scale);
			canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
			blob = await new Promise((yes) => canvas.toBlob(yes, 'image/jpeg', quality));
			if (blob.size <= most) break;
			side *= .8;
		}
		image.close?.();
		return blob;
	}
	async function picture(file) {
		if (window.createImageBitmap) try { return await createImageBitmap(file, {imageOrientation: 'from-image'}); } catch { /* an older browser */ }
		const image = new Image(), url = URL.createObjectURL(file);
		image.src = url;
		await image.decode().finally(() => URL.revokeObjectURL(url));
		return image;
	}

	const pictures = new Map();
	function thumbs(visit, files) {
		for (const box of all('[data-thumbs]')) {
			const shown = new Set(all('[data-key]', box).map((el) => el.dataset.key));
			for (const f of files.filter((f) => f.visit === visit && f.slot === box.dataset.thumbs && !shown.has(f.key))) {
				if (!pictures.has(f.key)) pictures.set(f.key, URL.createObjectURL(f.blob));
				const el = doc.createElement(f.kind === 'voice' ? 'audio' : 'img');
				if (f.kind === 'voice') el.controls = true; else el.alt = words.photo;
				el.src = pictures.get(f.key);
				el.dataset.key = f.key;
				el.className = 'waiting';
				box.append(el);
			}
		}
	}

	// --- Voice, serial numbers.
	doc.addEventListener('click', (e) => {
		const el = e.target.closest?.('[data-voice],[data-scan]');
		if (!el) return;
		if (el.dataset.voice !== undefined) voice(el);
		else scan(el);
	});

	let recorder;
	async function voice(button) {
		if (recorder) return recorder.stop();
		const words_ = button.querySelector('span') || button, was = words_.textContent;
		let stream;
		try { stream = await navigator.mediaDevices.getUserMedia({audio: true}); } catch { return say(words.nomic, true); }
		const parts = [];
		recorder = new MediaRecorder(stream, {audioBitsPerSecond: 16000});
		const end = setTimeout(() => recorder?.stop(), 60000);
		recorder.ondataavailable = ({data}) => parts.push(data);
		recorder.onstop = async () => {
			clearTimeout(end);
			stream.getTracks().forEach((t) => t.stop());
			const blob = new Blob(parts, {type: recorder.mimeType});
			recorder = null;
			words_.textContent = was;
			button.removeAttribute('aria-pressed');
			await store(blob, {visit: button.dataset.visit, slot: button.dataset.slot || 'note', origin: 'recorder', kind: 'voice'}, {});
			await overlay();
		};
		recorder.start();
		button.setAttribute('aria-pressed', 'true');
		words_.textContent = words.stop;
	}

	async function scan(button) {
		const field = button.form?.elements[button.dataset.scan] || doc.querySelector(`[name="${button.dataset.scan}"]`);
		let stream;
		try { stream = await navigator.mediaDevices.getUserMedia({video: {facingMode: 'environment'}}); } catch { return say(words.nocamera, true); }
		const box = doc.createElement('dialog'), video = doc.createElement('video'), finder = new BarcodeDetector();
		box.className = 'scan';
		video.playsInline = video.muted = true;
		video.srcObject = stream;
		box.append(video);
		body.append(box);
		box.showModal();
		box.onclick = () => box.close();
		box.onclose = () => { stream.getTracks().forEach((t) => t.stop()); box.remove(); };
		await video.play();
		while (box.open) {
			const [code] = await finder.detect(video).catch(() => []);
			if (code) { field.value = code.rawValue; field.dispatchEvent(new Event('input', {bubbles: true})); box.close(); }
			await new Promise((yes) => setTimeout(yes, 200));
		}
	}

	phone.show = thumbs;
	phone.busy = () => recorder;
	phone.prepare.push(async (form, data) => {
		const shot = form.querySelector('[data-bill]'), bill = shot?.files[0];
		if (bill) data[shot.dataset.bill || 'bill'] = await photo(bill, {visit: form.dataset.visit, slot: shot.dataset.slot || 'bill', origin: shot.dataset.origin || 'camera'});
	});

	function ready() {
		if (window.MediaRecorder && navigator.mediaDevices) all('[data-voice]').forEach((b) => { b.hidden = false; });
		if (window.BarcodeDetector && navigator.mediaDevices) all('[data-scan]').forEach((b) => { b.hidden = false; });
	}
	doc.addEventListener('phone:ready', ready);
	out.health().then((h) => { room = h.free; });
	overlay();
	ready();
})();
