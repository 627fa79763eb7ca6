// Repeats what could not be saved or shown, as soon as the server says that it takes answers.
(() => {
  "use strict";
  const form = document.getElementById("again");
  // Phones that were all refused at once do not all come back at once.
  const wait = () => setTimeout(look, 2000 + 3000 * Math.random());
  const look = () => fetch("/health/", { cache: "no-store" }).then(({ ok }) => {
    if (!ok) wait();
    else if (form) HTMLFormElement.prototype.submit.call(form); // an answer may be named submit
    else location.reload();
  }, wait);
  wait();
})();
