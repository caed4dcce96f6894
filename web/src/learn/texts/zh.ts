/** 简体中文。 */
import type { LearnTexts } from './en.ts';
import { interpolation } from './zh-interpolation.ts';
import { networks } from './zh-networks.ts';
import { training } from './zh-training.ts';

export const zh: LearnTexts = {
  chaptersLabel: '章节',
  chapters: {
    interpolation: {
      name: '插值',
      title: '像素之间',
      lead: '放大后的图片需要一些从未被测量过的像素。经典做法是对已有像素做加权平均。',
    },
    networks: {
      name: '网络',
      title: '网络的内部',
      lead: '网络从图片中学到权重。这里可以看到每一层对您的图片做了什么。',
    },
    training: {
      name: '训练',
      title: '看它学习',
      lead: '一个小网络，就在此刻、在您的图片上训练，并排比较两种损失。',
    },
  },
  picture: {
    sample: '示例图片：小猫 Chelsea',
    choose: '选择图片',
  },
  interpolation,
  networks,
  training,
};
