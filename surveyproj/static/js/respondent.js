// Enhancement of respondent pages: every page works without it.
(() => {
  "use strict";
  const all = (rule, root = document) => [...root.querySelectorAll(rule)];
  const form = document.querySelector("form[data-saved]");
  const notice = document.getElementById("notice");
  const summary = document.getElementById("summary");
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

  // Items that depend on answers of the same page; without the other script they stay as they are.
  const { conditions } = window;
  const answer = (name) => {
    const inputs = all(`[name="${name}"]`, form).filter((input) => !input.closest("[hidden]"));
    const { type, value, selectedOptions } = inputs[0] || {};
    if (type === "text") return conditions.number(value);
    if (type === "textarea") return conditions.seen(value) ? count(value) : null;
    const picked = selectedOptions ? [...selectedOptions].filter((one) => one.value) : inputs.filter((one) => one.checked);
    const codes = picked.map((one) => ("text" in one.dataset ? one.value : +one.value));
    return codes.length ? (type === "checkbox" ? codes : codes[0]) : null;
  };
  // As the server counts: characters, not units of UTF-16, without the space around them.
  const count = (text) => [...text.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, "").trim()].length;
  // A reminder goes with its reason, and the summary with its last line.
  const settle = (item, note) => {
    [item, ...all("[aria-describedby]", item)].forEach((part) => {
      const rest = (part.getAttribute("aria-describedby") || "").split(" ").filter((id) => id !== note.id);
      part.removeAttribute("aria-invalid");
      if (rest.join("")) part.setAttribute("aria-describedby", rest.join(" "));
      else part.removeAttribute("aria-describedby");
    });
    note.remove();
    const line = summary && summary.querySelector(`[href="#${item.id}"]`);
    if (line) line.parentNode.remove();
    if (line && !summary.querySelector("li")) {
      document.title = document.title.replace(summary.dataset.flag, "");
      summary.remove();
    }
  };
  const update = () => {
    // The box for other words opens with its choice.
    all(".words", form).forEach((words) => { words.hidden = !words.previousElementSibling.querySelector("input").checked; });
    all("[data-condition]", form).forEach((item) => {
      if (conditions) item.hidden = conditions.truth(conditions.evaluate(JSON.parse(item.dataset.condition), answer)) !== true;
    });
    all("[data-blank]", form).forEach((note) => {
      const item = note.closest(".item");
      const inputs = all("input, select, textarea", item);
      const isAnswered = inputs.some((one) => (/radio|checkbox/.test(one.type) ? one.checked : one.value.trim()));
      if (isAnswered || item.closest("[hidden]")) settle(item, note);
    });
    all("[data-count]").forEach((place) => {
      const words = document.getElementById(place.dataset.count);
      place.textContent = `${count(words.value)} / ${words.dataset.limit}`;
    });
  };

  form.addEventListener("input", ({ target }) => {
    if (target.type === "checkbox" && target.checked) {
      const alone = "alone" in target.dataset;
      all(`[name="${target.name}"]`, form).forEach((other) => {
        if (other !== target && (alone || "alone" in other.dataset)) other.checked = false;
      });
    }
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
  if (summary) summary.focus();
})();
