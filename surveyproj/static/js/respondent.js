// Enhancement of respondent pages: every page works without it.
(() => {
  "use strict";
  const all = (rule, root = document) => [...root.querySelectorAll(rule)];
  const form = document.querySelector("form[data-saved]");
  const notice = document.getElementById("notice");
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  // What was typed stays on the phone until the server has stored something newer.
  const place = document.querySelector("[data-saved]");
  const saved = place && place.dataset.saved;
  const here = location.pathname + location.search;
  const store = (act) => { try { return act(localStorage); } catch { return null; } };
  const names = () => store(Object.keys) || [];
  const read = (name) => { try { return JSON.parse(localStorage[name]); } catch { return {}; } };
  names().forEach((name) => {
    if (name.startsWith("/s/") && read(name).saved !== saved) store((kept) => kept.removeItem(name));
  });

  // Copy buttons appear only where they work.
  all("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.onclick = () => {
      getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
      if (document.execCommand("copy")) button.textContent = button.dataset.copied;
    };
  });
  if (!form) return;

  const say = (text) => {
    const line = document.createElement("p");
    line.className = "notice";
    line.textContent = text;
    notice.prepend(line);
    scrollTo(0, 0);
  };
  const keep = () => {
    const typed = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    store((kept) => { kept[here] = JSON.stringify({ saved, typed }); });
  };
  const restore = ({ typed }) => {
    all("input:not([type=hidden]), select, textarea", form).forEach((input) => {
      const values = typed.filter(([name]) => name === input.name).map(([, value]) => value);
      if (/radio|checkbox/.test(input.type)) input.checked = values.includes(input.value);
      else input.value = values[0] || "";
    });
    say(notice.dataset.restored);
  };

  // Items that depend on answers of the same page: the engine's three-valued rules; null is unknown.
  const code = (text) => (/^-?\d+$/.test(text) ? +text : text);
  const answer = (name) => {
    const inputs = all(`[name="${name}"]`, form).filter((input) => !input.closest("[hidden]"));
    const many = inputs[0] && inputs[0].type === "checkbox";
    const given = inputs.filter((input) => (/radio|checkbox/.test(input.type) ? input.checked : input.value.trim()));
    const codes = given.map((input) => code(input.value.trim()));
    return codes.length ? (many ? codes : codes[0]) : null;
  };
  const truth = (value) => (typeof value === "number" ? value !== 0 : typeof value === "boolean" ? value : null);
  const lists = Array.isArray;
  const ticked = (list, codes) => (lists(list) ? list.filter((one) => codes.includes(one)).length : null);
  const known = (act) => (...args) => (args.some((one) => one === null || lists(one)) ? null : act(...args));
  const rules = {
    and: (...args) => { const held = args.map(truth); return held.includes(false) ? false : held.includes(null) ? null : true; },
    or: (...args) => { const held = args.map(truth); return held.includes(true) ? true : held.includes(null) ? null : false; },
    not: (one) => { const held = truth(one); return held === null ? null : !held; },
    "=": known((a, b) => a === b), "!=": known((a, b) => a !== b),
    "<": known((a, b) => a < b), "<=": known((a, b) => a <= b),
    ">": known((a, b) => a > b), ">=": known((a, b) => a >= b),
    in: (one, ...codes) => (one === null || lists(one) ? null : codes.includes(one)),
    "+": known((...args) => args.reduce((a, b) => a + b)), "*": known((...args) => args.reduce((a, b) => a * b)),
    "-": known((one) => -one),
    selected: (list, ...codes) => { const count = ticked(list, codes); return count === null ? null : count > 0; },
    count_selected: (list, ...codes) => (codes.length ? ticked(list, codes) : lists(list) ? list.length : null),
    answered: (one) => one !== null,
    without: (one, ...codes) => (lists(one) || codes.includes(one) ? null : one),
    if: (test, then, otherwise) => { const held = truth(test); return held === null ? null : held ? then : otherwise; },
    coalesce: (...args) => args.find((one) => one !== null) ?? null,
    min: known(Math.min), max: known(Math.max),
    mean_of: (least, ...args) => { const some = args.filter((one) => typeof one === "number"); return some.length && some.length >= least ? some.reduce((a, b) => a + b) / some.length : null; },
  };
  const value = (node) => (node && node.op ? rules[node.op](...node.args.map(value)) : node && node.name ? answer(node.name) : node);
  const update = () => {
    // The box for other words opens with its choice.
    all(".words", form).forEach((words) => { words.hidden = !words.previousElementSibling.querySelector("input").checked; });
    all("[data-condition]", form).forEach((item) => { item.hidden = truth(value(JSON.parse(item.dataset.condition))) !== true; });
    all("[data-count]").forEach((place) => {
      const words = document.getElementById(place.dataset.count);
      place.textContent = `${words.value.length} / ${words.maxLength}`;
    });
  };

  form.addEventListener("input", ({ target }) => {
    if (target.type === "checkbox" && target.checked) {
      const alone = "alone" in target.dataset;
      all(`[name="${target.name}"]`, form).forEach((other) => {
        if (other !== target && (alone || "alone" in other.dataset)) other.checked = false;
      });
    }
    const label = target.matches(".words") && target.value && target.previousElementSibling;
    if (label) label.querySelector("input").checked = true;
    // Words go with their choice: the server would take them for picking it again.
    all(".words", form).forEach((words) => {
      if (!words.previousElementSibling.querySelector("input").checked) words.value = "";
    });
    update();
    keep();
  });

  let busy = false;
  form.addEventListener("submit", (event) => {
    if (busy || !navigator.onLine) event.preventDefault();
    if (busy) return;
    keep();
    if (!navigator.onLine) {
      say(notice.dataset.offline);
      addEventListener("online", () => (form.requestSubmit ? form.requestSubmit(event.submitter) : form.submit()), { once: true });
      return;
    }
    busy = true;
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    setTimeout(() => { busy = false; }, 8000);
  });

  const kept = read(here);
  if (kept.typed && !("posted" in form.dataset)) restore(kept);
  update();
})();
