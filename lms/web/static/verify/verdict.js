/* On the answer to a number: looks whether a scanned code came with it, and only then loads the rest.

   The signed part of a code stands behind the #, so no server ever sees it. */
const card = document.querySelector("[data-keys]");
const payload = location.hash.slice(1);
const isPlaceOnPage = document.getElementById(payload) !== null;

if (card !== null && payload && !isPlaceOnPage && window.isSecureContext) {
  for (const address of card.dataset.modules.split(" ")) load(address);
  const { compareWithRecord } = await import("./record.js");
  await compareWithRecord(card, payload);
}
addEventListener("hashchange", () => {
  if (document.getElementById(location.hash.slice(1)) === null) location.reload();
});

/* All modules at once, instead of one way to the server and back for each level of imports. */
function load(address) {
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = address;
  document.head.append(link);
}
