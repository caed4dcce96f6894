/** The chapter on interpolation, in English. */
export const interpolation = {
  exampleTitle: '3 × 2 numbers become 6 × 4',
  number: (row: number, column: number) => `Source, row ${row}, column ${column}`,
  presetsLabel: 'Numbers to begin with',
  presets: { mixed: 'Mixed', edge: 'Edge', ramp: 'Ramp', point: 'Point' },
  sumOf: (method: string, row: number, column: number) => `${method}, row ${row}, column ${column}:`,
  place: (x: string, y: string) => `This pixel lies at x = ${x}, y = ${y} among the source pixels: (i + ½) / 2 − ½.`,
  pixelValue: (row: number, column: number, value: string) => `Row ${row}, column ${column}: ${value}`,
  resultOf: (method: string) => `${method}: result`,
  curveOf: (method: string) => `${method}: the kernel, and the weights of the source pixels`,
  exampleNote:
    'Change the numbers, and point at a result: the dots on its kernel are the source pixels, their height is their weight. Numbers below 0 or above 255 are underlined: the kernel overshoots, and a picture cuts them off. Beyond the edge the last pixel is repeated; weights are divided by their sum.',
  methods: {
    nearest: {
      name: 'Nearest',
      formula: 'h(x) = 1 for −½ ≤ x < ½',
      text: 'Copies the nearest pixel. One tap; edges become stairs.',
      looks: 'blocks',
    },
    bilinear: {
      name: 'Bilinear',
      formula: 'h(x) = 1 − |x| for |x| < 1',
      text: 'Straight lines between neighbours. 2 × 2 taps; never overshoots, but softens.',
      looks: 'soft',
    },
    bicubic: {
      name: 'Bicubic',
      formula: 'h(x) = 1.5|x|³ − 2.5|x|² + 1 for |x| ≤ 1\n−0.5|x|³ + 2.5|x|² − 4|x| + 2 for |x| < 2',
      text: 'Keys’ cubic with a = −½. 4 × 4 taps; the negative part sharpens. Papers compare with it.',
      looks: 'sharper, the papers’ baseline',
    },
    lanczos3: {
      name: 'Lanczos',
      formula: 'h(x) = sinc(x) · sinc(x / 3) for |x| < 3',
      text: 'A windowed sinc. 6 × 6 taps; the sharpest of the four, and rings at edges.',
      looks: 'sharpest, rings',
    },
  },
  pictureTitle: 'The same on your picture',
  pictureText: (side: number, scale: number) =>
    `${side} × ${side} pixels, ${scale} times as large. Choose another part in the small picture above.`,
};
