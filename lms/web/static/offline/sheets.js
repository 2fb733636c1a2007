/* Answers for a block from its sheet, where there is no server. A state has the fields of the block; the HTML comes from
   the sheet, which the block's own Python made. `courses/blocks/answer_sheets` says what each kind holds. */

const first = (fields, name) => fields[name]?.[0] ?? "";
const fill = (html, ...parts) => html.replace(/[\x01-\x03]/g, (mark) => parts[mark.charCodeAt(0) - 1]);
const stack = (sheet, body) => `<div class="stack">${sheet.opening}${body}</div>`;

/* Activities with an answer for each entry, checked together. */
const rounds = {
  fresh: () => ({ answers: {}, is_checked: false, missed: [] }),

  fits(entry, answer) {
    return Object.values(entry[2]).some(([value, fits]) => value === answer && fits);
  },

  post(sheet, state, handler, fields) {
    if (handler === "again") return this.again(sheet, state, first(fields, "round") === "missed");
    if (state.is_checked) return state; // a double click or an old page
    const answers = {};
    for (const [id, name, values] of sheet.entries) {
      const chosen = values[first(fields, name)];
      if (chosen) answers[id] = chosen[0];
    }
    const isComplete = Object.keys(answers).length === sheet.entries.length;
    if (first(fields, "keep") || !isComplete) return { ...state, answers };
    return { answers, is_checked: true, missed: [] };
  },

  again(sheet, state, isPartial) {
    const missed = sheet.entries.filter((entry) => !isPartial || !this.fits(entry, state.answers[entry[0]])).map(([id]) => id);
    const answers = Object.fromEntries(Object.entries(state.answers).filter(([id]) => !missed.includes(id)));
    return { answers, is_checked: false, missed: isPartial ? missed : [] };
  },

  /* The result; null while it is the form of the page that is shown, with these values and this text above it. */
  view(sheet, state) {
    if (!state.is_checked) return null;
    const moved = [], fitting = [];
    for (const [id, , values] of sheet.order.map((index) => sheet.entries[index])) {
      const [, fits, html] = Object.values(values).find(([answer]) => answer === state.answers[id]);
      (fits ? fitting : moved).push(html);
    }
    return stack(sheet, fill(sheet.results[fitting.length], moved.join(""), fitting.join("")));
  },

  above: (sheet, state) => sheet.mend[state.missed.length],

  /* Fields of entries that fitted before, each with HTML for below its legend. */
  marks(sheet, state) {
    if (!state.missed.length) return [];
    return sheet.entries.filter(([id]) => !state.missed.includes(id)).map(([, name]) => [name, sheet.mark]);
  },

  values(sheet, state) {
    const values = {};
    for (const [id, name, results] of sheet.entries) {
      const chosen = Object.entries(results).find(([, [answer]]) => answer === state.answers[id]);
      if (chosen) values[name] = [chosen[0]];
    }
    return values;
  },
};

/* Decisions, one at a time. */
const choices = {
  fresh: () => ({ answers: {}, first_answers: {}, shown: "", tries: 0 }),

  post(sheet, state, handler, fields) {
    const { answers, first_answers: firsts } = state;
    if (handler === "again") {
      const best = first(fields, "round") === "missed" ? this.best(sheet, state) : [];
      const left = Object.fromEntries(best.map(({ id }) => [id, answers[id]]));
      return { answers: left, first_answers: left, shown: "", tries: 0 };
    }
    if (handler === "proceed") {
      const changed = first(fields, "change");
      const isKnown = changed in answers;
      const { [changed]: _gone, ...others } = answers;
      return {
        ...state,
        answers: others,
        first_answers: isKnown ? { ...answers, ...firsts } : firsts,
        shown: state.shown === (changed || first(fields, "after")) ? "" : state.shown,
      };
    }
    const turn = sheet.turns.find(({ id }) => id === first(fields, "turn"));
    const option = turn?.options.find(([id]) => id === first(fields, "option"))?.[0];
    if (option === undefined || turn.id in answers) return state;
    const given = { [turn.id]: option };
    return {
      answers: { ...answers, ...given },
      first_answers: { ...answers, ...given, ...firsts },
      shown: turn.id,
      tries: state.tries + 1,
    };
  },

  isBest: (turn, option) => turn.options.some(([id, isBest]) => id === option && isBest),

  /* Turns whose first answer and present answer are best. */
  best(sheet, { answers, first_answers: firsts }) {
    return sheet.turns.filter((turn) => this.isBest(turn, firsts[turn.id] ?? answers[turn.id]) && this.isBest(turn, answers[turn.id]));
  },

  result(turn, state, { isOver = false, isStatus = true } = {}) {
    const [, , before, after, hasBetter] = turn.options.find(([id]) => id === state.answers[turn.id]);
    const result = before + (isStatus ? ' role="status"' : "") + after;
    if (!hasBetter) return `${result}</div>`;
    return isOver ? `${result}${turn.better}</div>` : `${result}</div>${turn.folded_better}`;
  },

  view(sheet, state) {
    const { turns } = sheet;
    const taken = turns.filter(({ id }) => id in state.answers);
    const coming = turns.find(({ id }) => !(id in state.answers));
    const last = taken.find(({ id }) => id === state.shown);
    if (coming === undefined && turns.length) return stack(sheet, this.end(sheet, state, last));
    if (last) {
      const onward = sheet.numbers[turns.indexOf(coming)];
      return stack(sheet, last.number + this.result(last, state) + fill(last.ways, onward));
    }
    const earlier = taken.map((turn) => this.result(turn, state, { isStatus: false })).join("");
    const frame = taken.length ? fill(sheet.earlier[taken.length], earlier) : "";
    return stack(sheet, coming ? coming.question + frame : "");
  },

  end(sheet, state, shown) {
    const { turns } = sheet;
    if (turns.length === 1) {
      const [turn] = turns;
      const isOver = state.tries >= 2;
      return this.result(turn, state, { isOver }) + turn.change + sheet.closing;
    }
    const own = { ...state.answers, ...state.first_answers };
    const right = turns.filter((turn) => this.isBest(turn, own[turn.id])).length;
    const isBestNow = (turn) => this.isBest(turn, state.answers[turn.id]);
    const now = turns.filter(isBestNow).length;
    const head = shown ? shown.number + this.result(shown, state, { isOver: true }) + shown.change : "";
    const others = turns.filter((turn) => turn !== shown);
    const best = others.filter(isBestNow);
    const missed = others.filter((turn) => !isBestNow(turn));
    const folded = (name, part) => {
      const results = part.map((turn) => this.result(turn, state, { isOver: true, isStatus: false })).join("");
      return part.length ? fill(sheet[name][part.length], results) : "";
    };
    const kept = this.best(sheet, state).length;
    const again = sheet.rounds[Number(kept > 0 && kept < turns.length)];
    return head + sheet.totals[right][now] + folded("missed", missed) + folded("best", best) + sheet.closing + again;
  },
};

/* A form that stays open. */
const form = {
  fresh: () => ({}),

  post(sheet, state, handler, fields) {
    const next = { ...state };
    for (const [field, key] of Object.values(sheet.names)) next[field] = key ? {} : "";
    for (const [name, [field, key]] of Object.entries(sheet.names)) {
      const value = first(fields, name).trim();
      if (!key) next[field] = value;
      else if (value) next[field][key] = value;
    }
    if (sheet.flag) next[sheet.flag] = true;
    return next;
  },

  view: () => null,
  above(sheet, state) {
    if (!state[sheet.flag]) return "";
    const given = Object.values(sheet.names).filter(([field, key]) => (key ? state[field]?.[key] : state[field]));
    const number = given.filter(([, key]) => key).length;
    return number || !given.length ? sheet.saved[number] : sheet.saved_alone;
  },

  values(sheet, state) {
    const own = ([field, key]) => (key ? state[field]?.[key] : state[field]) ?? "";
    return Object.fromEntries(Object.entries(sheet.names).map(([name, place]) => [name, [own(place)]]));
  },
};

/* Steps that are put into order. */
const ordering = {
  fresh: () => ({ numbers: {}, is_checked: false, moved: "", missed: 0, fitting: [] }),

  post(sheet, state, handler, fields) {
    if (handler === "again") {
      if (first(fields, "round") !== "missed") return this.fresh();
      const fitting = sheet.steps.filter(([id], index) => state.numbers[id] === index + 1).map(([id]) => id);
      return { ...state, is_checked: false, moved: "", missed: sheet.steps.length - fitting.length, fitting };
    }
    if (state.is_checked) return state;
    const given = sheet.steps.map(([id]) => [id, Number(first(fields, `step-${id}`))]);
    const numbers = Object.fromEntries(given.filter(([, number]) => number > 0));
    for (const [name, change] of [["up", -1], ["down", 1]]) {
      if (fields[name]) return this.move(sheet, { ...state, numbers }, first(fields, name), change);
    }
    return { ...state, numbers, is_checked: !first(fields, "keep") };
  },

  inOrder: (sheet, { numbers }) => [...sheet.order].sort((id, other) => (numbers[id] ?? 0) - (numbers[other] ?? 0)),

  move(sheet, state, id, change) {
    const order = this.inOrder(sheet, state);
    const index = order.indexOf(id);
    if (index < 0 || order[index + change] === undefined) return state;
    [order[index], order[index + change]] = [order[index + change], id];
    return { ...state, numbers: Object.fromEntries(order.map((step, place) => [step, place + 1])), moved: id };
  },

  view(sheet, state) {
    const { numbers, moved } = state;
    if (state.is_checked) {
      const results = sheet.steps.map(([id, , , , html]) => html[numbers[id] - 1]).join("");
      const right = sheet.steps.filter(([id], index) => numbers[id] === index + 1).length;
      return stack(sheet, fill(sheet.results[right], results));
    }
    if (Object.keys(numbers).length === 0) return null;
    let status = "";
    const rows = this.inOrder(sheet, state).map((id, index) => {
      const place = sheet.steps.findIndex(([step]) => step === id);
      const [, plain, lifted, texts, , marks] = sheet.steps[place];
      if (id === moved) status = texts[index];
      const mark = state.fitting?.includes(id) ? marks[Number(place === index)] : "";
      return fill((id === moved ? lifted : plain)[index], mark);
    });
    return stack(sheet, (sheet.mend[state.missed] ?? "") + fill(sheet.question, rows.join(""), status));
  },
};

const poll = {
  fresh: () => ({ vote: "" }),

  post(sheet, state, handler, fields) {
    if (handler === "again") return { vote: "" };
    const vote = first(fields, "option");
    return state.vote in sheet.results || !(vote in sheet.results) ? state : { vote };
  },

  view: (sheet, state) => (state.vote in sheet.results ? stack(sheet, sheet.results[state.vote]) : null),
};

/* A branching scenario. */
const scenario = {
  fresh: () => ({ path: [], rounds: 0, seen: -1 }),

  walk(sheet, path) {
    let node = sheet.nodes[sheet.start];
    const steps = path.map((index) => {
      const choice = node.choices[index];
      const step = { node, choice };
      node = sheet.nodes[choice.next];
      return step;
    });
    return { steps, node };
  },

  post(sheet, state, handler, fields) {
    const done = state.path.length;
    if (first(fields, "step") !== String(done)) return state;
    if (handler === "next") return { ...state, seen: done };
    if (handler === "again") return { ...state, path: [], seen: -1 };
    const index = Number(first(fields, "choice"));
    if (!this.walk(sheet, state.path).node.choices?.[index]) return state;
    const path = [...state.path, index];
    return { path, seen: done, rounds: state.rounds + ("ends" in this.walk(sheet, path).node) };
  },

  earned(sheet, steps, node, isLow) {
    const changed = (shown, given) => (given && [undefined, shown.about].includes(given.about) ? { ...shown, ...given } : given ?? shown);
    const nodes = [...steps.map((step) => step.node), node];
    let shown = changed({}, nodes[0].signs);
    steps.forEach(({ choice }, index) => { shown = changed(changed(shown, nodes[index + 1].signs), choice.signs); });
    const sum = (name) => steps.reduce((total, { choice }) => total + choice[name], 0);
    const last = steps.at(-1)?.choice;
    const isBad = 3 * sum("score") < sum("best") && last.score < last.best; // the best choice at a scene repairs
    const worse = isLow || isBad ? 2 : Number(3 * sum("score") < 2 * sum("best"));
    const before = last?.score === 0 && last.best > 0 ? this.earned(sheet, steps.slice(0, -1), nodes.at(-2)) : null;
    ["trust", "safety"].forEach((name, lowest) => {
      const words = sheet.levels[lowest], index = words.indexOf(shown[name]), limits = [words.length - 1 - worse];
      if (before) limits.push(index - 1);
      if (before?.[name] && before.about === shown.about) limits.push(words.indexOf(before[name]));
      shown = { ...shown, [name]: words[Math.min(index, ...limits.map((limit) => Math.max(limit, 1 - lowest)))] };
    });
    return shown;
  },

  signs(sheet, steps, node, isLow) {
    const { about, trust, safety } = this.earned(sheet, steps, node, isLow);
    const rows = (sheet.trust[about ?? ""]?.[trust] ?? "") + (sheet.safety[safety] ?? "");
    return rows && `<dl class="signs">${rows}</dl>`;
  },

  view(sheet, state) {
    const { steps, node } = this.walk(sheet, state.path);
    const done = steps.length, isResult = state.seen !== -1 && state.seen < done;
    const isLow = steps.reduce((total, { choice }) => total + choice.score, 0) < sheet.low;
    const isOver = "ends" in node;
    const text = isOver && !isResult ? fill(sheet.over, done) : fill(sheet.position, isResult ? done : done + 1);
    const opening = fill(sheet.openings[Number(done === 0)], text, done, done + node.left);
    const signs = this.signs(sheet, steps, node, isOver && isLow && !isResult);
    let body = "";
    if (isResult) body = fill(steps.at(-1).choice.result, signs, done);
    else if (!isOver) body = fill(node.scene, signs, done);
    else {
      const isMissed = ({ choice }) => (isLow ? choice.score < choice.best : choice.harmful);
      const number = steps.filter(isMissed).length, count = isLow ? done - number : done;
      const rows = steps.map((step, index) => (isLow && isMissed(step) ? "" : fill(step.choice.turn, index + 1))).join("");
      const path = count ? fill(sheet.paths[Number(isLow)], rows, count) : "";
      const harmful = steps.filter(({ choice }) => choice.harmful).length;
      const harm = harmful ? fill(sheet.shares[isLow ? 3 : 2] ?? "", harmful) : "";
      const share = (isLow ? fill(sheet.shares[Number(count > 0)], count, done) : "") + harm;
      const missed = steps.map((step, index) => (isMissed(step) ? fill(step.choice.missed, index + 1) : "")).join("");
      body = fill(node.ends[Number(isLow)], signs) + fill(sheet.ends[Number(isLow)], share, missed + path, done);
    }
    return `<div class="stack">${opening}${body}</div>`;
  },
};

/* Texts by role; without a known role the page stays as it is. */
const role = {
  fresh: () => ({}),

  /** @type {(sheet: any, variant: any, state: any) => string} */
  own: (sheet, [, , html]) => html,

  view(sheet, state, audience) {
    const own = sheet.variants.find(([name]) => name === audience);
    if (!own) return null;
    const rest = sheet.variants.filter((variant) => variant !== own).map(([, html]) => html);
    return stack(sheet, this.own(sheet, own, state) + rest.join(""));
  },
};

const tasks = {
  ...role,
  post: (sheet, state, handler, fields) => ({ planned_for: first(fields, "day").trim() }),

  own(sheet, [, , html, planned, removed, past], { planned_for: date }) {
    if (!date) return date === "" ? removed : html;
    const [year, month, day] = date.split("-").map(Number);
    return fill(Date.parse(date) + 864e5 < Date.now() ? past : planned, date, `${day} ${sheet.months[month - 1]} ${year}`);
  },
};

const KINDS = { rounds, choices, form, ordering, poll, role, scenario, tasks };

export const fresh = (sheet) => KINDS[sheet.kind].fresh();
const whole = (sheet, state) => ({ ...fresh(sheet), ...state });
/* The state after a form. */
export const post = (sheet, state, ...form) => KINDS[sheet.kind].post(sheet, whole(sheet, state), ...form);
/* What the block shows to somebody of this audience; null if that is what the page shows. */
export const view = (sheet, state, audience) => KINDS[sheet.kind].view(sheet, whole(sheet, state), audience);
/* What stands above the form of the page, and its values. */
export const above = (sheet, state) => KINDS[sheet.kind].above?.(sheet, whole(sheet, state)) ?? "";
/* Fields of the page's form, each with what stands in its row. */
export const marks = (sheet, state) => KINDS[sheet.kind].marks?.(sheet, whole(sheet, state)) ?? [];
export const values = (sheet, state) => KINDS[sheet.kind].values?.(sheet, whole(sheet, state)) ?? {};
