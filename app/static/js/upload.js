// Many files at once, each sent by itself with its own progress.
//   [data-upload="URL"] with an <input type=file multiple>; [data-upload-list] names the <ul> of rows.
// The server answers 201 with an HTML fragment (the row, which htmx then refreshes by itself), or
// {"error": {"message"}}: the sentence is shown in the row, the other files go on.

const AT_ONCE = 3;
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

for (const zone of document.querySelectorAll("[data-upload]")) start(zone);

function start(zone) {
  const list = document.querySelector(zone.dataset.uploadList);
  const input = zone.querySelector("input[type=file]");
  const waiting = [];
  let running = 0;
  let position = Number(list.dataset.nextPosition); // files keep the order in which they were dropped

  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    add(event.dataTransfer.files);
  });
  input.addEventListener("change", () => { add(input.files); input.value = ""; });
  addEventListener("beforeunload", (event) => { if (running || waiting.length) event.preventDefault(); });

  function add(files) {
    for (const file of files) {
      const row = makeRow(file);
      list.append(row.element);
      if (file.size > Number(zone.dataset.maxMb) * 1048576) fail(row, file, zone.dataset.textTooBig, false);
      else waiting.push({ file, row, place: position++ });
    }
    next();
  }

  function next() {
    while (running < AT_ONCE && waiting.length) send(waiting.shift());
    zone.dispatchEvent(new CustomEvent("upload:state", { bubbles: true, detail: { running, waiting: waiting.length } }));
  }

  function makeRow(file) {
    const element = document.createElement("li");
    element.className = "upload-row";
    const name = document.createElement("strong");
    name.textContent = file.name;
    const state = document.createElement("span");
    state.className = "text-secondary ms-2";
    state.textContent = zone.dataset.textWaiting;
    const bar = document.createElement("progress");
    bar.max = 100; bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    element.append(name, state, bar);
    return { element, state, bar };
  }

  function send({ file, row, place }) {
    running += 1;
    const request = new XMLHttpRequest();
    request.open("POST", zone.dataset.upload);
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("Accept", "application/json, text/html;q=0.5");
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    row.state.textContent = zone.dataset.textSending;
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) row.bar.value = (100 * event.loaded) / event.total;
      if (event.loaded === event.total) row.state.textContent = zone.dataset.textChecking;
    });
    request.addEventListener("loadend", () => { running -= 1; settle(request, file, row, place); next(); });
    const body = new FormData();
    body.append("position", place);
    body.append("file", file);
    request.send(body);
  }

  function settle(request, file, row, place) {
    if (request.status === 201) {
      const holder = document.createElement("ul");
      holder.innerHTML = request.responseText;
      const element = holder.firstElementChild;
      row.element.replaceWith(element);
      window.htmx?.process(element);
      zone.dispatchEvent(new CustomEvent("upload:added", { bubbles: true, detail: { element } }));
      return;
    }
    fail(row, file, message(request), request.status === 0 || request.status >= 500, place);
  }

  function message(request) {
    try { return JSON.parse(request.responseText).error.message || zone.dataset.textNetwork; }
    catch { return zone.dataset.textNetwork; }
  }

  function fail(row, file, text, again, place) {
    row.bar.remove();
    row.state.className = "form-error";
    row.state.setAttribute("role", "alert");
    row.state.textContent = text;
    if (again) {
      const button = document.createElement("button");
      button.type = "button"; button.className = "btn btn-sm"; button.textContent = zone.dataset.textRetry;
      button.addEventListener("click", () => {
        const fresh = makeRow(file);
        row.element.replaceWith(fresh.element);
        waiting.push({ file, row: fresh, place });
        next();
      });
      row.element.append(button);
    }
    const close = document.createElement("button");
    close.type = "button"; close.className = "btn btn-sm btn-ghost-secondary"; close.textContent = zone.dataset.textRemove;
    close.addEventListener("click", () => row.element.remove());
    row.element.append(close);
  }
}
