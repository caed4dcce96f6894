/** The script of the evaluation report, run in the browser after `chartScript`: scatter charts with a name at each dot, and lists of pictures. */
export const fieldScript = `
const { groups, metrics, noReference, crops } = data;
const byId = (id) => document.getElementById(id);
const svgNames = 'http://www.w3.org/2000/svg';
const make = (parent, name, attributes = {}, text) => {
  const element = document.createElementNS(svgNames, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
};
const scoreText = (metric, v) => minus(v.toFixed(metric.unit === 'dB' ? 2 : 4));
const withUnit = ({ title, unit }) => (unit ? title + ', ' + unit : title);

/** Marks for an axis of this range. */
const linearMarks = (low, high, most) => {
  const rough = (high - low) / most;
  const power10 = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power10).find((s) => s >= rough);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) }, (_, i) => +((first + i) * step).toPrecision(12));
};
const logMarks = (low, high, most) => {
  const decades = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) decades.push(e);
  const within = (list) => list.filter((v) => v >= low * 0.999 && v <= high * 1.001);
  const fine = within(decades.flatMap((e) => [1, 2, 5].map((m) => +(m * 10 ** e).toPrecision(3))));
  if (fine.length < 3) return linearMarks(low, high, 4).filter((v) => v > 0);
  const coarse = within(decades.map((e) => 10 ** e));
  return fine.length <= most || coarse.length < 2 ? fine : coarse;
};

/** A range with space around the values. */
const rangeOf = (values, log, least) => {
  const to = log ? Math.log10 : (v) => v;
  const from = log ? (v) => 10 ** v : (v) => v;
  const [low, high] = [Math.min(...values.map(to)), Math.max(...values.map(to))];
  const space = Math.max((high - low) * 0.12, least / 2);
  return [from(low - space), from(high + space)];
};

/** Draws points { x, y, label, more, kind } with their labels where there is room; 'diagonal' draws the line of equal values. */
const scatter = (element, { points, x, y, diagonal, words }) => {
  element.replaceChildren();
  const known = points.filter((p) => p.x != null && p.y != null && (!x.log || p.x > 0));
  if (known.length === 0) {
    element.textContent = x.none;
    element.classList.add('empty');
    return;
  }
  element.classList.remove('empty');
  const width = Math.max(260, element.clientWidth);
  const height = width < 420 ? 300 : 360;
  const [left, right, top, bottom] = [58, 14, 10, 46];
  let xs = rangeOf(known.map((p) => p.x), x.log, x.log ? 0.5 : x.least);
  let ys = rangeOf(known.map((p) => p.y), false, y.least);
  if (diagonal) xs = ys = [Math.min(xs[0], ys[0]), Math.max(xs[1], ys[1])];
  const along = (v, [low, high], log) => (log ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low));
  const px = (v) => left + along(v, xs, x.log) * (width - left - right);
  const py = (v) => height - bottom - along(v, ys, false) * (height - top - bottom);
  const svg = make(element, 'svg', { width, height, viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': words });
  const marks = x.log ? logMarks(...xs, width < 420 ? 5 : 8) : linearMarks(...xs, width < 420 ? 4 : 7);
  for (const v of marks) {
    make(svg, 'line', { class: 'grid', x1: px(v), x2: px(v), y1: top, y2: height - bottom });
    make(svg, 'text', { class: 'mark-text', x: px(v), y: height - bottom + 18, 'text-anchor': 'middle' }, x.show(v));
  }
  const digits = (list) => Math.max(0, ...list.map((v) => (String(v).split('.')[1] ?? '').length));
  const rows = linearMarks(...ys, 6);
  for (const v of rows) {
    make(svg, 'line', { class: 'grid', x1: left, x2: width - right, y1: py(v), y2: py(v) });
    make(svg, 'text', { class: 'mark-text', x: left - 8, y: py(v) + 4, 'text-anchor': 'end' }, minus(v.toFixed(digits(rows))));
  }
  make(svg, 'text', { class: 'axis-text', x: (left + width - right) / 2, y: height - 6, 'text-anchor': 'middle' }, x.label);
  make(svg, 'text', { class: 'axis-text', x: 0, y: 0, 'text-anchor': 'middle', transform: 'translate(13 ' + (top + height - bottom) / 2 + ') rotate(-90)' }, y.label);
  if (diagonal) make(svg, 'line', { class: 'equal', x1: px(xs[0]), y1: py(xs[0]), x2: px(xs[1]), y2: py(xs[1]) });
  const taken = known.map((p) => ({ x: px(p.x) - 5, y: py(p.y) - 5, w: 10, h: 10 }));
  const overlap = (a) => taken.reduce((sum, b) => sum + Math.max(0, Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x)) * Math.max(0, Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y)), 0);
  for (const p of known) {
    const dot = make(svg, 'circle', { class: 'dot ' + p.kind, cx: px(p.x), cy: py(p.y), r: p.kind === 'other' ? 3.5 : p.label ? 5 : 4 });
    make(dot, 'title', {}, p.more);
    if (!p.label) continue;
    const w = p.label.length * 7 + 2;
    const places = [[9, -8], [-w - 9, -8], [-w / 2, -24], [-w / 2, 8], [9, -22], [9, 6], [-w - 9, -22], [-w - 9, 6], [9, -36], [9, 20]].map(([dx, dy]) => ({ x: px(p.x) + dx, y: py(p.y) + dy, w, h: 15 }));
    const inside = places.filter((a) => a.x >= left && a.x + w <= width && a.y >= 0 && a.y + 15 <= height - bottom);
    const [place] = (inside.length ? inside : places).map((a) => ({ ...a, cost: overlap(a) })).sort((a, b) => a.cost - b.cost);
    // Of published networks those are named for which there is room.
    if (p.kind === 'other' && place.cost > 30) continue;
    taken.push(place);
    make(svg, 'text', { class: 'name', x: place.x, y: place.y + 12 }, p.label);
  }
};

const group = () => groups[+byId('group').value];
const metricIndex = () => +byId('metric').value;

const drawMeans = () => {
  const { means, set, scale } = group();
  const at = metricIndex();
  const metric = metrics[at];
  const y = { label: withUnit(metric) + (metric.better === 'lower' ? ' (lower is better)' : ''), least: metric.unit === 'dB' ? 0.4 : 0.01 };
  const scoresOf = (o) => metrics.map((k, i) => (o.scores[i] == null ? '' : k.title + ' ' + scoreText(k, o.scores[i]))).filter(Boolean).join(', ');
  const more = (m) => m.label + ': ' + scoresOf(m);
  const points = (x) => means.map((m) => ({ x: x(m), y: m.scores[at], label: m.label, more: more(m), kind: m.classical ? 'classical' : 'network' }));
  const giga = (v) => minus(+(v / 1e9).toPrecision(3) + '');
  const others = group().others.map((o) => ({ x: o.multiplyAdds, y: o.scores[at], label: o.label, kind: 'other', more: o.label + ', published: ' + scoresOf(o) }));
  scatter(byId('cost'), { points: [...points((m) => m.multiplyAdds), ...others], y, x: { label: 'multiply-adds, G', log: true, show: giga, none: 'None of these methods is a network that can be counted.' }, words: metric.title + ' against multiply-adds on ' + set + ' ×' + scale });
  scatter(byId('time'), { points: points((m) => m.milliseconds), y, x: { label: 'time per picture, ms', log: true, show: (v) => String(+v.toPrecision(3)), none: 'No times are known.' }, words: metric.title + ' against time on ' + set + ' ×' + scale });
  if (byId('plane')) {
    const other = metrics.findIndex((m) => m.name === (noReference.includes(metric.name) ? metric.name : noReference[0]));
    const base = noReference.includes(metric.name) ? 0 : at;
    const reference = metrics[base];
    const no = metrics[other];
    scatter(byId('plane'), {
      points: means.map((m) => ({ x: m.scores[base], y: m.scores[other], label: m.label, more: more(m), kind: m.classical ? 'classical' : 'network' })),
      x: { label: withUnit(reference), least: reference.unit === 'dB' ? 0.4 : 0.01, show: (v) => String(v), none: 'These files have no ' + no.title + ' here.' },
      y: { label: no.title + (no.better === 'lower' ? ' (lower is better)' : ' (higher is better)'), least: 0.1 },
      words: no.title + ' against ' + reference.title + ' on ' + set + ' ×' + scale,
    });
  }
};

const drawPictures = () => {
  if (!byId('pair')) return;
  const { pictures, set, scale } = group();
  const at = metricIndex();
  const metric = metrics[at];
  const [first, second] = ['first', 'second'].map((id) => byId(id).value);
  const both = pictures.flatMap(({ name, scores }) => {
    const [a, b] = [scores[first]?.[at], scores[second]?.[at]];
    return a == null || b == null ? [] : [{ name, a, b, gain: (a - b) * (metric.better === 'lower' ? -1 : 1) }];
  });
  const show = (v) => scoreText(metric, v);
  scatter(byId('pair'), {
    points: both.map(({ name, a, b, gain }) => ({ x: b, y: a, more: name + ': ' + show(a) + ' against ' + show(b), kind: gain < 0 ? 'worse' : 'network' })),
    x: { label: second + ': ' + withUnit(metric), least: metric.unit === 'dB' ? 0.4 : 0.01, show: (v) => String(v), none: 'No picture was measured with both.' },
    y: { label: first + ': ' + withUnit(metric), least: metric.unit === 'dB' ? 0.4 : 0.01 },
    diagonal: true,
    words: first + ' against ' + second + ' on every picture of ' + set + ' ×' + scale,
  });
  list(both.sort((a, b) => b.gain - a.gain), first, second, show);
};

/** The ten pictures that gain the most and the ten that gain the least; all where there are no more than twenty. */
const list = (sorted, first, second, show) => {
  const most = 10;
  const shown = sorted.length <= 2 * most ? sorted : [...sorted.slice(0, most), null, ...sorted.slice(-most)];
  byId('order').textContent = 'By how much ' + first + ' is better than ' + second + (sorted.length > 2 * most ? ': the ten most and the ten least of ' + sorted.length + '.' : ', all ' + sorted.length + '.');
  const at = byId('group').value;
  const cropOf = (name, method) => crops[JSON.stringify([+at, name, method])];
  const table = byId('extremes');
  table.replaceChildren();
  const row = (parent, cells, header) => {
    const line = document.createElement('tr');
    cells.forEach((cell, i) => {
      const box = document.createElement(header || i === 0 ? 'th' : 'td');
      if (header || i === 0) box.scope = header ? 'col' : 'row';
      if (i === 0) box.className = 'left';
      box.append(cell);
      line.append(box);
    });
    parent.append(line);
  };
  const head = table.createTHead();
  row(head, ['picture', first, second, 'difference'], true);
  const body = table.createTBody();
  const wide = (kind) => {
    const cell = body.insertRow().insertCell();
    cell.colSpan = 4;
    cell.className = kind;
    return cell;
  };
  for (const one of shown) {
    if (!one) {
      wide('gap').textContent = '\\u22ee';
      continue;
    }
    const difference = document.createElement('span');
    difference.className = one.gain < 0 ? 'below' : 'above';
    difference.textContent = (one.a - one.b < 0 ? '' : '+') + show(one.a - one.b);
    row(body, [one.name, show(one.a), show(one.b), difference]);
    const parts = ['HR', first, second].filter((method) => cropOf(one.name, method));
    if (parts.length === 0) continue;
    const cell = wide('parts');
    for (const method of parts) {
      const figure = document.createElement('figure');
      const image = new Image();
      image.src = 'data:image/png;base64,' + cropOf(one.name, method);
      image.alt = one.name + ', ' + method;
      const caption = document.createElement('figcaption');
      caption.textContent = method;
      figure.append(image, caption);
      cell.append(figure);
    }
  }
};

/** The best network against bicubic, or what is nearest to that; a choice that goes with the new set is kept. */
const fillMethods = () => {
  if (!byId('pair')) return;
  const { means } = group();
  const labels = means.map((m) => m.label);
  const defaults = [means.find((m) => !m.classical)?.label ?? labels[0], labels.includes('bicubic') ? 'bicubic' : labels.at(-1)];
  ['first', 'second'].forEach((id, i) => {
    const select = byId(id);
    const kept = labels.includes(select.value) ? select.value : defaults[i];
    select.replaceChildren(...labels.map((label) => new Option(label, label, false, label === kept)));
  });
};

const draw = () => { drawMeans(); drawPictures(); };
byId('group').addEventListener('change', () => { fillMethods(); draw(); });
byId('metric').addEventListener('change', draw);
fillMethods();
for (const id of ['first', 'second']) byId(id)?.addEventListener('change', drawPictures);
let drawnWidth = 0;
new ResizeObserver(() => {
  const { clientWidth } = byId('cost');
  if (clientWidth !== drawnWidth) draw();
  drawnWidth = clientWidth;
}).observe(byId('cost'));
`;
