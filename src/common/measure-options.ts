/** What measuring finished pictures may be asked for, on the command line and of the server alike. */
import { type ProtocolName, protocols } from '../metrics/protocols.ts';
import type { Options, OptionValues } from './option.ts';

export const measureOptions = {
  metric: {
    type: 'string',
    value: 'names',
    summary: 'what is measured, separated by commas; default psnr,ssim, and without HR one that needs none must be named',
  },
  protocol: {
    type: 'choice',
    choices: Object.keys(protocols) as ProtocolName[],
    default: 'paper-y',
    summary: 'the colour that is measured, the rounding and the border; printed in full with the scores',
  },
  scale: {
    type: 'number',
    short: 's',
    min: 1,
    max: 16,
    summary: "enlargement that the pictures come from: HR is cut to a multiple of it, and the protocol's border is left out, as papers do",
  },
  crop: {
    type: 'integer',
    value: 'pixels',
    min: 0,
    max: 1024,
    summary: "left out at each edge, in place of the protocol's border; default 0 without a scale: whole pictures",
  },
} as const satisfies Options;

export type MeasureRequest = OptionValues<typeof measureOptions>;
