/** A list of cases for every operator that has a gradient rule: shapes that break things. */
import type { Cases } from './case.ts';
import { convCases } from './conv.ts';
import { elementwiseCases } from './elementwise.ts';
import { moveCases } from './moves.ts';
import { sumCases } from './sums.ts';

export const gradientCases: Cases = { ...elementwiseCases, ...convCases, ...sumCases, ...moveCases };
