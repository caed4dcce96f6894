import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { renderReport, type TrainingReport } from './report.ts';

const hostile = `"><script>alert('x')</script><img src=http://evil.test/a.png onerror=alert(1)>.png`;
const png = await sharp({ create: { width: 5, height: 3, channels: 3, background: 'red' } })
  .png()
  .toBuffer();
const row = (step: number, loss: number, psnr?: number) => ({
  step,
  loss,
  psnr,
  learningRate: 1e-3 / step,
  patchesPerSecond: 900,
  seconds: step / 50,
});
const report: TrainingReport = {
  title: 'espcn_x3',
  model: 'espcn',
  state: 'finished',
  written: 1_700_000_000_000,
  scale: [3],
  steps: 4000,
  crops: { columns: ['bicubic', 'step 100', 'HR'], pictures: [{ name: hostile, pngs: [png, undefined, png] }] },
  parameters: 22_729,
  batchSize: 16,
  folders: [
    { folder: 'T91', count: 87 },
    { folder: hostile, count: 1 },
  ],
  validationPictures: 4,
  protocol: 'paper-y ×3',
  bicubicPsnr: 30.405,
  machine: { cpu: 'A <fast> one', cores: 2, engine: 'onnxruntime-node 1.30.0' },
  rows: Array.from({ length: 40 }, (_, i) => row((i + 1) * 100, 0.05 / (i + 1), i % 10 === 9 ? 30 + i / 20 : undefined)),
  comparisons: [
    {
      name: hostile,
      panels: [
        { label: 'bicubic', png, scores: { psnr: 30.1, ssim: 0.86 } },
        { label: 'HR', png },
      ],
    },
  ],
  config: `model: espcn\nlicense: ${hostile}\n`,
};
const html = renderReport(report);
const attributes = (name: string) => [...html.matchAll(new RegExp(`<[^>]*\\s${name}="([^"]*)"`, 'g'))].map((m) => m[1]!);
const contents = (tag: string) => [...html.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map((m) => m[1]!);

describe('renderReport', () => {
  test('asks for nothing from outside', () => {
    const known = html.replaceAll('http://evil.test/a.png', '');
    expect(known).not.toMatch(/https?:|\/\/[\w-]+\.\w+\/|@import|url\(/i);
    expect(html).not.toMatch(/<(link|iframe|object|embed|base|form)\b/i);
    for (const source of attributes('src')) expect(source).toMatch(/^data:image\/png;base64,/);
    expect(attributes('href')).toEqual([]);
  });

  test('its policy allows its own script and style only', () => {
    const [policy] = attributes('content');
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const [, script] = contents('script');
    const [style] = contents('style');
    expect(policy).toBe(
      `default-src 'none'; img-src data:; style-src ${hash(style!)}; script-src ${hash(script!)}; base-uri 'none'; form-action 'none'`,
    );
    expect(attributes('style')).toEqual([]);
    expect(html.match(/ on\w+="/)).toBeNull();
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<style>'));
  });

  test('holds every row of the log, and a table of the last', () => {
    expect(JSON.parse(contents('script')[0]!)).toEqual({
      rows: JSON.parse(JSON.stringify(report.rows)),
      bicubicPsnr: 30.405,
      training: false,
      written: report.written,
    });
    expect(html.match(/<tr><td>[\d,]/g)).toHaveLength(12);
    expect(html).toContain('<tr><td>4,000</td><td>0.001250</td><td>31.950</td>');
  });

  test('writes names as text', () => {
    expect(contents('script')).toHaveLength(2);
    expect(html).not.toContain('<img src=http');
    expect(html).toContain('&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62;');
    expect(html).toContain('A &#60;fast&#62; one, 2 cores');
    expect(attributes('alt')).toHaveLength(4);
  });

  test('tells the best score, its step and the gain', () => {
    const text = html
      .replaceAll('&#8239;', ' ')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(text).toContain('Best PSNR 31.95 dB at step 4,000');
    expect(text).toContain('Gain +1.54 dB');
    expect(text).toContain('Time 1 min 20 s');
  });

  test('pictures have their size, so that the page does not jump', () => {
    expect([attributes('width'), attributes('height')].map((sizes) => sizes.filter((size) => /^\d+$/.test(size)))).toEqual([
      ['5', '5', '5', '5'],
      ['3', '3', '3', '3'],
    ]);
  });

  test('a run without validation', () => {
    const bare = renderReport({ ...report, rows: [row(100, 0.5)], comparisons: [], crops: { columns: [], pictures: [] } });
    expect(bare).toContain('not measured');
    expect(bare).not.toContain('Comparison');
    expect(bare).not.toContain('Validation over time');
  });

  test('a run that goes on says so and how far it is; a finished one does not', () => {
    const running = renderReport({ ...report, state: 'training', steps: 9000 });
    expect(running).toContain('Training now, <span id="age">');
    expect(running).toContain('4,000 of 9,000 steps');
    expect(running).toContain('"training":true');
    expect(html).not.toContain('id="age"');
  });

  test('the gradient has a chart, and a column in the table, when the log has its norm', () => {
    const withNorm = renderReport({ ...report, rows: report.rows.map((r) => ({ ...r, gradientNorm: 0.125 })) });
    expect(withNorm).toContain('<div class="chart" id="gradient-chart"');
    expect(withNorm).toContain('<th scope="col">gradient norm</th>');
    expect(html).not.toContain('<div class="chart" id="gradient-chart"');
  });

  test('a long log is thinned for the charts, but every validation stays', () => {
    const rows = Array.from({ length: 9001 }, (_, i) => row(i + 1, 0.5, i % 100 === 50 ? 30 : undefined));
    const thin = renderReport({ ...report, rows });
    const drawn = JSON.parse(/id="data">(.*?)<\/script>/.exec(thin)![1]!).rows as { step: number; psnr?: number }[];
    expect(drawn.length).toBeLessThan(4200);
    expect(drawn.filter((r) => r.psnr !== undefined)).toHaveLength(90);
    expect(drawn.at(-1)!.step).toBe(9001);
  });

  test('the script is whole JavaScript', () => {
    expect(() => new Function(contents('script')[1]!)).not.toThrow();
  });
});
