// Intake review: 1, 2, 3 press the button with that data-key; the next case is fetched beforehand.
//   button[data-key="1"]   [data-prefetch="URL"]

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]")) return;
  document.querySelector(`button[data-key="${CSS.escape(event.key)}"]`)?.click();
});

for (const place of document.querySelectorAll("[data-prefetch]")) {
  const link = document.createElement("link");
  link.rel = "prefetch";
  link.href = place.dataset.prefetch;
  document.head.append(link);
}
