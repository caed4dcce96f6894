/** The protocol of validation during training. */
import type { Step } from '../data/degrade/steps.ts';
import { ConfigError } from '../errors.ts';
import { deriveProtocol, type Protocol, protocols } from '../metrics/protocol.ts';

/**
 * `paper-y` for networks that enlarge. At scale 1 LR is HR with the Gaussian noise of the degradation (the middle of its range), and RGB
 * networks are measured on RGB. Throws ConfigError for a degradation at scale 1 without such a step: LR would be HR.
 */
export function validationProtocol(scale: number, channels: 1 | 3, steps: readonly Step[]): Protocol {
  if (scale > 1) return protocols['paper-y'];
  const noise = noiseOf(steps);
  if (!noise)
    throw new ConfigError(
      'Expected a step gaussian-noise for data.degradation at scale 1, where validation makes LR by noise, but received none',
    );
  return deriveProtocol(channels === 1 ? protocols['paper-y'] : protocols['ntire-rgb'], { noise });
}

function noiseOf(steps: readonly Step[]): number | undefined {
  const step = steps.find(({ kind }) => kind === 'gaussian-noise');
  if (step?.kind !== 'gaussian-noise') return undefined;
  return typeof step.sigma === 'number' ? step.sigma : (step.sigma[0] + step.sigma[1]) / 2;
}
