/* The page that answers are sent from: whose it is, its token, and how to get both anew. */

export class AnswerPage {
  /* `element` carries data-person; its form, or the page, holds the token. */
  constructor(element) {
    this.element = element;
    this.person = element.dataset.person;
  }

  get token() { return document.querySelector("main [name=csrf_token]").value; }

  /* The same page as the server shows it now, or null where it cannot be had. */
  async fresh() {
    try {
      const response = await fetch(location.pathname, { headers: { "Accept": "text/html" } });
      return response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
    } catch {
      return null;
    }
  }

  /* "ready", or why not: "offline", "signedOut", "elsewhere" when somebody else is signed in. */
  async renew() {
    const page = await this.fresh();
    if (page === null) return "offline";
    const person = page.querySelector("[data-person]")?.dataset.person;
    if (person === undefined) return "signedOut";
    if (person !== this.person) return "elsewhere";
    const token = page.querySelector("main [name=csrf_token]").value;
    for (const field of document.querySelectorAll("main [name=csrf_token]")) field.value = token;
    return "ready";
  }
}
