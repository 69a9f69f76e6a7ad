// What every page needs: CSRF for htmx, dialogs, the menu on a telephone, keys in tables.
//   [data-open-dialog="#id"]  [data-close-dialog]      native <dialog>
//   [data-toggle-class="name" data-target="#id"]       toggles a class, keeps aria-expanded
//   table[data-keynav] tr[data-href]                   j, k, Enter, double click
//   [data-check-all]  input[data-check]  [data-count]  selection of rows and its count
//   form[data-ctrl-enter]                              Ctrl-Enter submits
//   [data-submit-on-change]                            the form is sent when a value changes
//   [data-history-back]  [data-search]  [data-print]

const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

document.body.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token;
});

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  const opener = at("[data-open-dialog]");
  if (opener) document.querySelector(opener.dataset.openDialog)?.showModal();
  const closer = at("[data-close-dialog]");
  if (closer) closer.closest("dialog")?.close();
  const toggle = at("[data-toggle-class]");
  if (toggle) {
    const open = document.querySelector(toggle.dataset.target).classList.toggle(toggle.dataset.toggleClass);
    toggle.setAttribute("aria-expanded", String(open));
  } else if (!at(".side")) {
    closeMenu();
  }
  if (at("[data-history-back]")) history.back();
  if (at("[data-print]")) print();
});

function closeMenu() {
  document.querySelector(".side.is-open")?.classList.remove("is-open");
  document.querySelector(".side-toggle")?.setAttribute("aria-expanded", "false");
}

document.addEventListener("dblclick", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (row) location.href = row.dataset.href;
});

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-check-all]");
  const scope = event.target.closest("form, table");
  if (all) scope.querySelectorAll("[data-check]").forEach((box) => { box.checked = all.checked; });
  if (all || event.target.matches("[data-check]")) count();
  if (event.target.closest("[data-submit-on-change]")) event.target.form.requestSubmit();
});

function count() {
  const chosen = document.querySelectorAll("[data-check]:checked").length;
  document.querySelectorAll("[data-count]").forEach((place) => { place.textContent = String(chosen); });
  document.querySelectorAll("[data-needs-choice]").forEach((button) => { button.disabled = chosen === 0; });
}
count();

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenu();
  if (event.ctrlKey && event.key === "Enter") {
    const form = event.target.closest("form[data-ctrl-enter]") ?? document.querySelector("form[data-ctrl-enter]");
    if (form) { event.preventDefault(); form.requestSubmit(form.querySelector("[data-ctrl-enter-button]") ?? undefined); }
    return;
  }
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "?") document.querySelector("#shortcuts")?.showModal();
  if (event.key === "/") { event.preventDefault(); document.querySelector("[data-search]")?.focus(); }
  if (event.key === "j") move(1);
  if (event.key === "k") move(-1);
  if (event.key === "Enter" && !event.target.closest("a, button, summary")) {
    const row = document.querySelector("tr.is-current[data-href]");
    if (row) location.href = row.dataset.href;
  }
});

function move(step) {
  const rows = [...document.querySelectorAll("table[data-keynav] tbody tr")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.classList.contains("is-current"));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  rows[at]?.classList.remove("is-current");
  next.classList.add("is-current");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("a, input")?.focus({ preventScroll: true });
}
