/* First script in the frame of a third-party block. The frame has no origin, so cookies and storage
   would throw: stand-ins last until the page closes. Reports its height to the surrounding page. */
(function () {
  "use strict";

  function standIn() {
    const stored = new Map();
    return {
      getItem: (key) => stored.get(String(key)) ?? null,
      setItem: (key, value) => void stored.set(String(key), String(value)),
      removeItem: (key) => void stored.delete(String(key)),
      clear: () => stored.clear(),
      key: (index) => [...stored.keys()][index] ?? null,
      get length() {
        return stored.size;
      },
    };
  }

  for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, { value: standIn(), configurable: true });
  }
  Object.defineProperty(document, "cookie", { get: () => "", set: () => {}, configurable: true });

  function tell() {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    window.parent.postMessage({ frameHeight: height }, "*"); // a number, and nothing else
  }

  new ResizeObserver(tell).observe(document.documentElement);
  window.addEventListener("load", tell);
})();
