/**
 * The named protocols. Which published numbers each gives again is tested in benchmark.test.ts:
 * `srcnn-y` the bicubic rows that papers print, `paper-y` the scores of the RCAN authors' pictures, `basicsr-y` and `mmagic-rgb` the
 * scores in BasicSR's description of its metrics, `opencv-rgb` PSNR of three pictures of OpenCV's benchmark enlarged by nearest neighbour; the SSIM printed there is higher by 0.001 to 0.05 than that
 * of OpenCV's QualitySSIM as it is now, which is ours.
 * `ntire-rgb` is checked against its definition only.
 */
import type { Protocol } from './protocol.ts';

/** MATLAB's imresize of an integer picture. */
const matlabUint8 = { of: 'rgb', kernel: 'bicubic', antialias: true, border: 'replicate', rounding: 'each-pass' } as const;

/** imresize of a picture in double precision by older versions of MATLAB, rounded when the file is written. */
const matlabDouble = { of: 'rgb', kernel: 'bicubic', antialias: true, border: 'symmetric', rounding: 'once' } as const;

export const protocols = {
  'paper-y': {
    name: 'paper-y',
    source: 'EDSR, RCAN and most later papers, on Set5, Set14, B100, Urban100 and Manga109',
    colorSpace: 'y',
    lr: matlabUint8,
    roundSr: true,
    roundY: false,
    cropBorder: { timesScale: 1, plus: 0 },
  },
  'srcnn-y': {
    name: 'srcnn-y',
    source: 'the test code of SRCNN, VDSR and DRRN; it gives the published bicubic rows',
    colorSpace: 'y',
    lr: { of: 'y', kernel: 'bicubic', antialias: true, border: 'replicate', rounding: 'none' },
    roundSr: true,
    roundY: true,
    cropBorder: { timesScale: 1, plus: 0 },
  },
  'ntire-rgb': {
    name: 'ntire-rgb',
    source: 'NTIRE 2017 challenge and EDSR, on the DIV2K validation set',
    colorSpace: 'rgb',
    lr: matlabUint8,
    roundSr: true,
    roundY: false,
    cropBorder: { timesScale: 1, plus: 6 },
  },
  'basicsr-y': {
    name: 'basicsr-y',
    source: 'BasicSR: psnr_ssim.py with test_y_channel, pictures made by generate_bicubic_img.m',
    hrMultiple: 12,
    colorSpace: 'y',
    lr: matlabDouble,
    roundSr: true,
    roundY: false,
    cropBorder: { timesScale: 1, plus: 0 },
  },
  'mmagic-rgb': {
    name: 'mmagic-rgb',
    source: 'MMagic and MMEditing: PSNR and SSIM on RGB with crop_border = scale, on the pictures of BasicSR (GTmod12, LRbicx2 to x4)',
    hrMultiple: 12,
    colorSpace: 'rgb',
    lr: matlabDouble,
    roundSr: true,
    roundY: false,
    cropBorder: { timesScale: 1, plus: 0 },
  },
  'opencv-rgb': {
    name: 'opencv-rgb',
    source: 'OpenCV dnn_superres: dnn_superres_benchmark_quality.cpp, with QualitySSIM',
    colorSpace: 'rgb',
    lr: { of: 'rgb', kernel: 'bilinear', antialias: false, border: 'replicate', rounding: 'once' },
    roundSr: true,
    roundY: false,
    cropBorder: { timesScale: 0, plus: 0 },
    metrics: { ssim: { edge: 'mirror' } },
  },
} as const satisfies Record<string, Protocol>;

export type ProtocolName = keyof typeof protocols;
