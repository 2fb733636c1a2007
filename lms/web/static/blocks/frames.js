/* On a page with blocks by others: each frame is as high as its block says, within reason. */
"use strict";

const MOST = 6000;

window.addEventListener("message", (event) => {
  const frames = [...document.querySelectorAll("iframe[data-block]")];
  const frame = frames.find((one) => one.contentWindow === event.source);
  const height = Number(event.data?.frameHeight);
  if (!frame || !Number.isFinite(height)) return;
  frame.style.height = `${Math.min(Math.max(height, 48), MOST)}px`;
});
