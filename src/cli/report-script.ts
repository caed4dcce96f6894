/** The script of the training report, run in the browser after `chartScript`: its charts, its age, and a new look at it while it is written. */
export const reportScript = `
const { rows, bicubicPsnr, training, written } = data;
const column = (of, name) => of.map((r) => r[name] ?? null);
const x = { time: false };

const lossChart = () => ({
  data: [column(rows, 'step'), rows.map((r) => (r.loss > 0 ? r.loss : null)), column(rows, 'learningRate')],
  scales: { x, loss: { distr: 3 }, rate: { range: (_, low, high) => [0, high > 0 ? high * 1.05 : 1] } },
  axes: [
    stepAxis(),
    axis({ scale: 'loss', label: 'loss, log scale', size: 56, values: (_, marks) => marks.map((v) => power(v, 1)) }),
    axis({ scale: 'rate', side: 1, label: 'learning rate', size: 56, grid: { show: false }, values: (_, marks) => marks.map((v) => power(v, 2)) }),
  ],
  series: [
    stepSeries,
    line('loss', 'loss', 'first', small),
    line('learning rate', 'rate', 'second', small, { dash: [6, 4], width: 1.5 }),
  ],
});

const scoreChart = () => {
  const measured = rows.filter((r) => r.psnr != null);
  const withSsim = measured.some((r) => r.ssim != null);
  const ssim = (v) => v.toFixed(3);
  return {
    data: [column(measured, 'step'), column(measured, 'psnr'), measured.map(() => bicubicPsnr), ...(withSsim ? [column(measured, 'ssim')] : [])],
    scales: { x, psnr: { range: roomy(0.1) }, ssim: { range: roomy(0.002) } },
    axes: [
      stepAxis(),
      axis({ scale: 'psnr', label: 'PSNR, dB', size: 56, values: (_, marks) => marks.map(decibels) }),
      ...(withSsim ? [axis({ scale: 'ssim', side: 1, label: 'SSIM', size: 56, grid: { show: false }, values: (_, marks) => marks.map(ssim) })] : []),
    ],
    series: [
      stepSeries,
      line('PSNR', 'psnr', 'first', (v) => decibels(v) + ' dB', dots(measured.length, 'first')),
      line('bicubic', 'psnr', 'base', (v) => decibels(v) + ' dB', { dash: [6, 4], width: 1.5 }),
      ...(withSsim ? [line('SSIM', 'ssim', 'second', (v) => v.toFixed(4), { width: 1.5, dash: [2, 3] })] : []),
    ],
  };
};

const gradientChart = () => ({
  data: [column(rows, 'step'), rows.map((r) => (r.gradientNorm > 0 ? r.gradientNorm : null))],
  scales: { x, norm: { distr: 3 } },
  axes: [stepAxis(), axis({ scale: 'norm', label: 'gradient norm, log scale', size: 56, values: (_, marks) => marks.map((v) => power(v, 1)) })],
  series: [stepSeries, line('gradient norm', 'norm', 'first', small)],
});

for (const [id, chart] of [['loss-chart', lossChart], ['score-chart', scoreChart], ['gradient-chart', gradientChart]]) {
  const element = document.getElementById(id);
  if (element) show(element, chart);
}

/** The page is written anew at every validation: looks again when it is seen, and says how old it is. */
if (training) {
  const reloadMs = 15000;
  const age = document.getElementById('age');
  const words = (s) => (s < 90 ? Math.max(0, Math.round(s)) + ' s' : s < 5400 ? Math.round(s / 60) + ' min' : s < 129600 ? Math.round(s / 3600) + ' h' : Math.round(s / 86400) + ' days');
  const tell = () => { age.textContent = 'written ' + words((Date.now() - written) / 1000) + ' ago'; };
  tell();
  setInterval(tell, 1000);
  setInterval(() => { if (document.visibilityState === 'visible') location.reload(); }, reloadMs);
  const key = 'open:' + location.pathname;
  const folds = [...document.querySelectorAll('details')];
  try {
    const open = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    folds.forEach((fold, i) => { fold.open = open.includes(i) || fold.open; });
    const keep = () => sessionStorage.setItem(key, JSON.stringify(folds.flatMap((fold, i) => (fold.open ? [i] : []))));
    for (const fold of folds) fold.addEventListener('toggle', keep);
  } catch {}
}
`;
