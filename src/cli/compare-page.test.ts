import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { waveImage } from '../../test/support/networks.ts';
import { type ComparePage, renderComparePage } from './compare-page.ts';

const hostile = `"><script>alert('x')</script>.onnx`;
const image = waveImage(3, 40, 30);
const page: ComparePage = {
  title: `${hostile} ×2`,
  lr: { width: 20, height: 15 },
  pictures: [
    { label: hostile, image, seconds: 0.5, device: 'cpu', scores: { psnr: 30.126, ssim: 0.9 } },
    {
      label: 'bicubic',
      image: { ...image, data: Uint16Array.from(image.data, (v) => v * 257) },
      seconds: 0.1,
      device: 'cpu',
      scores: { psnr: 31, ssim: 0.8 },
    },
    { label: 'original', image, scores: {} },
  ],
  hasOriginal: true,
  metrics: ['psnr', 'ssim'],
  crop: { x: 8, y: 8, width: 20, height: 10 },
  protocolText: 'paper-y ×2',
  notes: ['A <note>'],
};
const html = await renderComparePage(page);
const contents = (tag: string) => [...html.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map((m) => m[1]!);

test('asks for nothing from outside, and its policy allows its own script and style only', () => {
  expect(html).not.toMatch(/https?:|\/\/[\w-]+\.\w+\/|@import|url\(/i);
  expect(html).not.toMatch(/<(link|iframe|object|embed|base|form)\b/i);
  expect(html).not.toMatch(/ (on\w+|style)="/);
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [policy] = /content="(default-src[^"]*)"/.exec(html)!.slice(1);
  expect(policy).toBe(
    `default-src 'none'; img-src data:; style-src ${hash(contents('style')[0]!)}; script-src ${hash(contents('script')[1]!)}; base-uri 'none'; form-action 'none'`,
  );
  expect(() => new Function(contents('script')[1]!)).not.toThrow();
});

test('holds every picture with its size and scores, names as text', () => {
  expect(html.match(/<img [^>]*width="40" height="30" src="data:image\/png;base64,/g)).toHaveLength(3);
  expect(contents('script')).toHaveLength(2);
  expect(html).toContain('&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62;.onnx');
  const text = contents('figcaption').map((part) =>
    part
      .replaceAll('&#8239;', ' ')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  expect(text[1]).toBe('bicubic 0.10 s on cpu PSNR 31.00 dB (best) SSIM 0.8000');
  expect(text[2]).toBe('original');
  expect(html).toContain('<p class="note about">Measured by paper-y ×2.</p>');
  expect(JSON.parse(contents('script')[0]!)).toEqual({
    labels: [hostile, 'bicubic', 'original'],
    original: 2,
    start: page.crop,
    left: 1,
    right: 0,
  });
});

test('of a very large picture the part around the crop', async () => {
  const large = { width: 4000, height: 3000, channels: 1 as const, data: new Uint8Array(12_000_000) };
  const crop = { x: 3900, y: 10, width: 100, height: 80 };
  const text = await renderComparePage({
    ...page,
    pictures: [{ label: 'a', image: large, seconds: 1, device: 'cpu', scores: {} }],
    hasOriginal: false,
    metrics: [],
    crop,
  });
  const [, width, height] = /<img [^>]*width="(\d+)" height="(\d+)"/.exec(text)!.map(Number) as [number, number, number];
  expect([width, height]).toEqual([3265, 2449]);
  expect(text).toContain(`Shown is the part of 3265×2449 at 735,0.`);
  expect(JSON.parse(/id="data">(.*?)<\/script>/.exec(text)![1]!)).toMatchObject({
    start: { x: 3165, y: 10 },
    original: null,
    left: 0,
    right: 0,
  });
});
