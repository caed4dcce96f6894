/**
 * The public sets that `subpixel data get` knows. Addresses are those of the authors' pages; size and SHA-256 of DIV2K's archives are those
 * that TensorFlow Datasets publishes, the MD5 of EDSR's benchmark.tar that of torchSR, the SHA-256 of BSDS500 is published by several
 * projects that downloaded it. None of the archives could be downloaded to check this; what comes out of them is checked picture by
 * picture where `identity` is `pixels`.
 */
import type { Archive, PictureSet } from './set.ts';

const edsr: Archive = {
  address: 'https://cv.snu.ac.kr/research/EDSR/benchmark.tar',
  bytes: 250e6,
  exact: false,
  checksum: { algorithm: 'md5', digest: '4ace41d33c2384b97e6b320cd0afd6ba' },
};

const bsds500: Archive = {
  address: 'https://www2.eecs.berkeley.edu/Research/Projects/CS/vision/grouping/BSR/BSR_bsds500.tgz',
  bytes: 70_763_455,
  exact: true,
  checksum: { algorithm: 'sha256', digest: '97e49d31764f3912f0c4122707d53062ac9e783ba0f095e447a4d53c1a41af8e' },
};

const lapsrn =
  'SR_training_datasets.zip of the authors of LapSRN, known only by an address without https, http://vllab.ucmerced.edu/wlai24/LapSRN/results/SR_training_datasets.zip';

const bsdsLicence = 'Berkeley Segmentation Data Set: free for non-commercial research and educational purposes.';
const div2kLicence = 'DIV2K (Agustsson and Timofte, 2017): academic research only; the pictures belong to their photographers.';

const byPixels = { aliases: [], identity: 'pixels', names: [] } as const;

/** `0801` … `0900`, with an ending. */
function numbered(first: number, last: number, digits: number, [start, end]: readonly [string, string] = ['', '']): string[] {
  return Array.from({ length: last - first + 1 }, (_, i) => `${start}${String(first + i).padStart(digits, '0')}${end}`);
}

function div2k(part: 'train' | 'valid', folder: string, ending: string, bytes: number, digest: string): PictureSet {
  const file = `DIV2K_${part}_${folder.replace('/', '_')}`;
  const names = part === 'train' ? numbered(1, 800, 4, ['', ending]) : numbered(801, 900, 4, ['', ending]);
  return {
    name: file,
    aliases: [],
    use: part === 'train' ? 'training' : 'validation',
    count: names.length,
    identity: 'names',
    names,
    folder: `DIV2K_${part}_${folder}`,
    source: {
      address: `https://data.vision.ee.ethz.ch/cvl/DIV2K/${file}.zip`,
      bytes,
      exact: true,
      checksum: { algorithm: 'sha256', digest },
    },
    licence: div2kLicence,
  };
}

export const pictureSets: readonly PictureSet[] = [
  {
    ...byPixels,
    name: 'Set5',
    use: 'test',
    count: 5,
    folder: 'Set5',
    source: edsr,
    licence: 'Bevilacqua et al. (2012): no licence is stated; used for research by custom.',
  },
  {
    ...byPixels,
    name: 'Set14',
    use: 'test',
    count: 14,
    folder: 'Set14',
    source: edsr,
    licence: 'Zeyde et al. (2010): no licence is stated; used for research by custom.',
  },
  {
    ...byPixels,
    name: 'B100',
    aliases: ['BSD100', 'BSDS100'],
    use: 'test',
    count: 100,
    folder: 'B100',
    source: edsr,
    licence: bsdsLicence,
  },
  {
    name: 'Urban100',
    aliases: [],
    use: 'test',
    count: 100,
    identity: 'names',
    names: numbered(1, 100, 3, ['img', '']),
    folder: 'Urban100',
    source: edsr,
    licence: 'Huang et al. (2015), pictures from Flickr: no licence comes with the archive; used for research by custom.',
  },
  {
    name: 'Manga109',
    aliases: [],
    use: 'test',
    count: 109,
    identity: 'count',
    names: [],
    folder: 'Manga109',
    source:
      'the pictures from http://www.manga109.org/en/, which gives them to people who have filled in its form; super-resolution papers use 109 of them, one page of each volume',
    licence: 'Manga109 (Matsui et al., 2017): academic use in non-profit organisations; not to be passed on; the authors are to be named.',
  },
  {
    ...byPixels,
    name: 'T91',
    use: 'training',
    count: 91,
    folder: 'T91',
    source: lapsrn,
    licence: 'Yang et al. (2010): no licence is stated; used for research by custom.',
  },
  {
    ...byPixels,
    name: 'General100',
    use: 'training',
    count: 100,
    folder: 'General100',
    source: lapsrn,
    licence: 'Dong et al. (2016): for research.',
  },
  {
    ...byPixels,
    name: 'BSD200',
    aliases: ['BSDS200'],
    use: 'training',
    count: 200,
    folder: 'BSD200',
    source: bsds500,
    licence: bsdsLicence,
  },
  div2k('train', 'HR', '', 3_530_603_713, '9d0b9c463f6e35b6c62cc6a930ee2224f670b34c1df841a57670f9acf0f6c335'),
  div2k('train', 'LR_bicubic/X2', 'x2', 925_390_592, 'a53a424317575838dadce4bcd97cf7b744d6855f43740ed5f0245af3cf4bd850'),
  div2k('train', 'LR_bicubic/X3', 'x3', 427_847_282, 'ad5c8e5507e2765823d3c2c5bd0934842efcd487c5370604c224090898b3163a'),
  div2k('train', 'LR_bicubic/X4', 'x4', 246_914_039, 'f006b837f4eb52b82909aa01478e6d6d199eefce932179491d0c9dbb706dde3a'),
  div2k('valid', 'HR', '', 448_993_893, '20dd31fd84d777bc1cf5d6b7654a3f569c0aec74458ae094122ad1d0489900fc'),
  div2k('valid', 'LR_bicubic/X2', 'x2', 117_763_600, '60eed9875c697df51204aa579e2a699e1d5215095788a097ff54dd17e2664d57'),
  div2k('valid', 'LR_bicubic/X3', 'x3', 54_513_392, '04b9a2ed3b4a0715d3924d3ae8514830c3328fac8d30512ce716d6f419e052a3'),
  div2k('valid', 'LR_bicubic/X4', 'x4', 31_505_881, 'a50a5d1c4b88de4e8d300d8fb2b904c52fe93b2b298a4899697760d7cbb6d553'),
];
