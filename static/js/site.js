// The form of a site: the position follows the PIN code until somebody moves it, and the slider and the number of the fence agree.
(() => {
	const lat = document.querySelector('#f-lat'), lng = document.querySelector('#f-lng');
	const info = () => document.querySelector('#pin-info[data-lat]');
	const near = (a, b) => Math.abs(Number(a) - Number(b)) < 1e-5;
	let last = info()?.dataset;

	// The answer of the look-up replaces #pin-info, so its parent is watched.
	function follow() {
		const now = info()?.dataset;
		if (!now || last && now.lat === last.lat && now.lng === last.lng) return;
		const unmoved = !lat.value && !lng.value || last && near(lat.value, last.lat) && near(lng.value, last.lng);
		last = {lat: now.lat, lng: now.lng};
		if (!unmoved) return;
		lat.value = now.lat;
		lng.value = now.lng;
		lng.dispatchEvent(new Event('change', {bubbles: true}));
	}
	const around = document.querySelector('#pin-info')?.parentElement;
	if (lat && lng && around) {
		if (last) last = {lat: last.lat, lng: last.lng};
		new MutationObserver(follow).observe(around, {childList: true, subtree: true, attributes: true, attributeFilter: ['data-lat', 'data-lng']});
	}

	for (const slide of document.querySelectorAll('[data-mirror]')) {
		const number = document.querySelector(slide.dataset.mirror);
		slide.value = number.value;
		slide.addEventListener('input', () => {
			number.value = slide.value;
			number.dispatchEvent(new Event('input', {bubbles: true}));
		});
		number.addEventListener('input', () => { slide.value = number.value; });
	}
})();
