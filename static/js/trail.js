// The map of a day's trail: a line through the positions, each with the circle of its accuracy and its hour.
(() => {
	for (const el of document.querySelectorAll('[data-trail]')) {
		const points = JSON.parse(el.dataset.trail), still = matchMedia('(prefers-reduced-motion: reduce)').matches;
		if (!points.length) continue;
		const map = L.map(el, {scrollWheelZoom: false, zoomAnimation: !still, fadeAnimation: !still});
		map.attributionControl.setPrefix(false);
		const credit = document.createElement('span'); // Leaflet takes the credit for HTML; it is text
		credit.textContent = el.dataset.tilesCredit;
		if (el.dataset.tiles) L.tileLayer(el.dataset.tiles, {attribution: credit.innerHTML, maxZoom: 19}).addTo(map);
		const line = L.polyline(points.map(([lat, lng]) => [lat, lng]), {className: 'map-trail', fill: false, interactive: false}).addTo(map);
		for (const [lat, lng, accuracy] of points) L.circle([lat, lng], {radius: accuracy, className: 'map-fence', interactive: false}).addTo(map);
		points.forEach(([lat, lng, , hour], i) => {
			if (i % Math.ceil(points.length / 40) && i !== points.length - 1) return;
			const label = document.createElement('span');
			label.textContent = hour;
			L.marker([lat, lng], {interactive: false, keyboard: false, icon: L.divIcon({className: 'map-place', html: label, iconSize: null, iconAnchor: [3, 9]})}).addTo(map);
		});
		map.fitBounds(line.getBounds().pad(0.2), {maxZoom: 16, animate: false});
	}
})();
