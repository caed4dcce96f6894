/** Answers of several raters to one page → a score for each method, and how well metrics agree with it. */
import { ConfigError, expected } from '../../errors.ts';
import { bradleyTerry } from '../../evaluate/statistics/bradley-terry.ts';
import { kendall, pearson, spearman } from '../../evaluate/statistics/correlation.ts';
import { meanInterval } from '../../evaluate/statistics/student-t.ts';
import { groupBy } from '../group-by.ts';
import type { Answers, Choice, Rating } from './answers.ts';
import { type MetricTable, metricMeans } from './metrics.ts';

export interface MethodScore {
  readonly method: string;
  /** The mean opinion score, or the strength in the Bradley–Terry model. */
  readonly score: number;
  /** Half the 95 % confidence interval; undefined where one value is all there is. */
  readonly margin: number | undefined;
  /** Ratings, or comparisons that it was part of. */
  readonly n: number;
  /** Of comparisons. */
  readonly won?: number;
}

export interface Correlation {
  readonly metric: string;
  /** What the values are of: the mean of each picture of each method, or each method. */
  readonly over: 'pictures' | 'methods';
  readonly n: number;
  readonly pearson: number;
  readonly spearman: number;
  readonly kendall: number;
}

export interface MosReport {
  readonly mode: Answers['mode'];
  readonly raters: number;
  readonly answers: number;
  /** Best first. */
  readonly methods: readonly MethodScore[];
  /** Means of every picture, for a scale of five. */
  readonly pictures: readonly (MethodScore & { readonly picture: string })[];
  readonly correlations: readonly Correlation[];
}

/** All answers are to one page. Throws ConfigError where pairs do not join all methods, or the metrics do not cover them. */
export function reportOf(all: readonly Answers[], metrics?: MetricTable): MosReport {
  const { methods, mode } = all[0]!;
  const ratings: { rater: string; rating: Rating }[] = [];
  const choices: Choice[] = [];
  for (const file of all) {
    if (file.mode === 'paired') choices.push(...file.answers);
    else ratings.push(...file.answers.map((rating) => ({ rater: file.rater, rating })));
  }
  const strange = [...choices.flatMap(({ a, b }) => [a, b]), ...ratings.map(({ rating }) => rating.method)].find(
    (m) => !methods.includes(m),
  );
  if (strange !== undefined) throw new ConfigError(expected(methods.join(', '), 'the method of an answer', strange));
  const base = { mode, raters: all.length, answers: ratings.length + choices.length };
  if (base.answers === 0) return { ...base, methods: [], pictures: [], correlations: [] };
  const scores = mode === 'paired' ? strengths(methods, choices) : opinionScores(methods, ratings);
  const pictures = mode === 'paired' ? [] : pictureScores(ratings.map(({ rating }) => rating));
  const correlations = metrics === undefined ? [] : correlationsOf(scores, pictures, metrics);
  return { ...base, methods: scores.sort((a, b) => b.score - a.score), pictures, correlations };
}

/** Ratings of one person are not independent: what is averaged, and what the interval is over, is the mean of each rater. */
function opinionScores(methods: readonly string[], ratings: readonly { rater: string; rating: Rating }[]): MethodScore[] {
  return methods.flatMap((method) => {
    const own = ratings.filter(({ rating }) => rating.method === method);
    if (own.length === 0) return [];
    const byRater = [...groupBy(own, ({ rater }) => rater).values()].map((list) => list.map(({ rating }) => rating.score));
    const values = byRater.length === 1 ? byRater[0]! : byRater.map((list) => meanInterval(list).mean);
    const { mean, margin } = meanInterval(values);
    return [{ method, score: mean, margin, n: own.length }];
  });
}

function pictureScores(ratings: readonly Rating[]): (MethodScore & { picture: string })[] {
  const groups = groupBy(ratings, ({ picture, method }) => JSON.stringify([picture, method]));
  return [...groups.values()]
    .map((list) => {
      const { n, mean, margin } = meanInterval(list.map(({ score }) => score));
      return { picture: list[0]!.picture, method: list[0]!.method, score: mean, margin, n };
    })
    .sort((a, b) => (a.picture === b.picture ? (a.method < b.method ? -1 : 1) : a.picture < b.picture ? -1 : 1));
}

/** Large-sample intervals: 1.96 standard errors. */
function strengths(methods: readonly string[], choices: readonly Choice[]): MethodScore[] {
  const wins = methods.map(() => methods.map(() => 0));
  for (const { a, b, better } of choices) {
    const [winner, loser] = better === 'a' ? [a, b] : [b, a];
    wins[methods.indexOf(winner)]![methods.indexOf(loser)]!++;
  }
  return bradleyTerry(wins, methods).map(({ strength, error }, i) => {
    const won = wins[i]!.reduce((sum, count) => sum + count, 0);
    const lost = wins.reduce((sum, row) => sum + row[i]!, 0);
    return { method: methods[i]!, score: strength, margin: 1.96 * error, n: won + lost, won };
  });
}

function correlationsOf(methods: readonly MethodScore[], pictures: MosReport['pictures'], table: MetricTable): Correlation[] {
  const byPicture = table.pictures && pictures.length > 0;
  const scored: readonly (MethodScore & { readonly picture?: string })[] = byPicture ? pictures : methods;
  return table.names.map((metric) => {
    const pairs = scored.map(({ method, picture, score }) => [score, metricMeans(table, metric, method, picture)] as const);
    const known = pairs.filter((pair): pair is readonly [number, number] => pair[1] !== undefined && Number.isFinite(pair[1]));
    if (known.length < 3)
      throw new ConfigError(
        expected(`three or more ${byPicture ? 'pictures' : 'methods'} of the answers in the column ${metric}`, '--metrics', known.length),
      );
    const [x, y] = [known.map(([score]) => score), known.map(([, value]) => value)];
    const over = byPicture ? 'pictures' : 'methods';
    return { metric, over, n: known.length, pearson: pearson(x, y), spearman: spearman(x, y), kendall: kendall(x, y) };
  });
}
