/* Passkeys: asks the authenticator and puts its answer into the form, which is then sent as any other. */
"use strict";

if (/** @type {any} */ (window).PublicKeyCredential?.parseCreationOptionsFromJSON) {
  const add = document.querySelector("[data-passkey-add]");
  const signIn = document.querySelector("[data-passkey-sign-in]");
  if (add) prepare(add, add.dataset.passkeyAdd, (options) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }));
  if (signIn) prepare(signIn, signIn.dataset.passkeySignIn, (options) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }));
}

function prepare(form, optionsUrl, ask) {
  form.parentElement.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return; // the answer is there: send it
    event.preventDefault();
    const problem = form.querySelector("[data-passkey-problem]");
    problem.hidden = true;
    try {
      const credential = await ask(await optionsFrom(optionsUrl, form.elements.csrf_token.value));
      form.elements.answer.value = JSON.stringify(credential.toJSON());
      form.requestSubmit();
    } catch {
      problem.hidden = false; // cancelled, timed out, or no passkey of this site
    }
  });
}

async function optionsFrom(url, token) {
  const response = await fetch(url, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}
