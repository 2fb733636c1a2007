/* What a scanner without a network may say about a code: never "valid" from an old list. */

const CLOCK_SKEW = 600; // seconds by which the clock of a telephone may be behind
const BY_SIGNATURE = [
  "unreadable", "foreign-host", "unknown-key", "forged", "specimen", "online-only",
];

/* A code of an answer: valid, suspended, revoked, expired, old-list, no-list, or one that the
   signature alone gives. `lists` is what readLists gave, or null; `now` in seconds. */
export function judge(verdict, lists, now) {
  if (BY_SIGNATURE.includes(verdict.outcome)) return verdict.outcome;
  const places = lists?.lists.get(verdict.claims.listNumber);
  if (places?.suspended.has(verdict.claims.statusIndex)) return "suspended";
  if (places?.revoked.has(verdict.claims.statusIndex)) return "revoked";
  if (verdict.outcome === "expired") return "expired";
  if (places === undefined) return "no-list";
  const isFresh = now < lists.validUntil && now > lists.signedAt - CLOCK_SKEW;
  return isFresh ? "valid" : "old-list";
}
