/* Comfort on top of pages that work without it: quick exit without a way back, focus on errors. */
"use strict";

document.addEventListener("click", (/** @type {any} */ event) => {
  const link = event.target.closest("[data-quick-exit]");
  if (link === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  document.title = document.documentElement.lang === "en" ? "Notes" : "Catatan";
  document.documentElement.className = "leaving"; // hides everything at once
  location.replace((navigator.onLine && link.dataset.quickExit) || link.href);
});

document.querySelector(".errsum")?.focus();
