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
  let found = -1; // following a link to a place in the text takes the focus from the link
  const find = (by) => {
    if (!findings.length) return;
    found = found < 0 && by < 0 ? findings.length - 1 : Math.min(findings.length - 1, Math.max(0, found + by));
    findings[found].click(); // shows the place in the text
    findings[found].closest(".finding").scrollIntoView({ block: "nearest" });
  };
  const keys = { j: () => walk(1), k: () => walk(-1), n: () => find(1), p: () => find(-1) };

  document.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    event.preventDefault();
    act();
  });
})();
