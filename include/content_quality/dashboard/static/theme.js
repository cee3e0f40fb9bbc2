// Follow Airflow's theme: inside its page read the class of its root, elsewhere its stored choice. Runs before the first paint.
(() => {
  "use strict";
  const root = document.documentElement;
  const framed = window.self !== window.top;
  const show = (theme) => {
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  root.classList.toggle("framed", framed);
  root.classList.add("scripted");
  try {
    if (framed) {
      const theirs = window.parent.document.documentElement;
      const follow = () => show(["dark", "light"].find((theme) => theirs.classList.contains(theme)));
      follow();
      new MutationObserver(follow).observe(theirs, { attributes: true, attributeFilter: ["class"] });
    } else {
      show(window.localStorage.getItem("theme"));
    }
  } catch {
    // Another origin's frame or no storage: the system's colour scheme decides.
  }
})();
