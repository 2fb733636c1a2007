/* Stand-ins for the editors that author forms expect: plain text fields, which work with every
   keyboard and screen reader. HTML and XML are edited as source. */
(function () {
  "use strict";
  const editors = new Map();

  function listenTo(area, name, listener) {
    const names = { change: "input", Change: "input", keyup: "keyup", focus: "focus", blur: "blur" };
    if (names[name]) area.addEventListener(names[name], () => listener(editorOf(area)));
  }

  function editorOf(area) {
    if (!editors.has(area)) editors.set(area, newEditor(area));
    return editors.get(area);
  }

  function newEditor(area) {
    Object.assign(area.style, { display: "block", visibility: "visible", width: "100%" });
    area.rows = Math.max(area.rows, 8);
    const editor = {
      id: area.id,
      getValue: () => area.value,
      setValue: (text) => void (area.value = String(text ?? "")),
      getContent: () => area.value,
      setContent: (text) => void (area.value = String(text ?? "")),
      on: (name, listener) => name.split(" ").forEach((one) => listenTo(area, one, listener)),
      getDoc: () => editor,
      getWrapperElement: () => area,
      getTextArea: () => area,
      getElement: () => area,
      lineCount: () => area.value.split("\n").length,
      focus: () => area.focus(),
      save: () => area.value,
      isDirty: () => area.value !== area.defaultValue,
      options: {},
    };
    const idle = ["off", "refresh", "setOption", "getOption", "setSize", "toTextArea", "remove"];
    for (const name of [...idle, "clearHistory", "markClean", "execCommand"]) {
      editor[name] ||= () => undefined;
    }
    return editor;
  }

  /* At a place, or by a function that puts the field somewhere. */
  /** @param {any} place @param {{ value?: string }} options */
  function CodeMirror(place, { value } = {}) {
    const area = document.createElement("textarea");
    area.value = value || "";
    if (typeof place === "function") place(area);
    else place?.append(area);
    return editorOf(area);
  }
  CodeMirror.fromTextArea = editorOf;
  CodeMirror.defineMode = CodeMirror.defineMIME = () => {};
  window.CodeMirror ||= CodeMirror;

  function areasOf({ selector, target }) {
    return target ? [target] : [...document.querySelectorAll(selector || "textarea")];
  }
  window.tinymce ||= {
    init(options) {
      const made = areasOf(options).map(editorOf);
      for (const editor of made) {
        options.setup?.(editor);
        window.tinymce.activeEditor = editor;
      }
      made.forEach((editor) => options.init_instance_callback?.(editor));
      return Promise.resolve(made);
    },
    get: (id) => [...editors.values()].find((editor) => editor.id === id) || null,
    remove() {},
    triggerSave() {},
    on() {},
    PluginManager: { add() {}, load() {} },
  };
  window.tinyMCE ||= window.tinymce;
})();
