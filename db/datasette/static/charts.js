// Draws each figure.chart with uPlot from the table that stands in it: the table is what there is without scripts, and
// what a screen reader reads. The first column is days, each other one a series; series are stacked as bars.
"use strict";

(() => {
  const LIGHT = ["#0b5572", "#c96a12"];
  const DARK = ["#86c8e2", "#f0a356"];
  const DAY = 86400; // seconds
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  // A reason for removal has its colour wherever it is shown.
  function ownColour(head) {
    return getComputedStyle(head).getPropertyValue("--cut").trim();
  }

  function readTable(table) {
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent));
    const days = rows.map((row) => Date.parse(row[0] + "T00:00:00Z") / 1000);
    const series = heads.slice(1).map((head, at) => ({ name: head.textContent, colour: ownColour(head), values: rows.map((row) => Number(row[at + 1])) }));
    return { days, series };
  }

  // What is drawn first is the highest bar of the stack: the sum of its own series and of all after it.
  function stacked(series) {
    const sums = series[0].values.map(() => 0);
    return [...series].reverse().map(({ values }) => values.map((value, at) => (sums[at] += value))).reverse();
  }

  function legend(series, colours) {
    const list = document.createElement("ul");
    list.className = "chart-legend";
    series.forEach(({ name }, at) => {
      const item = document.createElement("li");
      const key = document.createElement("span");
      key.className = "key";
      key.style.background = colours[at];
      item.append(key, name);
      list.append(item);
    });
    return list;
  }

  function draw(figure) {
    const { days, series } = readTable(figure.querySelector("table"));
    const place = figure.querySelector(".chart-place");
    const colours = series.map(({ colour }, at) => colour || (dark.matches ? DARK : LIGHT)[at % LIGHT.length]);
    const style = getComputedStyle(document.documentElement);
    const unit = figure.dataset.unit || "";
    const percent = unit === "%";
    const format = (value) => (percent ? value.toFixed(1) + " %" : value.toLocaleString("en"));
    const reading = document.createElement("p");
    reading.className = "chart-reading";
    const tell = (chart) => {
      const at = chart.cursor.idx;
      reading.textContent = at == null ? "" : [new Date(days[at] * 1000).toISOString().slice(0, 10), ...series.map(({ name, values }) => `${name} ${format(values[at])}`)].join(" · ");
    };
    const axis = { stroke: style.getPropertyValue("--muted"), grid: { stroke: style.getPropertyValue("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
    const options = {
      width: Math.max(place.clientWidth, 240),
      height: 220,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      legend: { show: false },
      scales: { x: { range: (chart, first, last) => [first - DAY / 2, last + DAY / 2] }, y: { range: (chart, low, high) => [0, Math.max(high * 1.05, percent ? 1 : 4)] } },
      axes: [{ ...axis, grid: { show: false }, values: "{MMM} {D}", space: 70 }, { ...axis, size: 52, values: (chart, ticks) => ticks.map((tick) => (Number.isInteger(tick) || percent ? tick.toLocaleString("en") + (percent ? " %" : "") : "")) }],
      series: [{}, ...series.map(({ name }, at) => ({ label: name, fill: colours[at], width: 0, paths: uPlot.paths.bars({ size: [0.86, 40] }), points: { show: false } }))],
      hooks: { setCursor: [tell] },
    };
    place.replaceChildren();
    figure.querySelectorAll(".chart-legend, .chart-reading").forEach((old) => old.remove());
    place.after(legend(series, colours), reading);
    return new uPlot(options, [days, ...stacked(series)], place);
  }

  function keep(figure) {
    if (!figure.querySelector("table tbody tr")) return;
    let chart = draw(figure);
    dark.addEventListener("change", () => { chart.destroy(); chart = draw(figure); });
    new ResizeObserver(([entry]) => {
      const width = Math.max(Math.floor(entry.contentRect.width), 240);
      if (width !== chart.width) chart.setSize({ width, height: chart.height });
    }).observe(figure.querySelector(".chart-place"));
  }

  document.querySelectorAll("figure.chart").forEach(keep);
})();
