/** The methods that a picture can be made with: the networks of the package, and classical ones. */
import { manifest } from 'virtual:weights';
import { bytesText, decimal, texts } from './i18n/i18n.ts';
import { classical } from './settings.ts';

export type Speed = 'instant' | 'fast' | 'medium' | 'slow';

export interface Method {
  readonly name: string;
  readonly speed: Speed;
  /** Empty for methods of any size. */
  readonly scales: readonly number[];
  /** Of the largest file. */
  readonly bytes: number;
  readonly license: string | undefined;
  readonly commercialUse: boolean;
}

/** Multiply-adds for each pixel of the result, up to which a network counts as fast, and as medium. */
const classes = { fast: 20_000, medium: 200_000 };

export const methods: readonly Method[] = [
  ...manifest.networks.map(({ name, license, commercialUse, files }): Method => {
    const most = Math.max(...files.map((file) => file.multiplyAdds));
    return {
      name,
      speed: most <= classes.fast ? 'fast' : most <= classes.medium ? 'medium' : 'slow',
      scales: files.map((file) => file.scale),
      bytes: Math.max(...files.map((file) => file.bytes)),
      license,
      commercialUse,
    };
  }),
  ...classical.map(
    (name): Method => ({
      name,
      speed: 'instant',
      scales: [],
      bytes: 0,
      license: undefined,
      commercialUse: true,
    }),
  ),
];

/** Short names of networks are letters that stand for words. */
export function titleOf(name: string): string {
  const { methods: known } = texts.value.settings;
  if (name in known) return known[name as keyof typeof known];
  return /^[a-z]{2,6}(-[a-z]+\d\w*)?$/.test(name) ? name.toUpperCase() : name;
}

/** `fast · ×2 ×3 ×4 · 99 kB` */
export function describe({ speed, scales, bytes }: Method): string {
  const { settings } = texts.value;
  const sizes = scales.length === 0 ? settings.anySize : scales.map((scale) => `×${decimal(scale)}`).join(' ');
  return [settings.speeds[speed], sizes, ...(bytes > 0 ? [bytesText(bytes)] : [])].join(' · ');
}
