
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const page = document.getElementById("report");
  const {drawing, totals} = data;

  function section(title, explanation, ...content) {
    const id = title.toLowerCase().replace(/[^a-z]+/g, "-");
    const made = element("section", {"aria-labelledby": id},
      element("h2", {id}, title), explanation ? element("p", {}, explanation) : null, ...content);
    page.append(made);
    return made;
  }

  // ---- what matters most

  function head() {
    document.title = "Fanfare report " + data.facts.run;
    const {run, version, backend, created, options} = data.facts;
    const made = created.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");
    page.append(
      element("h1", {class: "run-text"}, "Run " + run),
      element("p", {class: "facts run-text"}, [backend, made, "Fanfare " + version, options].filter(text => text).join(" · ")),
      element("div", {class: "lead"},
        element("p", {class: "limit"}, data.limit), element("p", {class: "advice"}, data.advice)),
      ...data.missing.map(text => element("p", {class: "note"}, text)));
  }

  function figures() {
    const entry = (name, value, more) => element("div", {},
      element("dt", {}, name), element("dd", {}, value, more ? element("small", {}, more) : null));
    const cpu = totals.workerProcessCpuNanos || totals.workerCpuNanos;
    const failed = element("span", totals.failed ? {class: "failed"} : {}, totals.failed ? count(totals.failed) + " failed" : "none failed");
    page.append(element("dl", {class: "figures"},
      entry("Elapsed", time(totals.wallNanos)),
      entry("Tasks", count(totals.tasks), failed),
      entry("Workers", count(totals.workers), count(totals.coldStarts, "cold start")),
      entry("Batches", count(totals.batches), rounded(totals.tasks / Math.max(1, totals.batches)) + " tasks each"),
      entry("Time of tasks", time(totals.workerWallNanos), time(totals.workerWallNanos / Math.max(1, totals.tasks)) + " each"),
      entry("Speed-up", rounded(totals.speedUp), "efficiency " + percent(totals.efficiency)),
      entry("CPU of workers", time(cpu), time(totals.workerCpuNanos) + " in tasks"),
      entry("CPU of orchestrator", time(totals.orchestratorCpuNanos), time(totals.orchestratorCpuNanos / Math.max(1, totals.tasks)) + " per task")));
  }

  // ---- phases

  function phases() {
    if (!data.phases.length) return;
    const sum = data.phases.reduce((total, phase) => total + phase.nanos, 0);
    let before = 0;
    const rows = data.phases.map(({label, nanos}) => {
      const bar = element("i", label === "computing" ? {} : {class: "waits"});
      bar.style.left = Math.min(99.5, 100 * before / sum) + "%";
      bar.style.width = 100 * nanos / sum + "%";
      before += nanos;
      return [label, time(nanos), percent(nanos / sum), element("div", {class: "track"}, bar)];
    });
    section("Where the time went",
      "At each moment, a run waits for one thing. These are the sums, in the order in which a batch passes through them."
        + " They explain " + percent(totals.wallNanos ? sum / totals.wallNanos : 1) + " of the elapsed time.",
      table([["Phase"], ["Time", "number"], ["Share", "number"], ["", "wide"]], rows, "Phases"));
  }

  // ---- time view

  function controls() {
    const button = (text, label, act) => {
      const made = element("button", {type: "button", "aria-label": label, title: label}, text);
      made.addEventListener("click", act);
      return made;
    };
    const shown = element("b", {"aria-live": "polite"});
    const tell = () => {
      const step = (timeView.to - timeView.from) / 100;
      shown.textContent = moment(timeView.from, step) + " to " + moment(timeView.to, step);
    };
    timeView.listeners.push(tell);
    tell();
    page.append(element("div", {class: "bar-keys", role: "toolbar", "aria-label": "Time that the charts show"}, shown,
      button("+", "Zoom in", () => timeView.zoom(0.5)), button("−", "Zoom out", () => timeView.zoom(2)),
      button("←", "Earlier", () => timeView.pan(-0.2)), button("→", "Later", () => timeView.pan(0.2)),
      button("Whole run", "Show the whole run", () => timeView.reset()),
      element("span", {}, "Drag to zoom, Shift-drag to pan, double-click for the whole run; or + − ← → 0 on a chart")));
  }

  /** Rows for at most 20 parts of the run: {@code row(first, last)} gets places of parts. */
  function slices(parts, partMicros, row) {
    const each = Math.ceil(parts / 20), rows = [];
    for (let first = 0; first < parts; first += each) {
      const last = Math.min(parts, first + each) - 1, from = first * partMicros / 1e6, to = Math.min(timeView.whole[1], (last + 1) * partMicros / 1e6);
      if (from < to) rows.push([moment(from, (to - from) / 10) + " to " + moment(to, (to - from) / 10), ...row(first, last)]);
    }
    return rows;
  }

  // ---- concurrency

  function concurrency() {
    const {partMicros, running, starting, idle, throttled} = drawing.concurrency;
    const anyThrottled = throttled.some(n => n > 0), part = partMicros / 1e6;
    const seconds = running.map((_, i) => i * part), last = running.length - 1;
    // One more point, so that the last step has a width.
    const curve = f => [...running.map((_, i) => f(i)), f(last)];
    const columns = [
      [...seconds, running.length * part], curve(i => running[i]), curve(i => running[i] + starting[i]),
      curve(i => running[i] + starting[i] + idle[i]), curve(i => throttled[i] || null)];
    const label = "Concurrency over time";
    const box = timeBox();
    const chart = chartFrame(label, box, seconds => {
      const i = Math.max(0, Math.min(last, Math.floor(seconds / part)));
      return [
        moment(i * part, part / 10), "running " + count(running[i]), "cold start " + count(starting[i]), "idle " + count(idle[i]),
        ...(anyThrottled ? ["throttled batches " + count(throttled[i])] : [])];
    });
    const mean = (values, from, to) => count(values.slice(from, to + 1).reduce((a, b) => a + b, 0) / (to - from + 1));
    section(label,
      "Worker threads that were running a task, starting, or idle."
        + (anyThrottled ? " The line is the number of batches that Lambda throttled." : ""),
      chart,
      legend(["running", "running a task"], ["starting", "cold start"], ["idle", "idle"], ...(anyThrottled ? [["throttled", "throttled batches"]] : [])),
      folded("As a table", () => table(
        [["Time"], ["Running", "number"], ["Cold start", "number"], ["Idle", "number"], ["Throttled batches", "number"]],
        slices(running.length, partMicros, (a, b) => [running, starting, idle, throttled].map(values => mean(values, a, b))), label)));
    let plot = null;
    const draw = () => {
      if (plot) plot.destroy();
      plot = new uPlot(plotOptions(chart.clientWidth || 300, anyThrottled), columns, chart);
      for (const side of ["left", "top", "width", "height"]) box[side] = plot.bbox[side] / devicePixelRatio;
    };
    const plotOptions = (width, withThrottled) => {
      const stepped = uPlot.paths.stepped({align: 1}), points = {show: false};
      const axis = {stroke: color("soft"), grid: {stroke: color("grid"), width: 1}, ticks: {show: false}, font: "12px " + getComputedStyle(chart).fontFamily};
      const area = name => ({stroke: color(name), fill: color(name), width: 0, paths: stepped, points});
      return {
        width, height: 240, legend: {show: false}, padding: [8, BOX.right, 0, 0],
        cursor: {drag: {x: false, y: false}, points: {show: false}, y: false},
        scales: {x: {time: false, range: () => [timeView.from, timeView.to]}, y: {range: (u, least, most) => [0, Math.max(1, most * 1.08)]}},
        axes: [
          {...axis, size: 30, values: (u, at) => at.map(value => moment(value, at.length > 1 ? at[1] - at[0] : 1)), space: 90},
          {...axis, size: BOX.left, values: (u, at) => at.map(value => count(value))}],
        // Painted from the highest sum down.
        series: [{}, area("running"), area("starting"), area("idle"),
          {show: withThrottled, stroke: color("throttled"), width: 2, paths: stepped, points}],
        bands: [{series: [2, 1], fill: color("starting")}, {series: [3, 2], fill: color("idle")}],
      };
    };
    onChange(chart, draw);
  }

  // ---- heat maps

  function durations() {
    const {columns, partMicros, leastNanos, mostNanos, counts} = drawing.durations;
    const rows = counts.length / columns, most = counts.reduce((a, b) => Math.max(a, b), 1), part = partMicros / 1e6;
    const bound = row => leastNanos * (mostNanos / leastNanos) ** (row / rows);
    const label = "How long tasks took, over time";
    const level = n => Math.round(63 * (most === 1 ? 0.5 : Math.log(n) / Math.log(most)));
    section(label, "Each cell counts the tasks that ended in that time and took about that long. The scale of times is logarithmic.",
      timeChart(300, label, {
        ticks: () => logTicks(leastNanos, mostNanos),
        paint: (ctx, box) => {
          const colors = ramp();
          paintCells(ctx, box, columns, rows, part, cell => counts[cell] ? colors[level(counts[cell])] : null);
        },
        hover: (seconds, share) => {
          const row = Math.min(rows - 1, Math.floor(share * rows)), column = Math.min(columns - 1, Math.floor(seconds / part));
          const n = counts[row * columns + column];
          return n ? [count(n, "task"), time(bound(row)) + " to " + time(bound(row + 1)), "ended at " + moment(column * part, part / 10)] : null;
        },
      }),
      legend(["ramp", (most === 1 ? "" : "1 to ") + count(most, "task") + " per cell"]),
      folded("As a table", () => table(
        [["Time"], ["Tasks that ended", "number"], ["Shortest", "number"], ["Longest", "number"]],
        slices(columns, partMicros, (first, last) => {
          let sum = 0, low = rows, high = -1;
          counts.forEach((n, cell) => {
            const column = cell % columns, row = Math.floor(cell / columns);
            if (n && column >= first && column <= last) [sum, low, high] = [sum + n, Math.min(low, row), Math.max(high, row)];
          });
          return [count(sum), sum ? "≥ " + time(bound(low)) : "", sum ? "≤ " + time(bound(high + 1)) : ""];
        }), label)));
  }

  function environments() {
    const {columns, partMicros, workers, starts, names} = drawing.environments;
    const rows = workers.length;
    if (!rows) return;
    const levels = Uint8Array.from(atob(drawing.environments.levels), c => c.charCodeAt(0)), part = partMicros / 1e6;
    const busy = level => (level & 127) / 127, cold = level => level > 127;
    const many = workers.reduce((a, b) => a + b, 0), grouped = many > rows;
    const name = row => grouped ? count(workers[row], "worker") + " from " + names[row] + " on" : names[row];
    const label = "Workers over time";
    // The first worker is at the top.
    const cellOf = cell => (rows - 1 - Math.floor(cell / columns)) * columns + cell % columns;
    section(label,
      "One row per worker, in the order of their first batch" + (grouped ? "; " + count(many) + " workers share " + rows + " rows" : "")
        + ". The color is the share of its threads that ran a task.",
      timeChart(Math.max(90, Math.min(480, 40 + rows * (rows > 60 ? 3 : 14))), label, {
        ticks: () => [[1 - 0.5 / rows, "first"], ...(rows > 1 ? [[0.5 / rows, "last"]] : [])],
        paint: (ctx, box) => {
          const colors = ramp(), start = color("starting");
          paintCells(ctx, box, columns, rows, part, cell => {
            const level = levels[cellOf(cell)];
            return cold(level) ? start : level ? colors[Math.round(63 * busy(level))] : null;
          });
        },
        hover: (seconds, share) => {
          const row = Math.min(rows - 1, Math.max(0, Math.floor((1 - share) * rows))), column = Math.min(columns - 1, Math.floor(seconds / part));
          const level = levels[row * columns + column];
          return [name(row), percent(busy(level)) + " busy" + (cold(level) ? ", cold start" : ""), "at " + moment(column * part, part / 10)];
        },
      }),
      legend(["ramp", "little to all of its threads busy"], ["starting", "cold start"]),
      folded("As a table", () => {
        const each = Math.ceil(rows / 20), lines = [];
        for (let first = 0; first < rows; first += each) {
          const last = Math.min(rows, first + each);
          const sum = values => values.slice(first, last).reduce((a, b) => a + b, 0);
          const cells = Array.from(levels.slice(first * columns, last * columns), busy);
          lines.push([names[first], count(sum(workers)), count(sum(starts)), percent(cells.reduce((a, b) => a + b, 0) / cells.length)]);
        }
        return table([["First worker", "code"], ["Workers", "number"], ["Cold starts", "number"], ["Busy", "number"]], lines, label);
      }));
  }

  // ---- tables

  function percentiles() {
    const {count: n, sum, least, most, shares, values} = drawing.percentiles;
    if (!n) return;
    const rows = [["fastest", least], ...shares.map((share, i) => ["p" + +(100 * share).toFixed(1), values[i]]), ["slowest", most], ["mean", sum / n]];
    section("Percentiles",
      "Wall times of all " + count(n) + " tasks that ran, failed ones and repetitions included. Percentiles are exact: p99 is the shortest time that 99 % of the tasks did not exceed.",
      table([["Percentile"], ["Wall time", "number"], ["", "wide"]], rows.map(([name, value]) => {
        const bar = element("i");
        bar.style.left = "0";
        bar.style.width = 100 * value / Math.max(1, most) + "%";
        return [name, time(value), element("div", {class: "track"}, bar)];
      }), "Percentiles"));
  }

  function failures() {
    const {groups, others, count: n, nanos} = drawing.failures;
    const {reasons, retried, billedMillis, attempts, repeated, repeatedTasks, repeatedNanos} = drawing.losses;
    const made = section("Failures and retries", null);
    made.append(element("p", {class: "strong"}, n
      ? count(n, "task") + " failed, after " + time(nanos) + " in all. Messages that differ only in numbers are one group; the first one is shown."
      : "No task failed."));
    if (n) {
      made.append(table([["Tasks", "number"], ["Time", "number"], ["Error", "code"], ["First task", "number"], ["Its call", "code"]],
        [...groups.map((group, i) => [count(group.count), time(group.nanos), group.reason, count(group.first), drawing.failedTasks[i]]),
          ...(others ? [[count(others), "", "other errors", "", ""]] : [])], "Failures"));
    }
    made.append(element("p", {class: "strong"}, reasons.count
      ? count(reasons.count) + " of " + count(attempts, "attempt") + " were lost. Until that was known, " + time(reasons.nanos) + " went by"
        + (billedMillis ? ", of which Lambda bills " + time(billedMillis * 1e6) : "") + "."
      : "None of " + count(attempts, "attempt") + " was lost."));
    if (reasons.count) {
      made.append(table([["Attempts", "number"], ["Time", "number"], ["Loss", "code"]],
        [...reasons.groups.map(group => [count(group.count), time(group.nanos), group.reason]),
          ...(reasons.others ? [[count(reasons.others), "", "other losses"]] : [])], "Losses"));
    }
    if (retried.count) {
      made.append(element("p", {class: "strong"}, count(retried.count, "failure") + (retried.count === 1 ? " was" : " were")
        + " retried. These tries took " + time(retried.nanos) + "."));
      made.append(table([["Failures", "number"], ["Time", "number"], ["Error", "code"]],
        [...retried.groups.map(group => [count(group.count), time(group.nanos), group.reason]),
          ...(retried.others ? [[count(retried.others), "", "other errors"]] : [])], "Retried failures"));
    }
    if (repeated) {
      made.append(element("p", {class: "strong"}, count(repeated, "attempt") + (repeated === 1 ? " was a retry or backup. It" : " were retries or backups. They")
        + " ran " + count(repeatedTasks, "task") + " in " + time(repeatedNanos) + "."));
    }
  }

  function taskRows(tasks) {
    const failed = new Set(tasks.failed);
    return tasks.indices.map((index, i) => [
      count(index), time(tasks.wallNanos[i]), time(tasks.cpuNanos[i]), moment(tasks.startMicros[i] / 1e6, 1e-3),
      tasks.texts[i] || "not known",
      (tasks.workers[i] < 0 ? "" : tasks.names[tasks.workers[i]]) + (tasks.threads[i] ? ", thread " + tasks.threads[i] : "")
        + (tasks.attempts[i] > 1 ? ", attempt " + tasks.attempts[i] : "") + (failed.has(i) ? ", failed" : "")]);
  }

  const TASK_COLUMNS = [["Task", "number"], ["Wall", "number"], ["CPU", "number"], ["Start", "number"], ["Call", "code"], ["Worker", "code"]];

  function slowest() {
    if (!drawing.slowest.indices.length) return;
    section("The slowest tasks", null, table(TASK_COLUMNS, taskRows(drawing.slowest), "The slowest tasks"));
  }

  // ---- samples

  function samples() {
    const tasks = drawing.sample, n = tasks.indices.length;
    if (!n) return;
    const {leastNanos, mostNanos} = drawing.durations, failed = new Set(tasks.failed);
    const height = i => Math.log(Math.max(1, tasks.wallNanos[i]) / leastNanos) / Math.log(mostNanos / leastNanos);
    const all = n === drawing.percentiles.count, label = all ? "All tasks" : "A sample of tasks";
    section(label,
      (all ? "Every task" : count(n) + " of " + count(drawing.percentiles.count) + " tasks, chosen by a hash of their index")
        + ": when it started and how long it took. Point at one to see its call.",
      timeChart(300, label, {
        ticks: () => logTicks(leastNanos, mostNanos),
        paint: (ctx, box) => {
          const radius = n > 400 ? 2 : 3.5;
          const dots = (chosen, name) => {
            ctx.fillStyle = color(name);
            for (let i = 0; i < n; i++) {
              if (failed.has(i) !== chosen) continue;
              ctx.beginPath();
              ctx.arc(box.x(tasks.startMicros[i] / 1e6), box.y(height(i)), radius, 0, 7);
              ctx.fill();
            }
          };
          ctx.globalAlpha = n > 400 ? 0.65 : 1;
          dots(false, "running");
          ctx.globalAlpha = 1;
          dots(true, "failed");
        },
        hover: (seconds, share, box) => {
          let best = -1, distance = 144;
          for (let i = 0; i < n; i++) {
            const dx = box.x(tasks.startMicros[i] / 1e6) - box.x(seconds), dy = (height(i) - share) * box.height;
            if (dx * dx + dy * dy < distance) [best, distance] = [i, dx * dx + dy * dy];
          }
          if (best < 0) return null;
          const [index, wall, cpu, start, call, where] = taskRow(best);
          return [call, "task " + index + (failed.has(best) ? ", failed" : ""), wall + " wall, " + cpu + " CPU", "started at " + start, where];
        },
      }),
      legend(["running", "returned"], ["failing", "failed"]),
      folded("As a table", () => table(TASK_COLUMNS,
        taskRows(tasks).map((row, i) => [tasks.startMicros[i], row]).sort((a, b) => a[0] - b[0]).map(([, row]) => row), label), true));
    let rows = null;
    const taskRow = i => (rows = rows || taskRows(tasks))[i];
  }

  // ---- memo, money and clocks

  function memo() {
    const {hits, same, misses, savedNanos} = data.memo;
    if (!hits && !same && !misses) return;
    section("Memo", "Tasks whose values were remembered did not run.", table([["Tasks"], ["Number", "number"], ["Once took", "number"]], [
      ["Remembered from earlier runs", count(hits), time(savedNanos)],
      ["The same call as another task", count(same), ""],
      ["New", count(misses), ""]], "Memo"));
  }

  function money() {
    const {text, use, billedMillis} = data.money;
    const rows = [["Invocations", count(use.requests)], ["Billed memory and time", count(use.gbSeconds) + " GB-s"],
      ...(billedMillis ? [["Billed time", time(billedMillis * 1e6)]] : []),
      ["Objects written to S3", count(use.puts)], ["Objects read from S3", count(use.gets)]];
    const made = section(use.region ? "Money" : "What it would cost on Lambda", null);
    if (text) made.append(element("p", {class: "strong run-text"}, text));
    made.append(table([[use.region ? "What is charged for" : "What would be charged for on Lambda"], ["Amount", "number"]], rows, "Money"));
  }

  function clocks() {
    const {workers, shifted, largestShift, medianUncertainty, largestUncertainty, inconsistent} = drawing.clocks;
    if (!workers) return;
    const span = micros => time(micros * 1e3);
    section("How exact the times are", (shifted
      ? "The clocks of " + count(shifted) + " of " + count(workers, "worker") + " disagreed with the orchestrator's: tasks would have started before their batch was sent,"
        + " or ended after its answer. They were shifted by the least that puts them inside, " + span(largestShift) + " at most."
      : "The clocks of " + (workers === 1 ? "the worker" : "the workers") + " agree with the orchestrator's, as far as that can be told.")
      + " The times of tasks are exact to " + span(medianUncertainty) + " on half of the workers, and to " + span(largestUncertainty) + " on all."
      + (inconsistent ? " No shift fits " + count(inconsistent, "worker") + ", whose clock was set or drifted during the run: the middle was taken." : "")
      + " This does not affect how long tasks took. Time 0 is when the first batch was made."
      + (drawing.seams.length ? " The pauses between the run's sessions are left out; dashed lines show where they were." : ""));
  }

  function drawn() {
    const root = document.documentElement;
    root.dataset.requests = performance.getEntriesByType("resource").length;
    root.dataset.drawnMillis = Math.round(performance.now());
  }

  try {
    head();
    figures();
    phases();
    if (drawing) {
      timeView.start(drawing.micros / 1e6);
      timeView.seams = drawing.seams.map(micros => micros / 1e6);
      controls();
      [concurrency, durations, environments, percentiles, failures, slowest, samples].forEach(draw => draw());
    }
    memo();
    money();
    if (drawing) clocks();
    page.append(element("footer", {}, "Curves by uPlot (MIT license, in the source of this page). This page loads nothing from the network."));
    timeView.listeners.forEach(listener => listener());
    drawn();
  } catch (e) {
    page.append(element("p", {class: "note"}, "This report cannot be drawn: " + e));
    throw e;
  }
})();
