// Two scans one above the other; the slider shows how much of the upper one is seen.
// Markup: macros/scans.html compare().

for (const place of document.querySelectorAll("[data-compare]")) {
  const range = place.querySelector("[data-compare-range]");
  const upper = place.querySelector("[data-compare-top]");
  const show = () => { upper.style.clipPath = `inset(0 ${100 - range.value}% 0 0)`; };
  range.addEventListener("input", show);
  show();
}
