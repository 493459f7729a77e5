"use strict";
(function () {
  const root = document.documentElement;
  const narrow = window.matchMedia("(max-width: 40rem)");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function fail(problem) {
    root.dataset.charts = "failed";
    document.getElementById("error").textContent =
      "The charts could not be drawn (" + problem + "). A browser from 2023 or later is needed; the tables hold the figures.";
  }

  function color(name) {
    return getComputedStyle(root).getPropertyValue(name).trim();
  }

  function axis(given) {
    const line = color("--line");
    return Object.assign({ gridcolor: line, zerolinecolor: line, linecolor: line, automargin: true }, given);
  }

  function layout(given) {
    const result = Object.assign({
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: color("--ink"), size: narrow.matches ? 11 : 13 },
      margin: { l: 50, r: 15, t: 34, b: 45 },
      legend: { orientation: "h", x: 0, xanchor: "left", y: narrow.matches ? -0.34 : -0.26, yanchor: "top" },
      hoverlabel: { namelength: -1 },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: color("--faint"), activecolor: color("--accent") }
    }, given);
    result.xaxis = axis(given.xaxis);
    result.yaxis = axis(given.yaxis);
    if (given.scene) {
      result.margin = { l: 5, r: 5, t: 34, b: 5 };
      result.scene = Object.assign({ camera: { eye: { x: 1.8, y: 1.8, z: 1.2 }, center: { x: 0, y: 0, z: -0.15 } } }, given.scene, {
        xaxis: axis(given.scene.xaxis), yaxis: axis(given.scene.yaxis), zaxis: axis(given.scene.zaxis)
      });
    }
    return result;
  }

  function data(traces) {
    return traces.map(trace => trace.z === undefined ? trace
      : Object.assign({ showscale: !narrow.matches, colorbar: { thickness: 12, len: 0.8 } }, trace));
  }

  async function unpack() {
    const packed = atob(document.getElementById("plotly").textContent.trim());
    const bytes = Uint8Array.from(packed, character => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
  }

  async function draw() {
    const charts = JSON.parse(document.getElementById("charts").textContent);
    if (charts.length > 0) {
      await unpack();
    }
    const config = {
      responsive: true, displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"]
    };
    const all = () => Promise.all(charts.map((chart, index) =>
      Plotly.react("chart-" + index, data(chart.data), layout(chart.layout), config)));
    await all();
    root.dataset.charts = "drawn";
    const again = () => all().catch(fail);
    dark.addEventListener("change", again);
    narrow.addEventListener("change", again);
  }

  draw().catch(fail);
})();
