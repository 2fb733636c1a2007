/* In the place of a library that shows a tour of a page: none is shown, and the block goes on. */
window.introJs = () => new Proxy({}, { get: (_, name, self) => () => (name === "then" ? undefined : self) });
