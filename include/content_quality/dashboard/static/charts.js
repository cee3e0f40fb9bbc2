// Draws each figure's table of numbers as a chart with uPlot. The table stays: it says the same without script or mouse.
(() => {
  "use strict";

  if (!window.uPlot) return;
  const DAY = 86_400; // seconds
  const HEIGHT = 208; // pixels
  const FONT = "12px system-ui, sans-serif";
  const language = document.documentElement.lang || "en";
  const dayName = new Intl.DateTimeFormat(language, { timeZone: "UTC", month: "short", day: "numeric" });
  const monthName = new Intl.DateTimeFormat(language, { timeZone: "UTC", year: "numeric", month: "short" });
  const count = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });

  // A canvas knows no custom properties: the page resolves the colour of a class in whichever theme it has.
  const probe = document.createElement("i");
  probe.hidden = true;
  document.body.append(probe);
  const colour = (tone) => {
    probe.className = `tone-${tone}`;
    return window.getComputedStyle(probe).color;
  };

  const make = (name, className, parent) => {
    const element = document.createElement(name);
    element.className = className;
    parent.append(element);
    return element;
  };

  function read(table) {
    const rows = [...table.tBodies[0].rows];
    const heads = [...table.tHead.rows[0].cells].slice(1);
    return {
      lines: heads.map((head, at) => ({
        name: head.textContent.trim(),
        tone: head.dataset.tone,
        shown: !("off" in head.dataset),
        values: rows.map((row) => (row.cells[at + 1].dataset.value ? Number(row.cells[at + 1].dataset.value) : null)),
      })),
      times: rows.map((row) => Date.parse(`${row.dataset.start}T00:00:00Z`) / 1000),
      names: rows.map((row) => row.cells[0].textContent.trim()),
      links: rows.map((row) => row.cells[0].querySelector("a")?.href),
    };
  }

  function draw(figure) {
    const { lines, times, names, links } = read(figure.querySelector("table"));
    const stacked = figure.dataset.kind === "stacked";
    const shares = figure.dataset.format === "percent";
    const written = (value) => (value === null ? "–" : (shares ? percent : count).format(value));
    const place = make("div", "plot", figure.querySelector(".drawing"));
    const keys = make("div", "keys", figure.querySelector(".drawing"));
    const said = make("p", "said-only", keys);
    said.setAttribute("aria-live", "polite");

    // Columns stand on each other: each holds the sum up to its own line, and the tallest is drawn first.
    const columns = () => {
      const sums = times.map(() => 0);
      const stack = (line) => line.values.map((value, at) => (line.shown ? (sums[at] += value ?? 0) : null));
      return [times, ...(stacked ? lines.map(stack).reverse() : lines.map((line) => line.values))];
    };
    const seriesOf = (at) => 1 + (stacked ? lines.length - 1 - at : at);

    const step = Math.min(...times.slice(1).map((time, at) => time - times[at]));
    const least = shares ? 0.1 : 3; // the top of an axis over next to nothing
    const series = lines.map(({ name, tone, shown }) => ({
      label: name,
      show: shown,
      stroke: () => colour(tone),
      fill: stacked ? () => colour(tone) : undefined,
      width: stacked ? 0 : 2,
      spanGaps: true,
      paths: stacked ? uPlot.paths.bars({ size: [0.75, 24] }) : uPlot.paths.linear(),
      points: { show: !stacked && lines.every((line) => line.values.filter(Boolean).length < 60), size: 5, fill: () => colour(tone) },
    }));
    const axis = { stroke: () => colour("soft"), ticks: { show: false }, font: FONT, labelFont: FONT, labelSize: 18 };
    const plot = new uPlot(
      {
        width: place.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        tzDate: (time) => uPlot.tzDate(new Date(time * 1000), "Etc/UTC"),
        cursor: { sync: { key: "dashboard" }, y: false, points: { show: !stacked, size: 8 }, drag: { x: true, y: false, dist: 8 } },
        scales: {
          x: { range: (_, low, high) => [low - step / 2, high + step / 2] },
          y: { range: (_, __, high) => [0, Math.max(high ?? 0, least) * 1.06] },
        },
        axes: [
          { ...axis, label: figure.dataset.time, grid: { show: false }, size: 28, space: 64, incrs: [1, 2, 7, 14, 28, 91, 182, 365].map((days) => days * DAY), values: (_, ticks) => ticks.map((tick) => (figure.dataset.by === "month" ? monthName : dayName).format(tick * 1000)) },
          { ...axis, label: figure.dataset.unit, grid: { stroke: () => colour("line"), width: 1 }, size: 46, space: 34, values: (_, ticks) => ticks.map((tick) => (shares ? percent.format(tick) : Number.isInteger(tick) ? count.format(tick) : "")) },
        ],
        series: [{}, ...(stacked ? series.reverse() : series)],
      },
      columns(),
      place,
    );

    const buttons = lines.map((line, at) => {
      const button = make("button", `key tone-${line.tone}`, keys);
      button.type = "button";
      make("span", "", button).textContent = line.name;
      make("b", "", button);
      button.setAttribute("aria-pressed", line.shown);
      button.addEventListener("click", () => {
        line.shown = !line.shown;
        button.setAttribute("aria-pressed", line.shown);
        if (stacked) plot.setData(columns(), false);
        plot.setSeries(seriesOf(at), { show: line.shown });
      });
      return button;
    });
    const period = make("span", "period", keys);

    const readout = (at) => {
      period.textContent = at === null ? "" : names[at];
      lines.forEach((line, number) => {
        const sum = shares ? "" : !stacked ? written(line.values[line.values.length - 1]) : count.format(line.values.reduce((total, value) => total + (value ?? 0), 0));
        buttons[number].lastChild.textContent = at === null ? sum : written(line.values[at]);
      });
    };
    plot.hooks.setCursor = [() => readout(plot.cursor.idx ?? null)];
    readout(null);

    let pressed = null;
    plot.over.addEventListener("pointerdown", (event) => (pressed = event.clientX));
    plot.over.addEventListener("click", (event) => {
      const link = links[plot.cursor.idx];
      if (link && Math.abs(event.clientX - pressed) < 4) window.location.assign(link);
    });

    place.tabIndex = 0;
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", figure.dataset.label);
    let at = times.length;
    place.addEventListener("keydown", (event) => {
      const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (event.key === "Enter" && links[at]) window.location.assign(links[at]);
      if (!move) return;
      event.preventDefault();
      at = Math.min(times.length - 1, Math.max(0, at + move));
      plot.setCursor({ left: plot.valToPos(times[at], "x"), top: 0 });
      said.textContent = [names[at], ...lines.filter((line) => line.shown).map((line) => `${line.name}: ${written(line.values[at])}`)].join(", ");
    });
    new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: HEIGHT })).observe(place);
    return plot;
  }

  const plots = [...document.querySelectorAll("figure.chart")].map(draw);
  const repaint = () => plots.forEach((plot) => plot.redraw(false, false));
  new MutationObserver(repaint).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
})();
