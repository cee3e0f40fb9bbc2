// What a page gains with scripts: pairs that light up together, a map that scrolls, filters that apply at once, copying.
(() => {
  "use strict";

  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const reveal = (place) => place.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });

  function pairs() {
    const lit = (number, on) => {
      for (const element of document.querySelectorAll(`.m${number}, #n${number}`)) element.classList.toggle("lit", on);
    };
    const numberOf = (element) => {
      const finding = element.closest("[data-finding]");
      if (finding) return finding.dataset.finding;
      const mark = element.closest("mark, .sign");
      const name = mark && [...mark.classList].find((part) => /^m\d+$/.test(part));
      return name ? name.slice(1) : null;
    };
    let current = null;
    const light = (event) => {
      const number = event.target instanceof Element ? numberOf(event.target) : null;
      if (number === current) return;
      if (current) lit(current, false);
      current = number;
      if (current) lit(current, true);
    };
    document.addEventListener("pointerover", light);
    document.addEventListener("focusin", light);

    for (const mark of document.querySelectorAll(".source mark")) {
      mark.addEventListener("click", () => {
        const card = document.getElementById(`n${numberOf(mark)}`);
        if (card && window.getSelection().isCollapsed) reveal(card);
      });
    }
    for (const ribbon of document.querySelectorAll(".ribbon")) {
      let there = true; // each click goes to the other end
      ribbon.addEventListener("click", (event) => {
        const place = document.getElementById(there ? ribbon.dataset.there : ribbon.dataset.here);
        if (!place) return;
        event.preventDefault();
        there = !there;
        reveal(place);
      });
    }
  }

  function map() {
    const source = document.querySelector(".source");
    const pane = document.querySelector(".minimap .window");
    if (!source || !pane) return;
    const rows = [...source.querySelectorAll(".row")];
    const lengths = rows.map((row) => row.querySelector(".code").textContent.length + 1);
    const before = [0];
    for (const length of lengths) before.push(before[before.length - 1] + length);
    const total = before[before.length - 1] || 1;
    const at = (y) => {
      // Offset of the character at a height of the window, by the row that is there.
      let low = 0;
      let high = rows.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (rows[middle].getBoundingClientRect().bottom < y) low = middle + 1;
        else high = middle;
      }
      const box = rows[low].getBoundingClientRect();
      const share = Math.min(1, Math.max(0, (y - box.top) / (box.height || 1)));
      return before[low] + share * lengths[low];
    };
    const draw = () => {
      const box = source.getBoundingClientRect();
      const top = at(Math.max(0, box.top));
      const bottom = at(Math.min(window.innerHeight, box.bottom));
      pane.setAttribute("y", (top / total) * 1000);
      pane.setAttribute("height", Math.max(0, ((bottom - top) / total) * 1000));
    };
    let waiting = false;
    const later = () => {
      if (waiting) return;
      waiting = true;
      window.requestAnimationFrame(() => {
        waiting = false;
        draw();
      });
    };
    window.addEventListener("scroll", later, { passive: true });
    source.addEventListener("scroll", later, { passive: true });
    window.addEventListener("resize", later, { passive: true });
    draw();
  }

  function filters() {
    const form = document.querySelector("form.filters");
    if (!form) return;
    for (const select of form.querySelectorAll("select")) {
      let keyed = false; // an arrow key changes the value on the way to the one that is wanted
      select.addEventListener("pointerdown", () => (keyed = false));
      select.addEventListener("keydown", (event) => {
        if (event.key === "Enter") form.requestSubmit();
        else if (event.key !== "Tab") keyed = true;
      });
      select.addEventListener("change", () => keyed || form.requestSubmit());
    }
    form.addEventListener("submit", () => {
      for (const field of form.elements) if (field.name && !field.value) field.disabled = true; // keeps addresses short
    });
  }

  function copying() {
    for (const element of document.querySelectorAll(".own-address")) element.textContent = window.location.href;
    for (const element of document.querySelectorAll(".airflow-address")) element.textContent = window.location.origin + element.dataset.path;
    if (!navigator.clipboard) return;
    for (const element of document.querySelectorAll(".copy")) {
      element.tabIndex = 0;
      element.setAttribute("role", "button");
      const copy = async () => {
        try {
          await navigator.clipboard.writeText(element.title && /^[0-9a-f]{64}$/.test(element.title) ? element.title : element.textContent.trim());
          element.classList.add("copied");
          window.setTimeout(() => element.classList.remove("copied"), 1200);
        } catch {
          // The frame may not write to the clipboard: the text can still be selected.
        }
      };
      element.addEventListener("click", copy);
      element.addEventListener("keydown", (event) => {
        if (event.key === "Enter") copy();
      });
    }
  }

  pairs();
  map();
  filters();
  copying();
})();
