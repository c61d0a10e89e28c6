// The drawing of the Pod. Each packet shows something that really happened, slowed down so that you can see it.

const svg = document.getElementById("pod");
const narrow = matchMedia("(max-width: 62rem)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// x, y, width, height; aside: how far the labels of edges that cross the frame of the Pod are from their middle.
// There is room for a wide font, such as DejaVu Sans.
const WIDE = {
  box: [1240, 374], pod: [178, 14, 882, 232], captions: { title: [194, 39], config: [192, 78], logs: [750, 78] }, aside: 7,
  nodes: {
    configmap: [8, 92, 108, 92], config: [190, 92, 104, 92], watcher: [338, 92, 150, 92], app: [545, 63, 150, 150],
    logs: [748, 92, 104, 92], shipper: [896, 92, 150, 92], collector: [1124, 92, 108, 92], database: [545, 282, 150, 88],
  },
};
const TALL = {
  box: [360, 784], pod: [10, 100, 236, 562], captions: { title: [22, 122] }, aside: 15,
  nodes: {
    configmap: [38, 8, 180, 58], config: [38, 134, 180, 62], watcher: [38, 226, 180, 64], app: [38, 320, 180, 124],
    logs: [38, 474, 180, 74], shipper: [38, 578, 180, 64], collector: [38, 712, 180, 64], database: [274, 338, 82, 88],
  },
};
const NODES = {
  configmap: { name: "ConfigMap", kind: "you edit it" },
  config: { name: "config", kind: "volume" },
  watcher: { name: "config-watcher", kind: "sidecar" },
  app: { name: "", kind: "app" },
  logs: { name: "logs", kind: "volume" },
  shipper: { name: "log-shipper", kind: "sidecar" },
  collector: { name: "collector", kind: "log store" },
  database: { name: "", kind: "database" },
};
const EDGES = [
  ["configmap", "config", "mounted"], ["config", "watcher", "reads"], ["watcher", "app", "notifies"], ["app", "database", ""],
  ["app", "logs", "writes"], ["logs", "shipper", "tails"], ["shipper", "collector", "sends"],
];

let nodes = {}, edges = {}, travellers, shown = null;

function make(name, attributes, parent, text) {
  const element = document.createElementNS(svg.namespaceURI, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}

const cylinder = (x, y, w, h) =>
  `M${x} ${y + 10} v${h - 20} a${w / 2} 10 0 0 0 ${w} 0 v${20 - h} a${w / 2} 10 0 0 0 ${-w} 0 a${w / 2} 10 0 0 0 ${w} 0`;

function node(id, [x, y, w, h]) {
  const { name, kind } = NODES[id], middle = x + w / 2;
  const group = make("g", { class: `node ${kind.replaceAll(" ", "-")}` }, svg);
  if (id === "database") make("path", { class: "body", d: cylinder(x, y, w, h) }, group);
  else make("rect", { class: "body", x, y, width: w, height: h, rx: kind === "volume" ? 4 : 12 }, group);
  const parts = { group, centre: [middle, y + h / 2] };
  if (id === "app") {
    make("text", { class: "kind", x: middle, y: y + 24 }, group, "app, connected to");
    parts.name = make("text", { class: "big", x: middle, y: y + h / 2 + 10 }, group, "–");
    parts.detail = make("text", { class: "detail", x: middle, y: y + h - 32 }, group);
    parts.more = make("text", { class: "detail", x: middle, y: y + h - 14 }, group);
  } else {
    const top = y + (h - 58) / 2 + ({ configmap: 10, database: 10, logs: -4 }[id] ?? 0);
    make("text", { class: "kind", x: middle, y: top + 14 }, group, kind);
    parts.name = make("text", { class: "name", x: middle, y: top + 33 }, group, name);
    parts.detail = make("text", { class: "detail", x: middle, y: top + 52 }, group);
  }
  if (id === "logs") {
    make("rect", { class: "gauge", x: x + 10, y: y + h - 8, width: w - 20, height: 4, rx: 2 }, group);
    parts.fill = make("rect", { class: "fill", x: x + 10, y: y + h - 8, width: 0, height: 4, rx: 2 }, group);
    parts.room = w - 20;
  }
  nodes[id] = parts;
}

function edge(from, to, verb, { nodes: at, aside }, id) {
  const [ax, ay, aw, ah] = at[from], [bx, by, bw, bh] = at[to];
  const beside = bx >= ax + aw || from === "app" && to === "database" && narrow.matches;
  const start = beside ? [ax + aw, ay + ah / 2] : [ax + aw / 2, ay + ah];
  const end = beside ? [bx, by + bh / 2] : [bx + bw / 2, by];
  const path = make("path", { class: to === "database" ? "edge line" : "edge", d: `M${start} L${end}` }, svg);
  if (verb) {
    const x = (start[0] + end[0]) / 2, y = (start[1] + end[1]) / 2;
    const shift = { configmap: -aside, shipper: aside }[from] ?? 0;
    const label = make("text", { class: "verb", x: beside ? x + shift : x + 10, y: beside ? y - 9 : y + 4 + shift }, svg, verb);
    if (!beside) label.style.textAnchor = "start";
  }
  edges[id] = { path, start, end };
}

function draw() {
  const layout = narrow.matches ? TALL : WIDE, [width, height] = layout.box, [x, y, w, h] = layout.pod;
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  nodes = {};
  edges = {};
  make("rect", { class: "frame", x, y, width: w, height: h, rx: 18 }, svg);
  const texts = {
    title: ["Pod", "caption title"], config: ["configuration in", "caption"], logs: ["log lines out", "caption"],
  };
  for (const [id, [cx, cy]] of Object.entries(layout.captions)) {
    make("text", { class: texts[id][1], x: cx, y: cy }, svg, texts[id][0]);
  }
  for (const [from, to, verb] of EDGES) edge(from, to, verb, layout, `${from}-${to}`);
  travellers = make("g", {}, svg);
  for (const [id, at] of Object.entries(layout.nodes)) node(id, at);
  svg.append(travellers);
  if (shown) describe(shown);
}

/** Sets the text in each box: `{watcher: {detail, tone}, …}`. */
export function describe(details) {
  shown = details;
  for (const [id, { name, detail, more, tone, fill, cut }] of Object.entries(details)) {
    const parts = nodes[id];
    if (name !== undefined) set(parts.name, name);
    set(parts.detail, detail ?? "");
    if (parts.more) set(parts.more, more ?? "");
    parts.group.dataset.tone = tone ?? "";
    if (parts.fill) {
      parts.fill.setAttribute("width", parts.room * Math.min(1, fill ?? 0));
      parts.fill.classList.toggle("full", fill > .02);
    }
    if (id === "shipper") edges["shipper-collector"].path.classList.toggle("cut", Boolean(cut));
  }
}

function set(text, value) {
  if (text.textContent !== value) text.textContent = value;
}

/** Moves a shape along an edge and resolves when it has arrived. With reduced motion, the edge lights up instead. */
async function travel(edgeId, millis, shape, from = 0, to = 1) {
  const { path, start, end } = edges[edgeId];
  if (calm.matches) {
    path.classList.add("lit");
    await pause(millis);
    path.classList.remove("lit");
    return;
  }
  const element = shape();
  const point = t => [start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t];
  const frames = [point(from), point(to)].map(([x, y]) => ({ transform: `translate(${x}px, ${y}px)` }));
  await element.animate(frames, { duration: millis, easing: "ease-in-out", fill: "both" }).finished.catch(() => {});
  element.remove();
}

const pause = millis => new Promise(resolve => setTimeout(resolve, millis));
const dot = size => () => make("circle", { class: "dot", r: size }, travellers);
const packet = (kind = "") => () => make("rect", { class: `packet ${kind}`, x: -9, y: -9, width: 18, height: 18, rx: 5 }, travellers);

async function light(id, millis = 500) {
  nodes[id].group.classList.add("lit");
  await pause(millis);
  nodes[id]?.group.classList.remove("lit");
}

/** Animates one version. `become(what)` resolves to whether it was signalled or accepted, once that is known. */
export async function configChange(become) {
  await travel("configmap-config", 700, packet());
  light("config");
  await travel("config-watcher", 500, packet());
  light("watcher");
  if (!await become("signalled")) return travel("config-watcher", 500, packet("refused"), 1, 0);
  await travel("watcher-app", 500, packet());
  light("app");
  if (!await become("accepted")) return travel("watcher-app", 600, packet("refused"), 1, 0);
  await travel("app-database", 500, packet());
  return light("database", 900);
}

const MAX_DOTS = 9;
const dots = lines => lines <= 0 ? 0 : Math.min(MAX_DOTS, Math.ceil(Math.log2(lines + 1)));

function stream(lines, run) {
  if (calm.matches || document.hidden || travellers.childElementCount > 120) return;
  const count = dots(lines), size = count === MAX_DOTS ? 5.5 : 4;
  for (let i = 0; i < count; i++) setTimeout(() => run(dot(size)), i * 250 / count);
}

/** Shows lines written since the last update. */
export const linesWritten = lines => stream(lines, shape => travel("app-logs", 700, shape));

/** Shows lines delivered since the last update. */
export const linesDelivered = lines =>
  stream(lines, shape => travel("logs-shipper", 600, shape).then(() => travel("shipper-collector", 700, shape)));

/** Shows a request of log-shipper that the collector does not accept. */
export const linesRefused = () => stream(1, shape => travel("shipper-collector", 500, shape, 0, .45));

draw();
narrow.addEventListener("change", draw);
