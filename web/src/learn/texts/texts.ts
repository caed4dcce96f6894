/** The texts of this section in the language of the page. */
import { computed } from '@preact/signals';
import { language } from '../../i18n/i18n.ts';
import { en, type LearnTexts } from './en.ts';
import { zh } from './zh.ts';

const languages = { en, zh } as const;

export const texts = computed<LearnTexts>(() => languages[language.value]);
