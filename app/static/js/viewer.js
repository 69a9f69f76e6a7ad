// The viewer of scans: zoom, rotate, contrast, pan by drag or arrows, pages.
// Markup: macros/scans.html viewer(). Sizes are set through the CSSOM, which the CSP allows.

for (const viewer of document.querySelectorAll("[data-viewer]")) start(viewer);

function start(viewer) {
  const stage = viewer.querySelector(".viewer-stage");
  const image = viewer.querySelector("[data-viewer-image]");
  const label = viewer.querySelector("[data-viewer-label]");
  if (!image) return;
  let zoom = 1;
  let turn = 0;

  function show() {
    const across = turn % 180 === 0 ? image.naturalWidth : image.naturalHeight;
    const fit = Math.max(80, stage.clientWidth - 16) / (across || 1);
    image.style.width = `${image.naturalWidth * fit * zoom}px`;
    image.style.transform = turn ? `rotate(${turn}deg)` : "";
    const spare = turn % 180 === 0 ? 0 : ((image.naturalWidth - image.naturalHeight) * fit * zoom) / 2;
    image.style.margin = spare ? `${spare}px ${-spare}px` : "";
    label.textContent = `${Math.round(zoom * 100)} %`;
  }

  const acts = {
    in: () => { zoom = Math.min(8, zoom * 1.25); },
    out: () => { zoom = Math.max(0.2, zoom / 1.25); },
    fit: () => { zoom = 1; },
    rotate: () => { turn = (turn + 90) % 360; },
    back: () => { turn = (turn + 270) % 360; },
    contrast: () => {
      const on = stage.classList.toggle("is-contrast");
      viewer.querySelector('[data-viewer-do="contrast"]').setAttribute("aria-pressed", String(on));
    },
    invert: () => stage.classList.toggle("is-inverted"),
  };
  const keys = { "+": "in", "=": "in", "-": "out", 0: "fit", r: "rotate", R: "back", c: "contrast", i: "invert" };
  const act = (name) => { acts[name](); show(); };

  viewer.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-viewer-do]");
    if (tool) act(tool.dataset.viewerDo);
    const page = event.target.closest("[data-viewer-page]");
    if (page) {
      viewer.querySelectorAll("[data-viewer-page]").forEach((other) => other.removeAttribute("aria-current"));
      page.setAttribute("aria-current", "true");
      image.src = page.dataset.viewerPage;
      image.alt = page.dataset.label;
      turn = 0;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (keys[event.key] && !document.querySelector("dialog[open]")) act(keys[event.key]);
  });
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    act(event.deltaY < 0 ? "in" : "out");
  }, { passive: false });
  stage.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [0, -60], ArrowDown: [0, 60], ArrowLeft: [-60, 0], ArrowRight: [60, 0] }[event.key];
    if (step) { event.preventDefault(); stage.scrollBy(...step); }
  });

  let grip = null;
  stage.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse") return;
    grip = [event.clientX + stage.scrollLeft, event.clientY + stage.scrollTop];
    stage.classList.add("is-panning");
    event.preventDefault();
    stage.focus({ preventScroll: true });
  });
  addEventListener("pointermove", (event) => {
    if (grip) stage.scrollTo(grip[0] - event.clientX, grip[1] - event.clientY);
  });
  addEventListener("pointerup", () => { grip = null; stage.classList.remove("is-panning"); });

  image.addEventListener("load", show);
  addEventListener("resize", show);
  if (image.complete) show();
}
