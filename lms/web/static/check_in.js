/* Renews the code on the wall. */

const EVERY = 15_000; // milliseconds
const shown = document.querySelector("[data-check-in]");

async function refresh() {
  if (document.hidden) return;
  try {
    const response = await fetch(location.href, { headers: { "Accept": "text/html" }, redirect: "error" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-check-in]");
    if (fresh !== null) shown.replaceChildren(...fresh.childNodes);
    else if (response.ok) location.reload(); // the session is over
  } catch {
    /* no network: the shown code is valid for a few more minutes */
  }
}

if (shown !== null) {
  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
}
