// Live parts of the research pages: no polling of hidden or paused pages, nothing redrawn that
// has not changed, and a reader's place (open details, scrolled tables) kept across a redraw.
(() => {
  const bar = document.querySelector("[data-live]");
  if (!bar) return;
  const pause = bar.querySelector("[data-live-pause]");
  const time = bar.querySelector("[data-live-time]");
  const shown = new WeakMap();
  let paused = false;
  let kept = null;

  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
  });

  // A link to a folded part unfolds it.
  const unfold = () => {
    const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (part && part.matches("details")) part.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (paused || document.hidden) event.preventDefault();
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target, requestConfig } = event.detail;
    const answered = new URL(xhr.responseURL, location.href).pathname;
    if (answered !== new URL(requestConfig.path, location.href).pathname) {
      // The session has ended and this is the log-in page: show it as a page.
      event.detail.shouldSwap = false;
      location.reload();
      return;
    }
    if (xhr.status >= 300) return;
    time.textContent = new Date().toTimeString().slice(0, 8);
    if (xhr.status === 204) return;
    if (shown.get(target) === xhr.responseText) event.detail.shouldSwap = false;
    else kept = remember(target);
    shown.set(target, xhr.responseText);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (kept) restore(event.detail.target, kept);
    kept = null;
  });

  function remember(target) {
    return {
      open: [...target.querySelectorAll("details[id]")].map((one) => [one.id, one.open]),
      places: [...target.querySelectorAll(".scroll")].map((one) => [one.scrollLeft, one.scrollTop]),
    };
  }

  function restore(target, { open, places }) {
    for (const [id, isOpen] of open) {
      const details = document.getElementById(id);
      if (details) details.open = isOpen;
    }
    target.querySelectorAll(".scroll").forEach((one, index) => {
      if (places[index]) [one.scrollLeft, one.scrollTop] = places[index];
    });
  }
})();
