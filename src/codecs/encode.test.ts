import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CodecError, ConfigError, ShapeError } from '../errors.ts';
import type { Image } from '../image/image.ts';
import { decode } from './decode.ts';
import { encode, encodeToFile } from './encode.ts';
import { type Format, formatFacts, writableFormats } from './formats.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'subpixel-encode-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A smooth picture with every channel different, so that lossy formats stay close. */
function ramp(width: number, height: number, channels: Image['channels'], bits: 8 | 16): Image {
  const data = bits === 16 ? new Uint16Array(width * height * channels) : new Uint8Array(width * height * channels);
  const peak = bits === 16 ? 65535 : 255;
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels);
    const t = ((pixel % width) / width + Math.floor(pixel / width) / height) / 2;
    data[i] = Math.round(peak * (0.15 + 0.7 * (i % channels === 1 ? 1 - t : t)));
  }
  return { width, height, channels, data };
}

const cases = writableFormats.flatMap((format) =>
  ([1, 2, 3, 4] as const).flatMap((channels) => ([8, 16] as const).map((bits) => [format, channels, bits] as const)),
);

/** Largest difference of a sample after the round trip at the best quality, on a scale of 255. */
const tolerance: Readonly<Record<Format, number>> = { png: 0, tiff: 0, webp: 0, avif: 0, jpeg: 3, gif: 6 };

describe('round trips', () => {
  test.each(cases)('%s, %i channels, %i bits', async (format, channels, bits) => {
    const opaqueRamp = ramp(24, 16, channels, bits);
    const source =
      format === 'gif' && channels % 2 === 0 ? { ...opaqueRamp, data: withAlpha(opaqueRamp, bits === 16 ? 65535 : 255) } : opaqueRamp;
    const { bytes, notices } = await encode(source, format, { quality: 100 });
    const { image, format: found } = await decode(bytes);
    expect(found).toBe(format);
    const facts = formatFacts[format];
    const wide = bits === 16 && facts.sixteenBit;
    expect(image.data instanceof Uint16Array).toBe(wide);
    expect(notices.some((n) => n.includes('rounded to 8 bits'))).toBe(bits === 16 && !facts.sixteenBit);
    expect(notices.some((n) => n.includes('flattened on white'))).toBe(format === 'jpeg' && channels % 2 === 0);
    const alpha = channels % 2 === 0 && facts.alpha && format !== 'gif';
    expect(image.channels).toBe((channels < 3 && facts.gray ? 1 : 3) + (alpha ? 1 : 0));

    const scale = wide ? 257 : 1;
    let worst = 0;
    for (let pixel = 0; pixel < 24 * 16; pixel++) {
      for (let c = 0; c < image.channels; c++) {
        const wanted = expectedSample(source, pixel, c, image.channels, alpha, wide ? 1 : bits === 16 ? 257 : 1, format === 'jpeg');
        worst = Math.max(worst, Math.abs(image.data[pixel * image.channels + c]! - wanted) / scale);
      }
    }
    expect(worst).toBeLessThanOrEqual(tolerance[format]);
  });

  function withAlpha({ channels, data }: Image, alpha: number): Image['data'] {
    return data.map((v, i) => (i % channels === channels - 1 ? alpha : v)) as Image['data'];
  }

  /** Sample `c` of a pixel as a reader with `channels` channels should see it. */
  function expectedSample(
    source: Image,
    pixel: number,
    c: number,
    channels: number,
    alpha: boolean,
    divisor: number,
    flat: boolean,
  ): number {
    const at = (i: number): number => Math.round(source.data[pixel * source.channels + i]! / divisor);
    if (alpha && c === channels - 1) return at(source.channels - 1);
    const value = at(source.channels < 3 ? 0 : c);
    if (!flat || source.channels % 2 === 1) return value;
    const opacity = at(source.channels - 1) / 255;
    return value * opacity + 255 * (1 - opacity);
  }

  test('lossy defaults stay near the picture, and JPEG keeps full chroma', async () => {
    const stripes: Image = {
      width: 32,
      height: 32,
      channels: 3,
      data: new Uint8Array(3072).map((_, i) => (i % 6 === 0 || i % 6 === 5 ? 255 : 0)),
    };
    const { bytes } = await encode(stripes, 'jpeg');
    expect((await sharp(bytes).metadata()).chromaSubsampling).toBe('4:4:4');
    const { image } = await decode(bytes);
    expect(image.data[0]! - image.data[3]!).toBeGreaterThan(200);
    const avif = await decode((await encode(stripes, 'avif')).bytes);
    expect(avif.image.data[0]! - avif.image.data[3]!).toBeGreaterThan(180);
  });

  test('colour under full transparency survives, 16-bit rounding is to the nearest', async () => {
    const clear: Image = { width: 2, height: 1, channels: 4, data: Uint8Array.of(200, 10, 60, 0, 1, 2, 3, 255) };
    for (const format of ['png', 'tiff'] as const)
      expect((await decode((await encode(clear, format)).bytes)).image.data).toEqual(clear.data);
    expect((await decode((await encode(clear, 'webp', { quality: 100 })).bytes)).image.data).toEqual(clear.data);
    const samples = Uint16Array.from({ length: 64 * 3 }, (_, i) => (i * 353) % 65536);
    samples.set([0, 128, 129, 385, 386, 65535]);
    const { image } = await decode((await encode({ width: 64, height: 1, channels: 3, data: samples }, 'webp', { quality: 100 })).bytes);
    expect([...image.data]).toEqual([...samples].map((v) => Math.round(v / 257)));
  });

  test('a view into a larger buffer is written from its own place', async () => {
    const big = new Uint16Array(100).map((_, i) => i * 600);
    const { bytes } = await encode({ width: 3, height: 2, channels: 1, data: big.subarray(7, 13) }, 'png');
    expect([...(await decode(bytes)).image.data]).toEqual([...big.subarray(7, 13)]);
  });
});

/** Metadata as a camera leaves it, made by sharp: profile, EXIF with two directories, XMP, 300 dpi. */
async function cameraMetadata() {
  const bytes = await sharp({ create: { width: 8, height: 6, channels: 3, background: '#f80' } })
    .withIccProfile('p3')
    .withExif({ IFD0: { Make: 'Acme', Copyright: 'Zoe' }, IFD2: { ISOSpeedRatings: '100', PixelXDimension: '8' } })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><a/></x:xmpmeta>')
    .withDensity(300)
    .jpeg()
    .toBuffer();
  const { metadata } = await decode(bytes);
  return { icc: metadata.icc!, exif: metadata.exif!, xmp: metadata.xmp!, density: metadata.density! };
}

describe('metadata', () => {
  test.each(writableFormats)('%s keeps what it holds and says what it does not', async (format) => {
    const metadata = await cameraMetadata();
    const { bytes, notices } = await encode(ramp(20, 10, 3, 8), format, { metadata });
    const back = (await decode(bytes)).metadata;
    const holds = formatFacts[format].metadata;
    if (holds.includes('icc')) expect(Buffer.compare(back.icc!, metadata.icc)).toBe(0);
    if (holds.includes('xmp')) expect(Buffer.compare(back.xmp!, metadata.xmp)).toBe(0);
    if (holds.includes('exif')) expect(Buffer.from(back.exif!).toString('latin1')).toMatch(/Acme.*Zoe|Zoe.*Acme/s);
    if (holds.includes('density')) expect(back.density).toBe(300);
    expect(notices.filter((n) => n.includes('left out'))).toHaveLength(4 - holds.length);
    for (const kind of ['icc', 'exif', 'xmp'] as const) expect(back[kind] !== undefined).toBe(holds.includes(kind));
  });

  /** A gray profile with gamma 2.2: header, and a tone curve of 64 points as its only tag (ICC.1:2010, sections 7.2, 7.3 and 10.5). */
  function grayProfile(): Buffer {
    const profile = Buffer.alloc(144 + 12 + 128);
    profile.writeUInt32BE(profile.length, 0);
    profile.writeUInt32BE(0x02100000, 8);
    profile.write('mntrGRAYXYZ ', 12, 'latin1');
    profile.write('acsp', 36, 'latin1');
    for (const [i, value] of [0xf6d6, 0x10000, 0xd32d].entries()) profile.writeUInt32BE(value, 68 + 4 * i);
    profile.writeUInt32BE(1, 128);
    profile.write('kTRC', 132, 'latin1');
    profile.writeUInt32BE(144, 136);
    profile.writeUInt32BE(12 + 128, 140);
    profile.write('curv', 144, 'latin1');
    profile.writeUInt32BE(64, 152);
    for (let i = 0; i < 64; i++) profile.writeUInt16BE(Math.round(65535 * (i / 63) ** 2.2), 156 + 2 * i);
    return profile;
  }

  test.each([1, 2] as const)('a gray profile goes with gray pixels (%i channels)', async (channels) => {
    const icc = grayProfile();
    for (const bits of [8, 16] as const) {
      const source = ramp(12, 9, channels, bits);
      for (const format of ['png', 'tiff', 'jpeg'] as const) {
        const { image, metadata } = await decode((await encode(source, format, { metadata: { icc } })).bytes);
        expect(Buffer.compare(metadata.icc!, icc)).toBe(0);
        if (format !== 'jpeg') expect(image).toEqual(source);
        else expect(image.channels).toBe(1);
      }
    }
    for (const format of ['webp', 'avif'] as const) {
      const { bytes, notices } = await encode(ramp(12, 9, channels, 8), format, { metadata: { icc } });
      expect(notices).toEqual([`The ICC profile was left out: gray becomes RGB in ${formatFacts[format].label} files`]);
      expect((await decode(bytes)).metadata.icc).toBeUndefined();
    }
  });

  test.each([1, 2, 3, 4] as const)('samples of %i channels and 16 bits are the same with and without metadata', async (channels) => {
    const { exif, xmp, density } = await cameraMetadata();
    const source = ramp(33, 17, channels, 16);
    for (const format of ['png', 'tiff'] as const) {
      const { bytes } = await encode(source, format, { metadata: { exif, xmp, density } });
      const { image, metadata } = await decode(bytes);
      expect(image).toEqual(source);
      expect(metadata.xmp).toBeDefined();
    }
  });

  test('without metadata nothing is invented', async () => {
    for (const format of writableFormats) {
      const { metadata } = await decode((await encode(ramp(8, 8, 3, 8), format)).bytes);
      // A JPEG without a density counts as one of 72 pixels per inch.
      expect(metadata).toEqual(format === 'jpeg' ? { density: 72 } : {});
    }
  });

  test('a profile for other pixels and damaged blocks are left out with a notice', async () => {
    const { icc, exif } = await cameraMetadata();
    const gray = await encode(ramp(8, 8, 1, 8), 'png', { metadata: { icc } });
    expect(gray.notices).toEqual(['The ICC profile was left out: it is not one for gray pixels']);
    const broken = Buffer.from(icc);
    broken.fill(0xff, 128, 160);
    const damaged = await encode(ramp(8, 8, 3, 8), 'png', { metadata: { icc: broken, exif } });
    expect(damaged.notices).toEqual(['The ICC profile was left out: it is damaged']);
    expect((await decode(damaged.bytes)).metadata.exif).toBeDefined();
    const long = await encode(ramp(8, 8, 3, 8), 'jpeg', { metadata: { xmp: Buffer.alloc(70_000, 'x') } });
    expect(long.notices).toEqual(['The XMP packet was left out: it is too long for a JPEG']);
  });
});

function hasExiftool(): boolean {
  try {
    execFileSync('exiftool', ['-ver'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasExiftool())('metadata by another reader (skipped: exiftool is not installed)', () => {
  const exiftool = (...args: string[]): string => execFileSync('exiftool', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

  /** A sideways JPEG of 16×12 with lens, place, comment and thumbnail, written by exiftool. */
  async function photograph(path: string): Promise<void> {
    await sharp(ramp(16, 12, 3, 8).data, { raw: { width: 16, height: 12, channels: 3 } })
      .jpeg()
      .toFile(path);
    await sharp(path).resize(4).toFile(`${path}.thumb.jpg`);
    const tags = ['-Make=Acme', '-LensModel=50mm f/2', '-ISO=100', '-UserComment=gruene Wiese', '-GPSLatitude=48.5', '-GPSLatitudeRef=N'];
    const size = [
      '-ExifImageWidth=16',
      '-ExifImageHeight=12',
      '-XResolution=240',
      '-YResolution=240',
      '-Orientation#=6',
      '-IPTC:Caption-Abstract=Meadow',
    ];
    exiftool('-q', '-overwrite_original', ...tags, ...size, '-XMP:Title=Meadow', `-ThumbnailImage<=${path}.thumb.jpg`, path);
  }

  test.each(['png', 'jpeg', 'webp', 'avif'] as const)('%s: EXIF, XMP, new size, upright, no stale thumbnail', async (format) => {
    await photograph(join(folder, 'in.jpg'));
    const { image, metadata, notices } = await decode(join(folder, 'in.jpg'));
    expect([image.width, image.height]).toEqual([12, 16]);
    expect(notices).toEqual(['The IPTC block was left out; XMP and EXIF are kept']);
    const path = join(folder, `out.${format}`);
    await encodeToFile(path, ramp(24, 32, 3, 8), { metadata });
    const [tags] = JSON.parse(exiftool('-j', '-n', '-a', path)) as [Record<string, unknown>];
    expect(tags).toMatchObject({
      Make: 'Acme',
      LensModel: '50mm f/2',
      ISO: 100,
      UserComment: 'gruene Wiese',
      GPSLatitude: 48.5,
      Title: 'Meadow',
    });
    expect(tags).toMatchObject({ ExifImageWidth: 24, ExifImageHeight: 32, XResolution: 240 });
    expect(tags['Orientation'] ?? 1).toBe(1);
    expect(tags['ThumbnailImage']).toBeUndefined();
    expect(exiftool('-validate', '-error', path)).not.toMatch(/^Error/m);
  });

  test('TIFF: XMP and density; no EXIF', async () => {
    await photograph(join(folder, 'in.jpg'));
    const { metadata } = await decode(join(folder, 'in.jpg'));
    const { notices } = await encodeToFile(join(folder, 'out.tif'), ramp(24, 32, 3, 16), { metadata });
    expect(notices).toEqual(['The EXIF block was left out: TIFF files are written without it']);
    const [tags] = JSON.parse(exiftool('-j', '-n', join(folder, 'out.tif'))) as [Record<string, unknown>];
    expect(tags).toMatchObject({ Title: 'Meadow', XResolution: 240, YResolution: 240, ResolutionUnit: 2 });
  });

  test('the thumbnail is not even unlinked bytes in the written file', async () => {
    await photograph(join(folder, 'in.jpg'));
    const thumbnail = readFileSync(join(folder, 'in.jpg.thumb.jpg'));
    const { metadata } = await decode(join(folder, 'in.jpg'));
    const { bytes } = await encode(ramp(24, 32, 3, 8), 'jpeg', { metadata });
    expect(Buffer.from(bytes).includes(thumbnail.subarray(-40))).toBe(false);
  });
});

describe('files', () => {
  test.each(writableFormats)('%s: the file holds what encode gives', async (format) => {
    const path = join(folder, `a.${format}`);
    const written = await encodeToFile(path, ramp(9, 7, 3, 8));
    const { bytes, notices } = await encode(ramp(9, 7, 3, 8), format);
    expect(written).toEqual({ format, notices });
    expect(Buffer.compare(readFileSync(path), bytes)).toBe(0);
    expect(readdirSync(folder)).toEqual([`a.${format}`]);
  });

  test('the option goes before the extension, unknown extensions are refused', async () => {
    await encodeToFile(join(folder, 'a.dat'), ramp(4, 4, 1, 8), { format: 'png' });
    expect((await decode(join(folder, 'a.dat'))).format).toBe('png');
    await expect(encodeToFile(join(folder, 'a.bmp'), ramp(4, 4, 1, 8))).rejects.toThrow(
      'Expected a name ending in .png, .jpg, .webp, .tif, .avif or .gif for the picture but received a.bmp',
    );
  });

  test('after a failure the old file is whole and no temporary file is left', async () => {
    const path = join(folder, 'a.jpg');
    writeFileSync(path, 'old');
    await expect(encodeToFile(path, ramp(65_501, 1, 1, 8))).rejects.toThrow(CodecError);
    expect(readFileSync(path, 'utf8')).toBe('old');
    mkdirSync(join(folder, 'b.png'));
    await expect(encodeToFile(join(folder, 'b.png'), ramp(4, 4, 1, 8))).rejects.toThrow('Expected the name of a file');
    await expect(encodeToFile(join(folder, 'none', 'a.png'), ramp(4, 4, 1, 8))).rejects.toThrow('a folder that does not exist');
    expect(readdirSync(folder).sort()).toEqual(['a.jpg', 'b.png']);
  });
});

describe('limits', () => {
  test.each([
    ['jpeg', 65_500],
    ['webp', 16_383],
    ['gif', 65_535],
    ['avif', 16_384],
  ] as const)('%s holds a side of %i pixels and no more', async (format, side) => {
    const { bytes } = await encode(ramp(side, 1, 3, 8), format, { quality: 50 });
    expect((await sharp(bytes).metadata()).width).toBe(side);
    const failing = encode(ramp(1, side + 1, 3, 8), format);
    await expect(failing).rejects.toThrow(CodecError);
    await expect(failing).rejects.toThrow(
      /^Expected at most \d+ pixels a side .* but received 1×\d+ \(PNG and TIFF hold larger pictures\)$/,
    );
  });

  test('wrong sizes and qualities are refused', async () => {
    await expect(encode({ ...ramp(4, 4, 3, 8), width: 5 }, 'png')).rejects.toThrow(ShapeError);
    await expect(encode({ width: 0, height: 0, channels: 3, data: new Uint8Array(0) }, 'png')).rejects.toThrow(ShapeError);
    for (const quality of [0, 101, 1.5, Number.NaN])
      await expect(encode(ramp(4, 4, 3, 8), 'jpeg', { quality })).rejects.toThrow(ConfigError);
  });
});
