/** What a rater's page writes and `subpixel mos score` reads. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { ConfigError, expected } from '../../errors.ts';

const name = v.pipe(v.string(), v.nonEmpty());
const ms = v.pipe(v.number(), v.minValue(0));

const rating = v.strictObject({ picture: name, method: name, score: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5)), ms });
/** The first and second method as they were shown. */
const choice = v.strictObject({ picture: name, a: name, b: name, better: v.picklist(['a', 'b']), ms });

const shared = {
  kind: v.literal('subpixel mos'),
  /** The hash of the pictures: answers to different pages are not put together. */
  study: name,
  rater: name,
  /** What the rater called themselves, if anything. */
  name: v.optional(v.string()),
  methods: v.array(name),
  started: name,
  written: name,
};

const answersSchema = v.variant('mode', [
  v.strictObject({ ...shared, mode: v.literal('absolute'), answers: v.array(rating) }),
  v.strictObject({ ...shared, mode: v.literal('paired'), answers: v.array(choice) }),
]);

export type Answers = v.InferOutput<typeof answersSchema>;
export type Rating = v.InferOutput<typeof rating>;
export type Choice = v.InferOutput<typeof choice>;

/** Throws ConfigError, naming the file, for one that no page of `subpixel mos make` wrote. */
export async function readAnswers(path: string): Promise<Answers> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new ConfigError(expected('an existing file of answers', path, (cause as NodeJS.ErrnoException).code), { cause });
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(expected('JSON', path, 'something else'), { cause });
  }
  const result = v.safeParse(answersSchema, content);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ConfigError(
    `${path}: expected ${issue.expected ?? issue.message} for ${v.getDotPath(issue) ?? 'the answers'} but received ${issue.received}`,
  );
}
