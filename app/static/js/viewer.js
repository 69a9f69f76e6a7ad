// The viewer of scans: zoom, rotate, contrast, pan by drag or arrows, pages, and where something stands.
// Markup: macros/scans.html viewer(), place(). Sizes are set through the CSSOM, which the CSP allows.
//   [data-place="left top width height"] [data-place-page="url"]   shares of the page (0 … 1): a button
//   frames it when pressed, a field while it has the focus

const shown = []; // what each viewer of the page can show: place(url, box, closer) answers whether it did

for (const viewer of document.querySelectorAll("[data-viewer]")) start(viewer);

function start(viewer) {
  const stage = viewer.querySelector(".viewer-stage");
  const sheet = viewer.querySelector("[data-viewer-sheet]");
  const image = viewer.querySelector("[data-viewer-image]");
  const frame = viewer.querySelector("[data-viewer-frame]");
  const label = viewer.querySelector("[data-viewer-label]");
  if (!image) return;
  let zoom = 1;
  let turn = 0;
  let page = image.getAttribute("src");
  let wanted = null; // a box to be scrolled to once its page has come

  function show() {
    const across = turn % 180 === 0 ? image.naturalWidth : image.naturalHeight;
    const fit = Math.max(80, stage.clientWidth - 16) / (across || 1);
    sheet.style.width = `${image.naturalWidth * fit * zoom}px`;
    sheet.style.transform = turn ? `rotate(${turn}deg)` : "";
    const spare = turn % 180 === 0 ? 0 : ((image.naturalWidth - image.naturalHeight) * fit * zoom) / 2;
    sheet.style.margin = spare ? `${spare}px ${-spare}px` : "";
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

  function open(url) {
    const button = [...viewer.querySelectorAll("[data-viewer-page]")].find((one) => one.dataset.viewerPage === url);
    if (!button) return url === page;
    viewer.querySelectorAll("[data-viewer-page]").forEach((other) => other.removeAttribute("aria-current"));
    button.setAttribute("aria-current", "true");
    frame.hidden = true;
    if (url !== page) image.src = page = url;
    image.alt = button.dataset.label;
    turn = 0;
    return true;
  }

  function place(url, box, closer) {
    if (!open(url)) return false;
    const [left, top, width, height] = box;
    const edge = 0.004; // room around what is framed, in shares of the page
    frame.style.left = `${(left - edge) * 100}%`;
    frame.style.top = `${(top - edge) * 100}%`;
    frame.style.width = `${(width + 2 * edge) * 100}%`;
    frame.style.height = `${(height + 2 * edge) * 100}%`;
    frame.hidden = true; // until the page has come: before, nothing stands where it will
    wanted = { width, closer };
    if (image.complete && image.naturalWidth) bring();
    return true;
  }

  // A small thing is brought closer when asked for by a button; a field never changes the zoom.
  function bring() {
    if (!wanted) return;
    if (wanted.closer) zoom = Math.max(zoom, Math.min(2.5, 0.6 / wanted.width));
    wanted = null;
    frame.hidden = false;
    show();
    const [seen, here] = [stage.getBoundingClientRect(), frame.getBoundingClientRect()];
    stage.scrollBy({
      left: outside(here.left, here.right, seen.left, seen.right),
      top: outside(here.top, here.bottom, seen.top, seen.bottom),
    });
  }

  // How far to scroll so that what stands outside comes to the middle; nothing when it is in sight.
  function outside(from, to, first, last) {
    return from >= first && to <= last ? 0 : (from + to) / 2 - (first + last) / 2;
  }

  shown.push({ viewer, place, hide: () => { frame.hidden = true; } });

  viewer.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-viewer-do]");
    if (tool) act(tool.dataset.viewerDo);
    const chosen = event.target.closest("[data-viewer-page]");
    if (chosen) { open(chosen.dataset.viewerPage); release(); }
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

  image.addEventListener("load", () => { show(); bring(); });
  addEventListener("resize", show);
  if (image.complete) show();
}

function release() {
  document.querySelectorAll('[data-place][aria-pressed="true"]').forEach((one) => one.setAttribute("aria-pressed", "false"));
}

function frameFor(element, closer) {
  const box = element.dataset.place.split(" ").map(Number);
  return shown.find((one) => one.place(element.dataset.placePage, box, closer));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-place]");
  if (!button) return;
  const again = button.getAttribute("aria-pressed") === "true";
  release();
  if (again) { shown.forEach((one) => one.hide()); return; }
  const found = frameFor(button, true);
  if (!found) return;
  button.setAttribute("aria-pressed", "true");
  found.viewer.scrollIntoView({ block: "nearest" }); // on a narrow screen the scan is out of sight
});

document.addEventListener("focusin", (event) => {
  const field = event.target.closest("input[data-place], textarea[data-place]");
  if (!field) return;
  release();
  frameFor(field, false);
});
