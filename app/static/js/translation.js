// The form of an act: take over what the machine read, insert a mark, say "none".
//   [data-fill="id"] data-value [data-text data-calendar]   one proposal
//   [data-fill-all]                                         every proposal, into empty fields only
//   [data-insert="text"]                                    at the caret of the last field used
//   [data-none="id"]                                        a checkbox that writes "Néant"
// Every change is announced as typing, so that it is saved like the rest.

const NONE = "Néant";
const byId = (id) => document.getElementById(id);
let last = null;

function write(field, value) {
  if (!field) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function fill(button) {
  const id = button.dataset.fill;
  write(byId(id), button.dataset.value);
  if (button.dataset.text !== undefined) write(byId(`${id}.text`), button.dataset.text);
  if (button.dataset.calendar !== undefined) write(byId(`${id}.calendar`), button.dataset.calendar);
}

function insert(text) {
  if (!last) return;
  const [start, end] = [last.selectionStart, last.selectionEnd];
  const caret = start + (text.endsWith(" ]") ? text.length - 1 : text.length);
  write(last, last.value.slice(0, start) + text + last.value.slice(end));
  last.focus();
  last.setSelectionRange(caret, caret);
}

document.addEventListener("focusin", (event) => {
  if (event.target.matches("#work textarea, #work input.form-control")) last = event.target;
});

document.addEventListener("click", (event) => {
  const one = event.target.closest("[data-fill]");
  if (one) { fill(one); byId(one.dataset.fill).focus(); }
  if (event.target.closest("[data-fill-all]")) {
    for (const button of document.querySelectorAll("[data-fill]")) if (!byId(button.dataset.fill).value) fill(button);
  }
  const mark = event.target.closest("[data-insert]");
  if (mark) insert(mark.dataset.insert);
});

document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-none]");
  if (!box) return;
  const field = byId(box.dataset.none);
  if (box.checked) write(field, NONE);
  else if (field.value === NONE) write(field, "");
});

document.addEventListener("input", (event) => {
  const box = document.querySelector(`[data-none="${CSS.escape(event.target.id)}"]`);
  if (box) box.checked = event.target.value.trim() === NONE;
});
