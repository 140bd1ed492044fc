// A small map to mend the position of a site: drag the pin, nudge it with arrow keys, or type the numbers.
// Without tiles it is plain paper with the post offices around, which is enough to place a pin by.
(() => {
	const step = 0.0002; // about 20 m
	for (const el of document.querySelectorAll('[data-map]')) start(el, el.dataset);

	function start(el, d) {
		const lat = document.querySelector(d.latInput), lng = document.querySelector(d.lngInput), reach = document.querySelector(d.fenceInput || '#no-fence');
		const known = position(lat, lng) || d.lat && [Number(d.lat), Number(d.lng)], at = known || [20.6, 78.9]; // the middle of India
		el.classList.add('map');
		el.classList.toggle('unplaced', !known);
		const map = L.map(el, {center: at, zoom: known ? 15 : 4, scrollWheelZoom: false, zoomAnimation: !still(), fadeAnimation: !still()});
		map.attributionControl.setPrefix(false);
		if (d.tiles) L.tileLayer(d.tiles, {attribution: plain(d.tilesCredit), maxZoom: 19}).addTo(map);

		const fence = L.circle(at, {radius: Number(reach?.value || d.fence) || 100, className: 'map-fence', interactive: false}).addTo(map);
		const pin = L.marker(at, {draggable: Boolean(lat), keyboard: true, autoPan: true, title: 'Site', icon: L.divIcon({className: 'map-pin', html: drawing(), iconSize: [32, 40], iconAnchor: [16, 39]})}).addTo(map);
		const face = pin.getElement();
		face.setAttribute('aria-label', lat ? 'Position of the site. Arrow keys move it.' : 'Position of the site');

		const move = (ll, write) => {
			el.classList.remove('unplaced');
			pin.setLatLng(ll);
			fence.setLatLng(ll);
			if (!write || !lat) return;
			const p = pin.getLatLng();
			lat.value = p.lat.toFixed(6);
			lng.value = p.lng.toFixed(6);
			for (const i of [lat, lng]) i.dispatchEvent(new Event('input', {bubbles: true}));
		};
		pin.on('drag', () => fence.setLatLng(pin.getLatLng()));
		pin.on('dragend', () => move(pin.getLatLng(), true));
		if (lat) {
			map.on('click', (e) => move(e.latlng, true));
			face.addEventListener('keydown', (e) => {
				const by = {ArrowUp: [step, 0], ArrowDown: [-step, 0], ArrowLeft: [0, -step], ArrowRight: [0, step]}[e.key];
				if (!by) return;
				e.preventDefault();
				e.stopPropagation();
				const p = pin.getLatLng();
				move([p.lat + by[0], p.lng + by[1]], true);
				map.panInside(pin.getLatLng(), {padding: [40, 40], animate: !still()});
			});
			const follow = () => {
				const p = position(lat, lng);
				if (!p || pin.getLatLng().equals(p, 1e-7)) return;
				move(p, false);
				map.setView(p, Math.max(map.getZoom(), 14), {animate: !still()});
				places(map, el, d, p);
			};
			lat.addEventListener('change', follow);
			lng.addEventListener('change', follow);
		}
		reach?.addEventListener('input', () => { if (Number(reach.value) > 0) fence.setRadius(Number(reach.value)); });
		if (known) places(map, el, d, at);
	}

	// The post offices of the neighbourhood, as labelled dots.
	async function places(map, el, d, at) {
		if (!d.pinsSrc || d.tiles) return;
		const url = new URL(d.pinsSrc, location.href);
		url.searchParams.set('lat', at[0]);
		url.searchParams.set('lng', at[1]);
		try {
			const answer = await fetch(url, {headers: {Accept: 'application/json'}});
			if (!answer.ok) return;
			el.places?.remove();
			el.places = L.layerGroup().addTo(map);
			for (const p of await answer.json()) {
				const label = document.createElement('span'); // text, never HTML
				label.textContent = p.office ? `${p.office} ${p.code}` : p.code;
				L.marker([p.lat, p.lng], {interactive: false, keyboard: false, icon: L.divIcon({className: 'map-place', html: label, iconSize: null, iconAnchor: [3, 9]})}).addTo(el.places);
			}
		} catch { /* without neighbours the pin still works */ }
	}

	function position(lat, lng) {
		const p = [parseFloat(lat?.value), parseFloat(lng?.value)];
		return p.every(Number.isFinite) && Math.abs(p[0]) <= 90 && Math.abs(p[1]) <= 180 ? p : null;
	}

	function drawing() {
		const ns = 'http://www.w3.org/2000/svg', svg = document.createElementNS(ns, 'svg');
		const path = document.createElementNS(ns, 'path'), dot = document.createElementNS(ns, 'circle');
		svg.setAttribute('viewBox', '0 0 32 40');
		svg.setAttribute('aria-hidden', 'true');
		path.setAttribute('d', 'M16 38.5C26 28 29.5 21.5 29.5 15a13.5 13.5 0 0 0-27 0C2.5 21.5 6 28 16 38.500z');
		dot.setAttribute('cx', 16);
		dot.setAttribute('cy', 15);
		dot.setAttribute('r', 5);
		svg.append(path, dot);
		return svg;
	}

	// Leaflet takes the credit for HTML; it is text.
	function plain(text) {
		const span = document.createElement('span');
		span.textContent = text;
		return span.innerHTML;
	}

	function still() { return matchMedia('(prefers-reduced-motion: reduce)').matches; }
})();
