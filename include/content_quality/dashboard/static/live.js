// A post's page asks whether its state has changed, and shows the new one; never while somebody writes.
(() => {
  "use strict";

  const head = document.querySelector("[data-standing]");
  if (!head) return;
  const SOON = 3000; // milliseconds, while a result is expected
  const LATER = 30000;
  const EXPECTED = 600000; // after that, nobody waits in front of the page any more
  const started = Date.now();

  const writing = () => [...document.querySelectorAll("textarea, .accept input[name=reason]")].some((field) => field.value.trim());
  const fresh = () => {
    const address = new URL(window.location.href);
    address.searchParams.delete("asked");
    return address;
  };
  const announce = () => {
    const note = document.createElement("div");
    note.className = "callout review changed-meanwhile";
    note.setAttribute("role", "status");
    const link = document.createElement("a");
    link.href = fresh().href;
    link.textContent = head.dataset.reload;
    note.append(`${head.dataset.changed} `, link);
    head.append(note);
  };
  const look = async () => {
    if (document.hidden) return again();
    try {
      const answer = await fetch(head.dataset.standing, { headers: { accept: "application/json" } });
      if (!answer.ok) return again();
      const state = await answer.json();
      if (state.signature === head.dataset.signature) return again();
    } catch {
      return again(); // the server is away for a moment
    }
    if (writing()) announce();
    else window.location.replace(fresh());
  };
  const again = () => window.setTimeout(look, "soon" in head.dataset && Date.now() - started < EXPECTED ? SOON : LATER);
  again();
})();
