import { expect, test, vi } from 'vitest';
import { fieldOf } from './field.ts';
import { renderFieldReport } from './field-report.ts';
import type { ScoreRow } from './score-file.ts';

vi.mock('../metrics/index.ts', async (load) => {
  const { metrics } = await load<typeof import('../metrics/index.ts')>();
  const alone = { ...metrics['ssim'], name: 'alone', title: 'Alone', better: 'lower', reference: 'none' };
  return { metrics: { ...metrics, alone } };
});

const row = (model: string, scores: Record<string, number>): ScoreRow => ({
  ...{ date: '2026-11-25', model, modelHash: '', scale: 2, set: 'My <set>', dataHash: 'aa', protocol: 'paper-y' },
  ...{
    engine: 'subpixel 0.1.0',
    device: 'cpu',
    picture: 'a.png',
    pictures: 1,
    width: 40,
    height: 30,
    milliseconds: 10,
    timesBicubic: 1,
    scores,
  },
});

const page = (rows: readonly ScoreRow[]) => renderFieldReport({ title: 'the <field>', field: fieldOf(rows), crops: {} });

test('the plane of perception and distortion where there is a metric without reference', () => {
  const html = page([row('bicubic', { psnr: 30, alone: 5 }), row('lanczos3', { psnr: 31, alone: 6 })]);
  expect(html).toContain('id="plane"');
  expect(html).toContain('<b>5.0000</b>');
  expect(html).toContain('<b>31.00</b>');
  expect(page([row('bicubic', { psnr: 30 })])).not.toContain('id="plane"');
});

test('what is infinite is no dot; names are text', () => {
  const html = page([row('bicubic', { psnr: Number.POSITIVE_INFINITY })]);
  expect(html).toContain('>∞</td>');
  expect(html).toContain('My &#60;set&#62;');
  expect(html).toContain('the &#60;field&#62;');
  expect(JSON.parse(/id="data">(.*?)<\/script>/.exec(html)![1]!).groups[0].means[0].scores).toEqual([null]);
});
