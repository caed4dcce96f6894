import { describe, expect, test } from 'vitest';
import { protocols } from '../metrics/protocol.ts';
import { choicesOf } from './choices.ts';

const namesOf = (name: keyof typeof protocols, scale = 2) => choicesOf(protocols[name], scale).map(({ choice }) => choice);

describe('choices', () => {
  test.each(Object.keys(protocols) as (keyof typeof protocols)[])('%s: each differs in one setting, and each is there once', (name) => {
    const base = protocols[name];
    const choices = choicesOf(base, 2);
    expect(new Set(choices.map(({ choice }) => choice)).size).toBe(choices.length);
    for (const { choice, protocol } of choices) {
      const differs = Object.entries(protocol).filter(
        ([key, value]) => key !== 'name' && JSON.stringify(value) !== JSON.stringify((base as Record<string, unknown>)[key]),
      );
      if (choice !== 'measured on RGB' && !choice.startsWith('measured on Y')) expect(differs, choice).toHaveLength(1);
      expect(protocol.name).toContain(`${name} with `);
    }
  });

  test('what the protocol does itself is no change', () => {
    expect(namesOf('paper-y')).toEqual([
      ...[
        'measured on RGB',
        'measured on Y of 0–255',
        'Y rounded',
        'SR not rounded',
        'no border left out',
        'border of the scale + 6 left out',
      ],
      ...['LR by nearest', 'LR by bilinear', 'LR by area', 'LR by lanczos2', 'LR by lanczos3', 'LR without antialiasing'],
      ...[
        'LR mirrored at the edge',
        'LR rounded once',
        'LR in float64',
        'LR of Y',
        'SSIM mirrored at the edge',
        'HR cut to a multiple of 12',
      ],
    ]);
    expect(namesOf('ntire-rgb')).toEqual(
      expect.not.arrayContaining(['measured on RGB', 'border of the scale + 6 left out', 'LR of Y', 'Y rounded']),
    );
    expect(namesOf('basicsr-y')).toContain('HR cut to a multiple of the scale');
    expect(namesOf('srcnn-y')).toContain('Y not rounded');
    expect(namesOf('srcnn-y')).not.toContain('LR in float64');
  });
});
