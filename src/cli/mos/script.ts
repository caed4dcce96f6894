/**
 * The script of the rating page, run in the browser: a random order of its own for every rater, one answer for each trial, kept in
 * localStorage after every answer and saved as a file at the end. A text, because it belongs to the page.
 */
export const mosScript = `(() => {
'use strict';
const study = JSON.parse(document.getElementById('data').textContent);
const paired = study.mode === 'paired';
const element = (id) => document.getElementById(id);
const key = 'subpixel mos ' + study.study;

/** Even numbers below n, by the browser's generator for secrets. */
const below = (n) => {
  const most = Math.floor(0x100000000 / n) * n;
  let [value] = crypto.getRandomValues(new Uint32Array(1));
  while (value >= most) [value] = crypto.getRandomValues(new Uint32Array(1));
  return value % n;
};
const shuffled = (items) => {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
};
/** Random, but where it can be avoided no picture twice in a row. */
const spread = (trials) => {
  const rest = shuffled(trials);
  const order = [];
  while (rest.length > 0) {
    const last = order.at(-1);
    const at = rest.findIndex(([picture]) => !last || picture !== last[0]);
    order.push(...rest.splice(Math.max(0, at), 1));
  }
  return order;
};
/** [picture, method] or [picture, first method, second method], as places in the study. */
const makeOrder = () => {
  const trials = [];
  study.pictures.forEach((_, p) => study.methods.forEach((_, m) => {
    if (!paired) trials.push([p, m]);
    else for (let other = 0; other < m; other++) trials.push(below(2) ? [p, m, other] : [p, other, m]);
  }));
  const some = study.trials ? shuffled(trials).slice(0, study.trials) : trials;
  return spread(some);
};

const fresh = () => ({
  rater: Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
  name: '', started: new Date().toISOString(), order: makeOrder(), answers: [],
});
const read = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept && Array.isArray(kept.order) && Array.isArray(kept.answers) ? kept : undefined;
  } catch { return undefined; }
};
const keep = () => {
  try { localStorage.setItem(key, JSON.stringify(state)); } catch { /* A browser that keeps nothing still rates. */ }
};
let state = read() || fresh();
let at = 0;
let shownAt = 0;

const show = (id) => { for (const name of ['intro', 'trial', 'end']) element(name).hidden = name !== id; };
const sourceOf = (trial, side) => study.pictures[trial[0]].sources[trial[side]];
const ready = (image, source) => { image.src = source; return image.decode().catch(() => {}); };

const showTrial = async (index) => {
  at = index;
  show('trial');
  const trial = state.order[index];
  element('progress').value = index;
  element('place').textContent = (index + 1) + ' of ' + state.order.length;
  element('back').disabled = index === 0;
  zoom(false);
  const stage = element('stage');
  stage.classList.remove('shown');
  const given = state.answers[index];
  for (const button of document.querySelectorAll('[data-choice]')) button.setAttribute('aria-pressed', String(given?.choice === button.dataset.choice));
  await Promise.all([ready(element('first'), sourceOf(trial, 1)), ...(paired ? [ready(element('second'), sourceOf(trial, 2))] : [])]);
  if (at !== index) return;
  stage.classList.add('shown');
  fitted();
  shownAt = performance.now();
  const next = state.order[index + 1];
  if (next) for (const side of paired ? [1, 2] : [1]) void ready(new Image(), sourceOf(next, side));
};
/** There is nothing to enlarge where the picture is shown in its size already. */
const fitted = () => {
  const image = element('first');
  element('zoom').hidden = !element('stage').classList.contains('actual') && image.clientWidth >= image.naturalWidth;
};
const zoom = (on) => {
  element('zoom').setAttribute('aria-pressed', String(on));
  element('zoom').textContent = on ? 'Fit' : 'Actual size';
  element('stage').classList.toggle('actual', on);
  for (const figure of figures) figure.scrollTo((figure.scrollWidth - figure.clientWidth) / 2, (figure.scrollHeight - figure.clientHeight) / 2);
};
/** Two pictures move together, so that the same part of both is seen. */
const figures = [...document.querySelectorAll('figure')];
for (const figure of figures) figure.addEventListener('scroll', () => {
  for (const other of figures) if (other !== figure) other.scrollTo(figure.scrollLeft, figure.scrollTop);
});
const finish = () => {
  element('summary').textContent = 'That was the last one: ' + state.answers.length + ' answers.';
  show('end');
  element('save').focus();
};
const goOn = () => {
  const open = state.order.findIndex((_, i) => !state.answers[i]);
  if (open < 0) finish(); else void showTrial(open);
};
const answer = (choice) => {
  if (!element('stage').classList.contains('shown')) return;
  state.answers[at] = { choice, ms: Math.round(performance.now() - shownAt) };
  keep();
  if (at + 1 < state.order.length) void showTrial(at + 1); else goOn();
};
const result = () => ({
  kind: 'subpixel mos', study: study.study, mode: study.mode, rater: state.rater, ...(state.name ? { name: state.name } : {}),
  methods: study.methods, started: state.started, written: new Date().toISOString(),
  answers: state.order.flatMap(([p, m, other], i) => {
    const given = state.answers[i];
    if (!given) return [];
    const picture = study.pictures[p].name;
    return [paired
      ? { picture, a: study.methods[m], b: study.methods[other], better: given.choice, ms: given.ms }
      : { picture, method: study.methods[m], score: Number(given.choice), ms: given.ms }];
  }),
});

element('start').addEventListener('click', () => {
  state.name = element('name').value.trim();
  keep();
  goOn();
});
element('again').addEventListener('click', () => {
  if (!confirm('Forget your answers and start over?')) return;
  state = fresh();
  keep();
  welcome();
});
element('back').addEventListener('click', () => { if (at > 0) void showTrial(at - 1); });
element('last').addEventListener('click', () => void showTrial(state.order.length - 1));
element('zoom').addEventListener('click', () => zoom(!element('stage').classList.contains('actual')));
for (const button of document.querySelectorAll('[data-choice]')) button.addEventListener('click', () => { button.blur(); answer(button.dataset.choice); });
element('save').addEventListener('click', () => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(result(), null, 1) + '\\n'], { type: 'application/json' }));
  link.download = 'answers-' + state.rater + '.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
});
const keys = paired ? { ArrowLeft: 'a', a: 'a', A: 'a', ArrowRight: 'b', b: 'b', B: 'b' } : { 1: '1', 2: '2', 3: '3', 4: '4', 5: '5' };
document.addEventListener('keydown', (event) => {
  if (element('trial').hidden || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (keys[event.key]) { event.preventDefault(); answer(keys[event.key]); }
  else if (event.key === 'Backspace') { event.preventDefault(); element('back').click(); }
  else if ((event.key === 'z' || event.key === 'Z') && !element('zoom').hidden) element('zoom').click();
});

window.addEventListener('resize', fitted);

const welcome = () => {
  const given = state.answers.filter(Boolean).length;
  element('name').value = state.name;
  element('start').textContent = given === 0 ? 'Start' : given < state.order.length ? 'Go on with ' + (given + 1) + ' of ' + state.order.length : 'To your answers';
  element('again').hidden = given === 0;
  show('intro');
};
welcome();
})();
`;
