/** The script of the page of `subpixel compare`, run in the browser: two pictures on a stage and all of them around the same point. */
export const compareScript = `
const byId = (id) => document.getElementById(id);
const stage = byId('stage');
const images = [...document.querySelectorAll('.frame img')];
const state = { mode: 'line', left: data.left, right: data.right, line: 0.5, gain: 4, zoom: 1, x: 0, y: 0, shown: 'pictures' };
let width = 0;
let height = 0;
let views = [];

/** Differences of two pictures, made when they are first looked at. */
const differences = new Map();
const samples = new Map();
const samplesOf = (i) => {
  if (!samples.has(i)) {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(images[i], 0, 0);
    samples.set(i, context.getImageData(0, 0, width, height).data);
  }
  return samples.get(i);
};
const difference = (i, j) => {
  const key = Math.min(i, j) + ' ' + Math.max(i, j) + ' ' + state.gain;
  const known = differences.get(key);
  if (known) return known;
  const [a, b] = [samplesOf(i), samplesOf(j)];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  const made = context.createImageData(width, height);
  for (let k = 0; k < a.length; k++) made.data[k] = k % 4 === 3 ? 255 : Math.abs(a[k] - b[k]) * state.gain;
  context.putImageData(made, 0, 0);
  if (differences.size > 24) differences.delete(differences.keys().next().value);
  differences.set(key, canvas);
  return canvas;
};

/** Draws a picture around the common point into a part of the canvas, in its own pixels. */
const paint = (context, source, part) => {
  const k = state.zoom * devicePixelRatio;
  context.save();
  context.beginPath();
  context.rect(part.left, part.top, part.width, part.height);
  context.clip();
  context.imageSmoothingEnabled = k < 1;
  context.imageSmoothingQuality = 'high';
  const x = Math.round(part.left + part.middleX - state.x * k);
  const y = Math.round(part.top + part.middleY - state.y * k);
  context.drawImage(source, x, y, Math.round(width * k), Math.round(height * k));
  context.restore();
};
const sized = (canvas) => {
  const [w, h] = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.round(side * devicePixelRatio));
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext('2d');
  context.clearRect(0, 0, w, h);
  return { context, w, h };
};
const wholeOf = (w, h) => ({ left: 0, top: 0, width: w, height: h, middleX: w / 2, middleY: h / 2 });
const stacked = () => stage.clientWidth < 560;

const drawStage = () => {
  const { context, w, h } = sized(byId('main'));
  const whole = wholeOf(w, h);
  const [left, right] = [images[state.left], images[state.right]];
  if (state.mode === 'difference') return paint(context, difference(state.left, state.right), whole);
  context.fillStyle = '#ffffff';
  if (state.mode === 'sides' && stacked()) {
    const half = (top) => ({ ...wholeOf(w, h / 2), top });
    paint(context, left, half(0));
    paint(context, right, half(h / 2));
    context.fillRect(0, h / 2 - 1, w, 2);
  } else if (state.mode === 'sides') {
    const half = (from) => ({ ...wholeOf(w / 2, h), left: from });
    paint(context, left, half(0));
    paint(context, right, half(w / 2));
    context.fillRect(w / 2 - 1, 0, 2, h);
  } else {
    const at = Math.round(w * state.line);
    paint(context, left, { ...whole, width: at });
    paint(context, right, { ...whole, left: at, width: w - at, middleX: w / 2 - at });
    context.fillRect(at - 1, 0, 2, h);
  }
};
const reference = () => (data.original === null ? state.left : data.original);
const drawView = ({ canvas, index }) => {
  const { context, w, h } = sized(canvas);
  paint(context, state.shown === 'pictures' ? images[index] : difference(index, reference()), wholeOf(w, h));
};

const words = () => {
  const lineMode = state.mode === 'line';
  byId('left').value = state.left;
  byId('right').value = state.right;
  byId('line').value = state.line * 1000;
  byId('line-control').hidden = !lineMode;
  byId('gain-control').hidden = state.mode !== 'difference' && state.shown === 'pictures';
  byId('grip').hidden = !lineMode;
  byId('grip').style.left = state.line * 100 + '%';
  for (const radio of document.querySelectorAll('input[name=mode]')) radio.checked = radio.value === state.mode;
  const both = data.labels[state.left] + ' \\u2212 ' + data.labels[state.right];
  byId('left-tag').textContent = state.mode === 'difference' ? '|' + both + '| \\u00d7' + state.gain : data.labels[state.left];
  byId('right-tag').textContent = data.labels[state.right];
  byId('right-tag').hidden = state.mode === 'difference';
  byId('right-tag').classList.toggle('low', state.mode === 'sides' && stacked());
  byId('percent').textContent = Math.round(state.zoom * 100) + ' %';
  byId('against').textContent = state.shown === 'pictures' ? '' : 'From ' + data.labels[reference()] + ', \\u00d7' + state.gain + '. Black is no difference.';
  for (const { sides, index } of views) {
    sides.left.setAttribute('aria-pressed', index === state.left);
    sides.right.setAttribute('aria-pressed', index === state.right);
  }
};

let waiting = false;
const draw = () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    words();
    drawStage();
    for (const view of views) drawView(view);
  });
};
const change = (changes) => {
  Object.assign(state, changes);
  state.line = Math.min(1, Math.max(0, state.line));
  state.x = Math.min(width, Math.max(0, state.x));
  state.y = Math.min(height, Math.max(0, state.y));
  draw();
};

const wholeZoom = () => Math.min(stage.clientWidth / width, stage.clientHeight / height);
const showWhole = () => change({ zoom: wholeZoom(), x: width / 2, y: height / 2 });
const showDetail = () => {
  const { x, y, width: w, height: h } = data.start;
  const fits = Math.min(stage.clientWidth / w, stage.clientHeight / h);
  const zoom = fits < 1 ? fits : Math.floor(fits);
  // Beside the edge of the picture no room is left that could show more of it.
  const within = (middle, half, all) => (2 * half > all ? all / 2 : Math.min(Math.max(middle, half), all - half));
  change({
    zoom,
    x: within(x + w / 2, stage.clientWidth / 2 / zoom, width), y: within(y + h / 2, stage.clientHeight / 2 / zoom, height),
  });
};
/** Enlarges around a point of the stage, in CSS pixels from its middle. */
const zoomBy = (factor, fromX = 0, fromY = 0) => {
  const zoom = Math.min(64, Math.max(Math.min(1, wholeZoom()) / 2, state.zoom * factor));
  const shift = 1 / state.zoom - 1 / zoom;
  change({ zoom, x: state.x + fromX * shift, y: state.y + fromY * shift });
};
const exchange = () => change({ left: state.right, right: state.left });

/** Moving and pinching with one pointer or two. */
const follow = (element, { grabs = () => false, onGrab } = {}) => {
  const pointers = new Map();
  let grabbed = false;
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    if (pointers.size === 0) grabbed = grabs(event);
    pointers.set(event.pointerId, event);
    element.classList.add('moving');
  });
  element.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    if (grabbed) onGrab(event);
    else if (pointers.size === 1) {
      change({ x: state.x - (event.clientX - before.clientX) / state.zoom, y: state.y - (event.clientY - before.clientY) / state.zoom });
    } else {
      const other = [...pointers.entries()].find(([id]) => id !== event.pointerId)[1];
      const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      const box = element.getBoundingClientRect();
      const middle = (a, b, from, side) => (a + b) / 2 - from - side / 2;
      zoomBy(
        apart(event) / Math.max(1, apart(before)),
        middle(event.clientX, other.clientX, box.left, box.width), middle(event.clientY, other.clientY, box.top, box.height),
      );
    }
    pointers.set(event.pointerId, event);
  });
  const end = (event) => {
    pointers.delete(event.pointerId);
    if (pointers.size === 0) element.classList.remove('moving');
  };
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
  element.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && document.activeElement !== stage) return;
    event.preventDefault();
    const box = element.getBoundingClientRect();
    zoomBy(2 ** (-event.deltaY / 300), event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2);
  }, { passive: false });
  element.addEventListener('dragstart', (event) => event.preventDefault());
};

const atLine = (event) => {
  const box = stage.getBoundingClientRect();
  return state.mode === 'line' && Math.abs(event.clientX - box.left - state.line * box.width) < 20;
};
const moveLine = (event) => {
  const box = stage.getBoundingClientRect();
  change({ line: (event.clientX - box.left) / box.width });
};

const keys = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = 60 / state.zoom;
  const digit = /^Digit([1-9])$/.exec(event.code);
  const picture = digit ? digit[1] - 1 : -1;
  const modes = ['line', 'sides', 'difference'];
  const acts = {
    ArrowLeft: () => change({ x: state.x - step }), ArrowRight: () => change({ x: state.x + step }),
    ArrowUp: () => change({ y: state.y - step }), ArrowDown: () => change({ y: state.y + step }),
    '+': () => zoomBy(Math.SQRT2), '=': () => zoomBy(Math.SQRT2), '-': () => zoomBy(Math.SQRT1_2), '0': showWhole,
    ',': () => change({ line: state.line - 0.02 }), '.': () => change({ line: state.line + 0.02 }),
    x: exchange, d: () => change({ mode: modes[(modes.indexOf(state.mode) + 1) % 3] }),
  };
  const act = picture >= 0 && picture < images.length ? () => change(event.shiftKey ? { left: picture } : { right: picture }) : acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
};

const start = () => {
  width = images[0].naturalWidth;
  height = images[0].naturalHeight;
  byId('viewer').hidden = false;
  document.body.classList.add('live');
  views = images.map((image, index) => {
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', data.labels[index]);
    image.parentElement.append(canvas);
    follow(canvas);
    const sides = Object.fromEntries(['left', 'right'].map((side) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = side === 'left' ? 'Left' : 'Right';
      button.setAttribute('aria-label', button.textContent + ': ' + data.labels[index]);
      button.addEventListener('click', () => change({ [side]: index }));
      image.closest('figure').querySelector('.sides').append(button);
      return [side, button];
    }));
    return { canvas, index, sides };
  });
  follow(stage, { grabs: atLine, onGrab: moveLine });
  stage.addEventListener('pointermove', (event) => stage.classList.toggle('at-line', atLine(event)));
  stage.addEventListener('keydown', keys);
  for (const side of ['left', 'right']) byId(side).addEventListener('change', (event) => change({ [side]: +event.target.value }));
  for (const radio of document.querySelectorAll('.segments input')) radio.addEventListener('change', () => change({ [radio.name]: radio.value }));
  byId('gain').addEventListener('change', (event) => change({ gain: +event.target.value }));
  byId('line').addEventListener('input', (event) => change({ line: event.target.value / 1000 }));
  byId('exchange').addEventListener('click', exchange);
  byId('in').addEventListener('click', () => zoomBy(Math.SQRT2));
  byId('out').addEventListener('click', () => zoomBy(Math.SQRT1_2));
  byId('whole').addEventListener('click', showWhole);
  byId('detail').addEventListener('click', showDetail);
  new ResizeObserver(draw).observe(stage);
  showDetail();
};
Promise.all(images.map((image) => image.decode())).then(start);
`;
