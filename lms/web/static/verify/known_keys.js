/* The keys and hosts of this site, as /verify/keys.json gives them. */

/* { hosts, keys, madeAt }: what checkCode needs, and when the server said so, in seconds. */
export function readKeys(answer) {
  const keys = answer.keys.map((key) => [key.id, {
    publicKey: Uint8Array.from(key.public_key.match(/../g), (pair) => parseInt(pair, 16)),
    isSpecimen: key.is_specimen,
    isCompromised: key.state === "compromised",
    retiredAt: key.retired_at,
  }]);
  return { hosts: answer.hosts, keys: new Map(keys), madeAt: answer.made_at };
}
