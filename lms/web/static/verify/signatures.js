/* Ed25519 by the browser itself, or by a small vendored module where the browser does not know it. */

export async function hasSigned(publicKey, signature, message) {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, message);
  } catch {
    return hasSignedWithoutBrowser(publicKey, signature, message);
  }
}

/* Pages that are no secure context have no crypto.subtle; the hash is then missing as well. */
export async function hasSignedWithoutBrowser(publicKey, signature, message) {
  const ed25519 = await import("../vendor/noble-ed25519.js");
  try {
    return await ed25519.verifyAsync(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
