/* Version 1 of the XBlock JavaScript interface, and the globals that blocks expect.
   start.js initialises the blocks of the page after it has loaded. */
(function () {
  "use strict";
  const $ = window.jQuery;
  const listeners = {};

  $.cookie = () => undefined;
  $.fn.immediateDescendents = function (selector) {
    return this.children().map(function () {
      const child = $(this);
      return child.is(selector) ? child.get() : child.immediateDescendents(selector).get();
    });
  };

  window.gettext = (text) => text;
  window.ngettext = (one, many, count) => (Number(count) === 1 ? one : many);
  window.pgettext = (context, text) => text;
  window.interpolate = (form, values, isNamed) =>
    isNamed
      ? form.replace(/%\(\w+\)s/g, (match) => String(values[match.slice(2, -2)]))
      : form.replace(/%s/g, () => String(values.shift()));
  const heard = [];
  window.Logger = {
    log: (event, facts, element) =>
      heard.forEach((one) => {
        if (one.event === event && [null, element].includes(one.element)) {
          one.listener(event, facts, element);
        }
      }),
    listen: (event, element, listener) => void heard.push({ event, element, listener }),
    bind() {},
  };
  window.analytics = { track() {}, page() {}, identify() {} };

  /* Of Open edX: text is escaped unless it was made as HTML. */
  function Html(text) {
    this.text = String(text ?? "");
  }
  Html.prototype.toString = function () {
    return this.text;
  };
  const html = (text) => new Html(text);
  const ensured = (text) => (text instanceof Html ? text : html(_.escape(text)));
  const filled = (form, values) =>
    ensured(form).text.replace(/\{(\w+)\}/g, (match, name) =>
      name in (values || {}) ? ensured(values[name]).text : match,
    );
  window.edx ||= {};
  window.edx.HtmlUtils ||= {
    HTML: html,
    ensureHtml: ensured,
    interpolateHtml: (form, values) => html(filled(form, values)),
    joinHtml: (...parts) => html(parts.map((part) => ensured(part).text).join("")),
    setHtml: (element, text) => $(element).html(ensured(text).text),
    append: (element, text) => $(element).append(ensured(text).text),
    prepend: (element, text) => $(element).prepend(ensured(text).text),
    template: (text) => (facts) => html(_.template(text)(facts)),
  };
  window.edx.StringUtils ||= {
    interpolate: (form, values) => filled(html(form), _.mapObject(values || {}, html)),
  };
  window.HtmlUtils ||= window.edx.HtmlUtils;
  window.StringUtils ||= window.edx.StringUtils;

  const first = (element) => $(element)[0];
  const childrenOf = (element) => (first(element) || {}).xblock_children || [];

  function Runtime() {
    this.handlerUrl = (element, handler, suffix, query) => {
      const base = $(element).closest("[data-handler-base]").attr("data-handler-base");
      const path = suffix ? `/${suffix}` : "";
      return `${base}/${handler}${path}${query ? `?${query}` : ""}`;
    };
    this.children = (element) => childrenOf(element.element || element);
    this.childMap = (element, name) => this.children(element).find((child) => child.name === name);
    this.listenTo = (event, listener) => void (listeners[event] ||= []).push(listener);
    this.notify = (event, facts) => {
      (listeners[event] || []).forEach((listener) => listener(facts));
      if (["save", "cancel", "error"].includes(event)) {
        const { state, title, message } = facts || {};
        const text = [title, message].filter((one) => typeof one === "string").join(": ");
        window.parent.postMessage({ blockNotice: event, state: String(state || ""), text }, "*");
      }
    };
    this.refreshXBlock = () => window.location.reload();
  }

  /* Taken out, so what a block finds first in its element is its own; kept for a second start. */
  function argumentsOf(element) {
    const script = $(element).children(".xblock_json_init_args")[0];
    if (script) {
      element.xblock_arguments = script.textContent;
      script.remove();
    }
    return JSON.parse(element.xblock_arguments || "{}");
  }

  function called(initialise, ...given) {
    return initialise.prototype ? new initialise(...given) : initialise(...given);
  }

  function start(element) {
    const data = $(element).data();
    element.xblock_children = startWithin(element);
    const initialise = data.init && window[data.init];
    if (data.init && typeof initialise !== "function") {
      window.console.error(`The script of this block has no function ${data.init}`);
    }
    const given = [new Runtime(), element, argumentsOf(element)];
    const made = (typeof initialise === "function" && called(initialise, ...given)) || {};
    made.element = element;
    made.name = data.name;
    made.type = data.blockType;
    $(element).addClass("xblock-initialized").trigger("xblock-initialized");
    return made;
  }

  /* What stands beside a block is handed that block as well. */
  function startAside(element) {
    const data = $(element).data();
    const block = $(`.xblock[data-usage-id="${CSS.escape(data.blockId)}"]`).first();
    const initialise = data.init && window[data.init];
    if (typeof initialise === "function") {
      called(initialise, new Runtime(), element, block, argumentsOf(element));
    }
    $(element).addClass("xblock-initialized").trigger("xblock-initialized");
  }

  function startWithin(element) {
    const blocks = $(element).immediateDescendents(".xblock").get().map(start);
    const asides = $(element).immediateDescendents(".xblock_asides-v1");
    asides.not(".xblock-initialized").get().forEach(startAside);
    return blocks;
  }

  window.XBlock = {
    initializeBlock: (element) => start(first(element)),
    initializeBlocks: (element) => startWithin(element),
    runtime: Runtime,
  };
})();
