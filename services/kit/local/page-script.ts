/** The page in the visitor's browser: health, events and traces as they come. Everything that services say is shown as text, never as markup. */
export const script = `'use strict';
const byId = (id) => document.getElementById(id);
const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) key === 'onclick' ? made.addEventListener('click', value) : made.setAttribute(key, value);
  made.append(...children);
  return made;
};
const drawn = (name, attributes = {}, text) => {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
};
const age = (at) => {
  const seconds = Math.max(0, Math.round((Date.now() - at) / 1000));
  return seconds < 60 ? seconds + ' s' : seconds < 3600 ? Math.floor(seconds / 60) + ' min' : Math.floor(seconds / 3600) + ' h';
};
const lasted = (ms) => (ms < 10 ? ms.toFixed(1) : Math.round(ms)) + ' ms';
const aged = (at) => element('time', { class: 'quiet number', 'data-at': at, title: new Date(at).toLocaleString() }, age(at));
const renewAges = () => document.querySelectorAll('time[data-at]').forEach((each) => { each.textContent = age(Number(each.dataset.at)); });

const showEvent = (event) => {
  const list = byId('events');
  byId('no-events')?.remove();
  const trace = element('button', { class: 'link', title: 'Trace ' + event.traceId, onclick: () => showTrace(event.traceId) }, event.traceId.slice(0, 8));
  const flow = event.from + ' → ' + (event.to.join(', ') || 'nobody');
  const summary = element('summary', {}, aged(event.at), element('span', { class: 'grow' }, event.type), element('span', { class: 'quiet grow' }, flow),
    element('code', { title: event.key }, event.key.slice(0, 8)), trace);
  const data = 'data' in event ? JSON.stringify(event.data, null, 2) : 'Sensitive: not even its data is shown.';
  list.prepend(element('li', {}, element('details', {}, summary, element('pre', {}, data))));
  while (list.children.length > Number(list.dataset.most ?? 100)) list.lastChild.remove();
};

const colours = ['#4c8bf5', '#e8710a', '#1e8e3e', '#a142f4', '#d93025', '#12a4af', '#b06000', '#e52592', '#7986cb', '#8d6e63'];
const colourOf = (service) => colours[[...service].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7) % colours.length];
const depthOf = (span, spans) => {
  const parent = spans.find(({ spanId }) => spanId === span.parentId);
  return parent && parent !== span ? 1 + depthOf(parent, spans.filter((each) => each !== span)) : 0;
};

const waterfall = (spans) => {
  const [width, left, height] = [1200, 430, 20];
  const start = Math.min(...spans.map(({ startedAt }) => startedAt));
  const whole = Math.max(1, ...spans.map(({ startedAt, durationMs }) => startedAt + durationMs - start));
  const x = (ms) => left + (ms / whole) * (width - left - 70);
  const svg = drawn('svg', { viewBox: '0 0 ' + width + ' ' + (spans.length * height + 24), role: 'img', 'aria-label': 'Spans over time' });
  for (const part of [0, 0.25, 0.5, 0.75, 1]) {
    svg.append(drawn('line', { class: 'grid', x1: x(whole * part), x2: x(whole * part), y1: 18, y2: spans.length * height + 24 }));
    svg.append(drawn('text', { x: x(whole * part) + 2, y: 13, opacity: 0.7 }, lasted(whole * part)));
  }
  spans.forEach((span, row) => {
    const top = 24 + row * height;
    const group = drawn('g', { class: 'row' });
    group.append(drawn('title', {}, span.service + ': ' + span.name + ', ' + lasted(span.durationMs) + (span.failed ? ', failed' : '')));
    group.append(drawn('rect', { class: 'hit', x: 0, y: top, width, height }));
    const label = drawn('text', { x: Math.min(depthOf(span, spans), 8) * 10, y: top + 14 });
    const text = span.service.replace(/-service$/, '') + '  ' + span.name;
    label.textContent = text.length > 62 ? text.slice(0, 61) + '…' : text;
    group.append(label);
    const length = Math.max(2, x(span.startedAt + span.durationMs - start) - x(span.startedAt - start));
    const bar = { x: x(span.startedAt - start), y: top + 4, width: length, height: height - 8, rx: 2, fill: colourOf(span.service), opacity: span.kind === 'client' ? 0.55 : 1 };
    group.append(drawn('rect', span.failed ? { ...bar, stroke: '#d93025', 'stroke-width': 2 } : bar));
    group.append(drawn('text', { x: Math.min(bar.x + length + 4, width - 60), y: top + 14, opacity: 0.8 }, (span.failed ? '✗ ' : '') + lasted(span.durationMs)));
    svg.append(group);
  });
  return svg;
};

const showTrace = async (traceId) => {
  const spans = await fetch('/traces/' + traceId).then((answer) => answer.json());
  const place = byId('trace');
  place.hidden = false;
  const title = element('h2', {}, 'Trace ', element('code', {}, traceId), ' ', element('button', { class: 'link', onclick: () => { place.hidden = true; } }, 'close'));
  place.replaceChildren(title, spans.length > 0 ? waterfall(spans) : element('p', { class: 'quiet' }, 'Its spans are not kept any more.'));
  place.scrollIntoView({ behavior: 'smooth', block: 'nearest' });
};

const showTraces = async () => {
  const traces = await fetch('/traces').then((answer) => answer.json());
  if (traces.length > 0) byId('no-traces')?.remove();
  byId('traces').replaceChildren(...traces.slice(0, 50).map((trace) => element('li', {}, element('button', { onclick: () => showTrace(trace.traceId) },
    aged(trace.startedAt), element('span', { class: 'grow' + (trace.failed ? ' failed' : '') }, (trace.failed ? '✗ ' : '') + trace.name),
    element('span', { class: 'quiet number' }, trace.service + (trace.services > 1 ? ' and ' + (trace.services - 1) + ' more' : '') + ', ' + trace.spans + ' spans'),
    element('span', { class: 'number' }, lasted(trace.durationMs))))));
};

const showHealth = async () => {
  const states = await fetch('/health').then((answer) => answer.json()).catch(() => ({}));
  document.querySelectorAll('[data-service]').forEach((cell) => {
    const state = states[cell.dataset.service] ?? 'down';
    cell.className = state;
    cell.textContent = state;
  });
};

const again = async (work, pauseMs) => {
  if (!document.hidden) await work().catch(() => undefined);
  setTimeout(() => again(work, pauseMs), pauseMs);
};
new EventSource('/events').onmessage = ({ data }) => showEvent(JSON.parse(data));
setInterval(renewAges, 1000);
if (byId('traces')) again(showTraces, 2000);
if (byId('services')) again(showHealth, 3000);
`;
