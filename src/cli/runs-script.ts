/** The script of the page that compares runs, run in the browser after `chartScript`: the curves of all runs, each in a colour of its own. */
export const runsScript = `
/** Hues far apart from one run to the next; light or dark as the page is. */
const hueOf = (i) => (215 + i * 137.508) % 360;
const dark = matchMedia('(prefers-color-scheme: dark)');
const runColor = (i) => 'hsl(' + hueOf(i) + (dark.matches ? ' 75% 68%)' : ' 70% 38%)');

/** One list of steps for all runs; a run has no value where it has no row. */
const overlaid = (value) => {
  const maps = data.runs.map(({ rows }) => new Map(rows.filter((r) => value(r) != null).map((r) => [r.step, value(r)])));
  const at = [...new Set(maps.flatMap((m) => [...m.keys()]))].sort((a, b) => a - b);
  return [at, ...maps.map((m) => at.map((step) => m.get(step) ?? null))];
};
const series = (scale, format, count) => [
  stepSeries,
  ...data.runs.map(({ name }, i) => ({
    label: name, scale, stroke: runColor(i), width: 2, spanGaps: true, value: orNone(format),
    points: { show: count <= 60, size: 5, stroke: runColor(i), fill: runColor(i) },
  })),
];

const psnrChart = () => {
  const values = overlaid((r) => r.psnr);
  return {
    data: values,
    scales: { x: { time: false }, psnr: { range: roomy(0.1) } },
    axes: [stepAxis(), axis({ scale: 'psnr', label: 'PSNR, dB', size: 56, values: (_, marks) => marks.map(decibels) })],
    series: series('psnr', (v) => decibels(v) + ' dB', values[0].length),
  };
};

const lossChart = () => {
  const values = overlaid((r) => (r.loss > 0 ? r.loss : null));
  return {
    data: values,
    scales: { x: { time: false }, loss: { distr: 3 } },
    axes: [stepAxis(), axis({ scale: 'loss', label: 'loss, log scale', size: 56, values: (_, marks) => marks.map((v) => power(v, 1)) })],
    series: series('loss', small, Infinity),
  };
};

const mark = () => { for (const element of document.querySelectorAll('.mark')) element.style.background = runColor(+element.dataset.run); };
mark();
dark.addEventListener('change', mark);
show(document.getElementById('psnr-chart'), psnrChart);
show(document.getElementById('loss-chart'), lossChart);
`;
