// The send button waits while bytes are still on their way, and is pressed once.
//   form[data-send][data-text-busy] with [data-send-text]; events of js/upload.js

const form = document.querySelector("form[data-send]");
const button = form.querySelector("button");
const text = form.querySelector("[data-send-text]");
const rest = text.textContent;

document.addEventListener("upload:state", (event) => {
  const busy = event.detail.running + event.detail.waiting > 0;
  button.disabled = busy;
  text.textContent = busy ? form.dataset.textBusy : rest;
});

form.addEventListener("submit", () => setTimeout(() => { button.disabled = true; }));
addEventListener("pageshow", () => { button.disabled = false; });
