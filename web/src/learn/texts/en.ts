/** All that the section for students says, in English. */
import { interpolation } from './en-interpolation.ts';
import { networks } from './en-networks.ts';
import { training } from './en-training.ts';

export const en = {
  chaptersLabel: 'Chapters',
  chapters: {
    interpolation: {
      name: 'Interpolation',
      title: 'Pixels in between',
      lead: 'A larger picture needs pixels that nobody measured. The classical way is a weighted mean of those that are there.',
    },
    networks: {
      name: 'Networks',
      title: 'Inside a network',
      lead: 'A network learns its weights from pictures. Here is what each of its layers makes of yours.',
    },
    training: {
      name: 'Training',
      title: 'Watch it learn',
      lead: 'A small network, trained here and now on your picture, with two losses side by side.',
    },
  },
  picture: {
    sample: 'Chelsea, the sample picture',
    choose: 'Choose a picture',
  },
  interpolation,
  networks,
  training,
};

export type LearnTexts = typeof en;
