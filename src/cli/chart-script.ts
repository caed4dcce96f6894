/**
 * What the scripts of our pages share, run in the browser after uPlot's: numbers in words, axes and lines in the page's colours, and
 * `show(element, describe)`, which draws a chart and draws it again when the colours change. A text, because it belongs to the page.
 */
export const chartScript = `
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const minus = (text) => text.replace('-', '\\u2212');
const whole = (v) => Math.round(v).toLocaleString('en-US');
const steps = (v) => (v >= 1e6 ? +(v / 1e6).toPrecision(3) + ' M' : v >= 1e4 ? +(v / 1e3).toPrecision(4) + ' k' : whole(v));
const raised = (n) => minus(String(n)).replace(/[\\d\\u2212]/g, (c) => '\\u2070\\u00b9\\u00b2\\u00b3\\u2074\\u2075\\u2076\\u2077\\u2078\\u2079\\u207b'['0123456789\\u2212'.indexOf(c)]);
const power = (v, digits) => {
  if (v == null) return '';
  if (v === 0 || (v >= 1 && v < 1e5)) return String(+v.toPrecision(digits));
  const [mantissa, exponent] = v.toExponential(digits - 1).split('e');
  return (+mantissa === 1 ? '' : +mantissa + '\\u00b7') + '10' + raised(+exponent);
};
const small = (v) => (v >= 0.001 && v < 1e5 ? String(+v.toPrecision(3)) : power(v, 3));
const orNone = (show) => (_, v) => (v == null ? '\\u2013' : show(v));
const font = (size) => size + 'px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif';
const axis = (more) => ({
  stroke: color('quiet'), font: font(12), labelFont: font(13), labelSize: 22, labelGap: 2, gap: 6,
  grid: { stroke: color('grid'), width: 1 }, ticks: { show: false }, ...more,
});
const stepAxis = () => axis({ label: 'step', size: 30, space: 60, values: (_, marks) => marks.map(steps) });
const line = (label, scale, stroke, show, more) => ({
  label, scale, stroke: color(stroke), width: 2, value: orNone(show), points: { show: false }, ...more,
});
const dots = (count, stroke) => ({ points: { show: count <= 60, size: 6, fill: color(stroke), stroke: color(stroke) } });
const stepSeries = { label: 'step', value: orNone(whole) };
const decibels = (v) => v.toFixed(2);
/** A range with a tenth of its height, but at least half of 'least', free above and below. */
const roomy = (least) => (_, low, high) => {
  if (low == null) return [0, 1];
  const space = Math.max(least / 2, (high - low) * 0.1);
  return [low - space, high + space];
};

/** Draws into the element; the arrow keys, Home and End move the cursor. */
const show = (element, describe) => {
  let chart;
  const size = () => ({ width: element.clientWidth, height: matchMedia('(max-width: 560px)').matches ? 260 : 310 });
  const last = () => chart.data[0].length - 1;
  const draw = () => {
    if (chart) chart.destroy();
    const { data, ...options } = describe();
    const idle = (u) => { if (u.cursor.idx == null && u.data[0].length) u.setLegend({ idx: u.data[0].length - 1 }, false); };
    chart = new uPlot(
      { ...size(), ...options, cursor: { y: false, drag: { x: true, y: false } }, legend: { markers: { width: 2 } }, hooks: { setCursor: [idle], ready: [idle] } },
      data, element,
    );
  };
  draw();
  new ResizeObserver(() => chart.setSize(size())).observe(element);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  element.addEventListener('keydown', (event) => {
    const at = chart.cursor.idx ?? last() + 1;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last() }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(last(), to));
    chart.setCursor({ left: chart.valToPos(chart.data[0][index], 'x'), top: 10 });
  });
};
`;
