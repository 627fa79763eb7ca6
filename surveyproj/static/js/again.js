// Repeats what could not be saved or shown, as soon as the server says that it takes answers.
(() => {
  "use strict";
  const form = document.getElementById("again");
  document.getElementById("promise").hidden = false;
  // Whoever presses the button is not overtaken by the clock.
  let isSent = false;
  if (form) form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
  });
  // Where the server is well and saving goes on failing, each attempt waits longer than the last.
  let failures = 0;
  try {
    const [before, at] = JSON.parse(sessionStorage.again || "[-1, 0]");
    failures = Date.now() - at < 90000 ? before + 1 : 0;
    sessionStorage.again = JSON.stringify([failures, Date.now()]);
  } catch { /* without storage every pause is the shortest */ }
  // Phones that were all refused at once do not all come back at once.
  const wait = (times) => setTimeout(look, (2000 + 3000 * Math.random()) * times);
  const look = () => fetch("/health/", { cache: "no-store" }).then(({ ok }) => {
    if (isSent) return;
    if (!ok) wait(1);
    else if (form) HTMLFormElement.prototype.submit.call(form); // an answer may be named submit
    else location.reload();
  }, () => wait(1));
  wait(Math.min(2 ** failures, 10));
})();
