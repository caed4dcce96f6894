/** 插值一章。 */
import type { LearnTexts } from './en.ts';

export const interpolation: LearnTexts['interpolation'] = {
  exampleTitle: '3 × 2 个数变成 6 × 4 个',
  number: (row, column) => `原图，第 ${row} 行第 ${column} 列`,
  presetsLabel: '初始数值',
  presets: { mixed: '混合', edge: '边缘', ramp: '渐变', point: '单点' },
  sumOf: (method, row, column) => `${method}，第 ${row} 行第 ${column} 列：`,
  place: (x, y) => `该像素在原像素坐标中位于 x = ${x}，y = ${y}，即 (i + ½) / 2 − ½。`,
  pixelValue: (row, column, value) => `第 ${row} 行第 ${column} 列：${value}`,
  resultOf: (method) => `${method}：结果`,
  curveOf: (method) => `${method}：核函数与各原像素的权重`,
  exampleNote:
    '修改数值，并指向某个结果：核函数曲线上的点就是原像素，高度就是权重。小于 0 或大于 255 的数带下划线：核函数产生过冲，图片会将其截断。边缘之外重复最后一个像素；权重除以其总和。',
  methods: {
    nearest: {
      name: '最近邻',
      formula: 'h(x) = 1，−½ ≤ x < ½',
      text: '复制最近的像素。1 个采样点；边缘呈阶梯状。',
      looks: '块状',
    },
    bilinear: {
      name: '双线性',
      formula: 'h(x) = 1 − |x|，|x| < 1',
      text: '相邻像素之间连直线。2 × 2 个采样点；不会过冲，但偏软。',
      looks: '偏软',
    },
    bicubic: {
      name: '双三次',
      formula: 'h(x) = 1.5|x|³ − 2.5|x|² + 1，|x| ≤ 1\n−0.5|x|³ + 2.5|x|² − 4|x| + 2，|x| < 2',
      text: 'Keys 三次函数，a = −½。4 × 4 个采样点；负的部分起锐化作用。论文以它为基准。',
      looks: '更锐利，论文的基准',
    },
    lanczos3: {
      name: 'Lanczos',
      formula: 'h(x) = sinc(x) · sinc(x / 3)，|x| < 3',
      text: '加窗的 sinc。6 × 6 个采样点；四者中最锐利，边缘有振铃。',
      looks: '最锐利，有振铃',
    },
  },
  pictureTitle: '在您的图片上',
  pictureText: (side, scale) => `${side} × ${side} 像素，放大 ${scale} 倍。可在上方小图中选择其他部分。`,
};
