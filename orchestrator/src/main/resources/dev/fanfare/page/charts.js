
// Time, text and charts. The sections that use them are in report.js.
"use strict";

// ---- text

function rounded(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A time in nanoseconds, in the unit that suits it. */
function time(nanos) {
  const units = [[1, "ns"], [1e3, "µs"], [1e6, "ms"], [1e9, "s"], [60e9, "min"], [3600e9, "h"]];
  if (nanos <= 0) return "0 s";
  let unit = units[0];
  for (const next of units) {
    // Seconds are easier to read than minutes up to 120.
    if (nanos >= next[0] * (next[1] === "min" || next[1] === "h" ? 2 : 0.9995)) unit = next;
  }
  return (unit[0] === 1 ? nanos.toFixed(0) : rounded(nanos / unit[0])) + " " + unit[1];
}

/** A moment on the time axis, in seconds, as exact as steps of that length need. */
function moment(seconds, step) {
  const decimals = Math.max(0, Math.min(6, Math.ceil(-Math.log10(step) - 1e-9)));
  return seconds.toFixed(decimals) + " s";
}

function count(n, noun) {
  const text = n.toLocaleString("en-US", {maximumFractionDigits: 2});
  return noun ? text + " " + noun + (n === 1 ? "" : "s") : text;
}

function percent(share) {
  const value = 100 * share;
  return (value > 0 && value < 0.95 ? value.toFixed(1) : value.toFixed(0)) + " %";
}

/** An element. Strings become text, never markup. */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

/** Columns are [heading, class]; cells are text or elements. */
function table(columns, rows, label) {
  const cells = (tag, row) => row.map((cell, i) =>
    element(tag, columns[i][1] ? {class: columns[i][1]} : {}, cell));
  const head = element("tr", {}, ...columns.map(([heading, kind]) =>
    element("th", {scope: "col", class: kind === "number" ? "number" : ""}, heading)));
  const body = rows.map(row => element("tr", {}, ...cells("td", row)));
  return element("div", {class: "table", tabindex: "0", role: "region", "aria-label": label},
    element("table", {}, element("thead", {}, head), element("tbody", {}, ...body)));
}

/** A table that unfolds; made when it does, and for print unless it is long. */
function folded(title, make, long) {
  const details = element("details", {}, element("summary", {}, title));
  let made = false;
  const fill = () => {
    if (!made) details.append(make());
    made = true;
  };
  details.addEventListener("toggle", () => { if (details.open) fill(); });
  if (!long) {
    let before = false;
    addEventListener("beforeprint", () => { before = details.open; fill(); details.open = true; });
    addEventListener("afterprint", () => { details.open = before; });
  }
  return details;
}

function legend(...entries) {
  return element("ul", {class: "legend"}, ...entries.map(([kind, text]) =>
    element("li", {}, element("i", {class: kind}), text)));
}

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

function channels(hex) {
  return [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
}

/** Colors for levels from 0 to 1, in 64 steps. */
function ramp() {
  const stops = ["heat-low", "heat-mid", "heat-high"].map(name => channels(color(name)));
  return Array.from({length: 64}, (_, i) => {
    const at = i / 63 * 2, from = stops[Math.min(1, Math.floor(at))], to = stops[Math.min(1, Math.floor(at)) + 1];
    const part = at - Math.min(1, Math.floor(at));
    return "rgb(" + from.map((value, c) => Math.round(value + (to[c] - value) * part)).join(",") + ")";
  });
}

// ---- the part of the run that all charts show

const timeView = {
  whole: [0, 1], from: 0, to: 1, listeners: [],
  start(seconds) {
    this.whole = [0, seconds];
    [this.from, this.to] = this.whole;
  },
  set(from, to) {
    const length = this.whole[1];
    const width = Math.min(length, Math.max(length / 2000, to - from));
    this.from = Math.max(0, Math.min(length - width, from));
    this.to = this.from + width;
    this.listeners.forEach(listener => listener());
  },
  reset() { this.set(...this.whole); },
  zoom(factor, at = (this.from + this.to) / 2) {
    this.set(at - (at - this.from) * factor, at + (this.to - at) * factor);
  },
  pan(share) {
    const by = (this.to - this.from) * share;
    this.set(this.from + by, this.to + by);
  },
};

const KEYS = {
  ArrowLeft: () => timeView.pan(-0.2),
  ArrowRight: () => timeView.pan(0.2),
  "+": () => timeView.zoom(0.5),
  "=": () => timeView.zoom(0.5),
  "-": () => timeView.zoom(2),
  "0": () => timeView.reset(),
};

function steerable(chart) {
  chart.addEventListener("keydown", event => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? null : KEYS[event.key];
    if (act) {
      act();
      event.preventDefault();
    }
  });
}

/** Steps of 1, 2 or 5 times a power of ten. */
function niceStep(width, most) {
  const rough = width / most, power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find(step => step * power >= rough) || 10);
}

// ---- a chart over time on a canvas of our own

const BOX = {left: 66, right: 10, top: 8, bottom: 24};

/** Where a chart draws: its owner sets left, top, width and height in pixels. */
function timeBox() {
  const box = {
    x: seconds => box.left + (seconds - timeView.from) / (timeView.to - timeView.from) * box.width,
    y: share => box.top + (1 - share) * box.height,
    seconds: x => timeView.from + (x - box.left) / box.width * (timeView.to - timeView.from),
    share: y => 1 - (y - box.top) / box.height,
  };
  return box;
}

/** The frame of a chart: what steers it, and what appears over it. */
function chartFrame(label, box, hover) {
  const tip = element("div", {class: "tip", hidden: ""});
  const selected = element("div", {class: "selected", hidden: ""});
  const chart = element("div", {class: "chart", tabindex: "0", role: "img", "aria-label": label}, selected, tip);
  steerable(chart);
  pointers(chart, box, {tip, selected, hover});
  return chart;
}

/**
 * A chart. {@code paint(ctx, box)} draws inside; box.x(seconds) and box.y(share) are pixels. {@code ticks()} returns
 * [share of the height, label]; {@code hover(seconds, share, box)} returns lines of text or null.
 */
function timeChart(height, label, {paint, ticks, hover}) {
  const canvas = element("canvas");
  const box = timeBox();
  const chart = chartFrame(label, box, hover);
  chart.prepend(canvas);
  const draw = () => {
    const width = chart.clientWidth || 300, sharp = Math.max(2, devicePixelRatio || 1);
    Object.assign(box, {left: BOX.left, top: BOX.top, width: width - BOX.left - BOX.right, height: height - BOX.top - BOX.bottom});
    canvas.width = width * sharp;
    canvas.height = height * sharp;
    canvas.style.height = height + "px";
    const ctx = canvas.getContext("2d");
    ctx.scale(sharp, sharp);
    ctx.font = "12px " + getComputedStyle(chart).fontFamily;
    drawAxes(ctx, box, ticks());
    ctx.save();
    ctx.beginPath();
    ctx.rect(box.left, box.top, box.width, box.height);
    ctx.clip();
    paint(ctx, box);
    drawSeams(ctx, box);
    ctx.restore();
  };
  onChange(chart, draw);
  return chart;
}

function drawAxes(ctx, box, ticks) {
  ctx.strokeStyle = color("grid");
  ctx.fillStyle = color("soft");
  ctx.lineWidth = 1;
  ctx.textBaseline = "middle";
  ctx.textAlign = "right";
  for (const [share, label] of ticks) {
    const y = Math.round(box.y(share)) + 0.5;
    line(ctx, box.left, y, box.left + box.width, y);
    ctx.fillText(label, box.left - 8, y);
  }
  ctx.textBaseline = "top";
  ctx.textAlign = "center";
  const step = niceStep(timeView.to - timeView.from, Math.max(2, box.width / 90));
  for (let at = Math.ceil(timeView.from / step) * step; at <= timeView.to + step * 1e-6; at += step) {
    const x = Math.round(box.x(at)) + 0.5;
    line(ctx, x, box.top, x, box.top + box.height + 4);
    const text = moment(at, step), half = ctx.measureText(text).width / 2;
    ctx.fillText(text, Math.min(x, box.left + box.width + BOX.right - half), box.top + box.height + 8);
  }
}

function line(ctx, x1, y1, x2, y2) {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

function drawSeams(ctx, box) {
  ctx.save();
  ctx.strokeStyle = color("soft");
  ctx.setLineDash([4, 4]);
  for (const seam of timeView.seams || []) line(ctx, box.x(seam), box.top, box.x(seam), box.top + box.height);
  ctx.restore();
}

/** Draws now and whenever size, colors, view or medium change. */
function onChange(chart, draw) {
  let width = 0;
  const again = () => { if (chart.isConnected) draw(); };
  new ResizeObserver(() => {
    if (chart.clientWidth !== width) {
      width = chart.clientWidth;
      again();
    }
  }).observe(chart);
  timeView.listeners.push(again);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  matchMedia("print").addEventListener("change", again);
  addEventListener("beforeprint", again);
  addEventListener("afterprint", again);
}

/** Hover; drag to zoom; shift and drag to pan; control and wheel to zoom; double-click for the whole run. */
function pointers(chart, box, {tip, selected, hover}) {
  let from = null, last = null;
  const place = event => {
    const bounds = chart.getBoundingClientRect();
    return [event.clientX - bounds.left, event.clientY - bounds.top];
  };
  chart.addEventListener("pointerdown", event => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    from = last = place(event)[0];
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener("pointermove", event => {
    const [x, y] = place(event);
    if (from === null) {
      show(tip, chart, x, y, inside(box, x, y) ? hover(box.seconds(x), box.share(y), box) : null);
    } else if (event.shiftKey) {
      timeView.pan((last - x) / box.width);
    } else {
      tip.hidden = true;
      mark(selected, box, from, x);
    }
    last = x;
  });
  chart.addEventListener("pointerup", event => {
    const [x] = place(event);
    selected.hidden = true;
    if (from !== null && !event.shiftKey && Math.abs(x - from) > 4) {
      timeView.set(box.seconds(Math.min(x, from)), box.seconds(Math.max(x, from)));
    }
    from = null;
  });
  chart.addEventListener("pointercancel", () => { from = null; selected.hidden = true; });
  chart.addEventListener("pointerleave", () => { tip.hidden = true; });
  chart.addEventListener("dblclick", () => timeView.reset());
  chart.addEventListener("wheel", event => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    timeView.zoom(event.deltaY > 0 ? 1.25 : 0.8, box.seconds(place(event)[0]));
  }, {passive: false});
}

function inside(box, x, y) {
  return x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height;
}

function mark(selected, box, from, to) {
  selected.hidden = false;
  Object.assign(selected.style, {
    left: Math.min(from, to) + "px", width: Math.abs(to - from) + "px", top: box.top + "px", height: box.height + "px",
  });
}

function show(tip, chart, x, y, lines) {
  tip.hidden = !lines;
  if (!lines) return;
  tip.replaceChildren(...lines.map(text => element("div", {}, text)));
  const left = x + 14 + tip.offsetWidth > chart.clientWidth ? Math.max(0, x - 14 - tip.offsetWidth) : x + 14;
  tip.style.left = left + "px";
  tip.style.top = y + 14 + "px";
}

// ---- drawings that charts share

/** Ticks at powers of ten, and at 2 and 5 times them if there are few. */
function logTicks(least, most) {
  const span = Math.log10(most / least), ticks = [];
  for (let power = 10 ** Math.floor(Math.log10(least)); power <= most; power *= 10) {
    for (const times of span > 3 ? [1] : span > 1.2 ? [1, 3] : [1, 2, 5]) {
      const at = power * times;
      if (at >= least && at <= most) ticks.push([Math.log(at / least) / Math.log(most / least), time(at).replace(/\.0+ /, " ")]);
    }
  }
  return ticks;
}

/** Cells of a grid, row 0 at the bottom; {@code fill(cell)} returns a color or null. */
function paintCells(ctx, box, columns, rows, partSeconds, fill) {
  const first = Math.max(0, Math.floor(timeView.from / partSeconds));
  const last = Math.min(columns - 1, Math.floor(timeView.to / partSeconds));
  for (let column = first; column <= last; column++) {
    const left = Math.floor(box.x(column * partSeconds)), right = Math.ceil(box.x((column + 1) * partSeconds));
    for (let row = 0; row < rows; row++) {
      const style = fill(row * columns + column);
      if (style) {
        const top = Math.floor(box.y((row + 1) / rows)), bottom = Math.ceil(box.y(row / rows));
        ctx.fillStyle = style;
        ctx.fillRect(left, top, right - left, bottom - top);
      }
    }
  }
}
