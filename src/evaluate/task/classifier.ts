/** A classifier of the user: which of its outputs holds the scores, what they are, and the scores of a picture. */
import { EngineError, expected } from '../../errors.ts';
import type { Image } from '../../image/image.ts';
import { looksLikeProbabilities, type ScoreKind } from './class-scores.ts';
import { type Preparation, preparePicture } from './prepare.ts';
import { numbersOf, outputNamed, type Recogniser } from './recogniser.ts';

export interface Classifier {
  readonly kind: ScoreKind;
  /** Whether all scores so far could be probabilities. */
  readonly looksLikeProbabilities: boolean;
  /** One score for each class. Throws EngineError for an output of another form. */
  scores(image: Image): Promise<Float64Array>;
}

export interface ClassifierOptions {
  readonly preparation: Preparation;
  /** Name of the output; the first where left out. */
  readonly output?: string | undefined;
  /** Probabilities where the output is that of a Softmax, else logits, where left out. */
  readonly kind?: ScoreKind | undefined;
}

/** Throws ConfigError for an output that is not there. */
export function classifierOf(recogniser: Recogniser, { preparation, output, kind: asked }: ClassifierOptions): Classifier {
  const { name } = output === undefined ? recogniser.outputs[0]! : outputNamed(recogniser, output);
  const kind = asked ?? (recogniser.lastOperators.get(name) === 'Softmax' ? 'probabilities' : 'logits');
  let plausible = true;
  return {
    kind,
    get looksLikeProbabilities() {
      return plausible;
    },
    async scores(image) {
      const { planes } = preparePicture(image, preparation);
      const tensor = (await recogniser.run(planes, [name]))[name]!;
      // One axis of classes, as in (1, K) or (1, K, 1, 1).
      if (tensor.shape.filter((side) => side !== 1).length !== 1 || tensor.data.length < 2)
        throw new EngineError(
          expected('one score for each of two or more classes', `output ${name} of ${recogniser.name}`, `(${tensor.shape.join(', ')})`),
        );
      const scores = numbersOf(tensor);
      plausible &&= looksLikeProbabilities(scores);
      return scores;
    },
  };
}
