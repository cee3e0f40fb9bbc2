// Keys: j and k walk through a list or from post to post, n and p through a post's findings.
(() => {
  "use strict";

  const typing = (element) => element instanceof Element && !!element.closest("input, select, textarea, [contenteditable], .plot");
  const links = [...document.querySelectorAll("table.posts th a, .cards h3 a")];
  const findings = [...document.querySelectorAll(".finding:not(.is-waived) .where")];
  const step = (elements, by) => {
    const place = elements.indexOf(document.activeElement);
    const next = elements[place < 0 ? (by > 0 ? 0 : elements.length - 1) : Math.min(elements.length - 1, Math.max(0, place + by))];
    if (next) next.focus();
    return next;
  };
  const follow = (rel) => {
    const link = document.querySelector(`.walk a[rel="${rel}"]`);
    if (link) link.click();
  };
  const walk = (by) => (document.querySelector(".walk") ? follow(by > 0 ? "next" : "prev") : step(links, by));
  const find = (by) => {
    const next = step(findings, by);
    if (next) next.click(); // shows the place in the text
  };
  const keys = { j: () => walk(1), k: () => walk(-1), n: () => find(1), p: () => find(-1) };

  document.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    event.preventDefault();
    act();
  });
})();
