/* Page with frames of third-party blocks: sets each frame to the height that it reports, limited. */
"use strict";

const MAX_HEIGHT = 6000;

window.addEventListener("message", (event) => {
  const frames = [...document.querySelectorAll("iframe[data-block]")];
  const frame = frames.find((one) => one.contentWindow === event.source);
  if (!frame) return;
  const height = Number(event.data?.frameHeight);
  if (Number.isFinite(height)) setHeight(frame, height);
  if (frame.dataset.after) follow(frame, event.data ?? {});
});

function setHeight(frame, height) {
  frame.style.height = `${Math.min(Math.max(height, 48), MAX_HEIGHT)}px`;
}

/* A form of a block says that it is saved, or left, or what went wrong; the last as plain text. */
function follow(frame, { blockNotice, state, text }) {
  const says = document.querySelector("[data-frame-says]");
  if (blockNotice === "error" && says) {
    says.textContent = String(text || "").slice(0, 500);
    says.hidden = !says.textContent;
  }
  if (blockNotice === "cancel" || (blockNotice === "save" && state === "end")) {
    window.location.assign(frame.dataset.after);
  }
}
