/* First of all in the frame of a block by others. The frame has no origin, so cookies and storage
   would throw: stand-ins forget when the page closes. Tells the page around it how high it is. */
(function () {
  "use strict";

  function standIn() {
    const kept = new Map();
    return {
      getItem: (key) => kept.get(String(key)) ?? null,
      setItem: (key, value) => void kept.set(String(key), String(value)),
      removeItem: (key) => void kept.delete(String(key)),
      clear: () => kept.clear(),
      key: (index) => [...kept.keys()][index] ?? null,
      get length() {
        return kept.size;
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
