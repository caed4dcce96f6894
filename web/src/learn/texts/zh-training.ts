/** 训练一章。 */
import type { LearnTexts } from './en.ts';

export const training: LearnTexts['training'] = {
  title: '并排的两次训练',
  controls: '训练什么',
  network: '网络',
  models: {
    espcn: '窄版：5 × 5 到 32 通道，3 × 3 到 16，再 3 × 3 和像素重排。在小图上工作。',
    srcnn: '窄版：9 × 9 到 16 通道，1 × 1 到 8，5 × 5。在双三次放大后的图片上工作。',
  },
  parameters: (n) => `共 ${n} 个参数。`,
  scale: '倍数',
  lossOf: (n) => `损失 ${n}`,
  losses: { l2: 'MSE（L2）', l1: 'L1', charbonnier: 'Charbonnier', huber: 'Huber', ssim: 'SSIM' },
  formulas: {
    l2: 'mean (sr − hr)²',
    l1: 'mean |sr − hr|',
    charbonnier: 'mean √((sr − hr)² + ε²)',
    huber: '小误差取平方，大误差取线性',
    ssim: '1 − SSIM(sr, hr)',
  },
  rate: '学习率（Adam）',
  start: '开始',
  starting: '正在启动…',
  pause: '暂停',
  resume: '继续',
  reset: '重置',
  original: '原图',
  bicubic: '双三次',
  step: (step, speed) => `第 ${step} 步 · 每秒 ${speed} 步`,
  psnrUnit: '亮度，dB；虚线为双三次',
  lossTitle: '损失',
  lossUnit: '各按自己的单位，以 10 的幂显示',
  failed: '无法训练：',
  note: 'PSNR = 10 · log₁₀(1 / MSE)，所以最小化 MSE 的训练正是为这个数而训练。两次训练的初始权重相同，看到的图块也相同。训练和测量用的是同一张图片的同一部分：这展示的是学习过程，而不是网络在其他图片上的表现。',
};
