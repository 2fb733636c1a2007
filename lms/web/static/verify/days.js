/* Days as they stand on certificates: in the zone of the issuer, not of the reader. */

export function dayOf(seconds, timeZone) {
  const language = document.documentElement.lang === "en" ? "en-GB" : "id";
  return new Date(seconds * 1000).toLocaleDateString(language, { dateStyle: "long", timeZone });
}
