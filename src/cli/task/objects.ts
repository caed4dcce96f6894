/** The true objects of pictures, from a file of COCO's form (https://cocodataset.org/#format-data); of it only what is needed is read. */
import * as v from 'valibot';
import { ConfigError, expected } from '../../errors.ts';
import type { LabelledObject } from '../../evaluate/task/detection-scores.ts';
import { parseConfig } from '../../parse-config.ts';

const id = v.pipe(v.number(), v.safeInteger());
const side = v.pipe(v.number(), v.finite(), v.minValue(0));
const place = v.pipe(v.number(), v.finite());

const objectsSchema = v.object({
  images: v.array(v.object({ id, file_name: v.string(), width: v.optional(side), height: v.optional(side) })),
  /** Boxes are left, top, width and height in pixels. */
  annotations: v.array(
    v.object({ image_id: id, category_id: id, bbox: v.tuple([place, place, side, side]), iscrowd: v.optional(v.picklist([0, 1]), 0) }),
  ),
  categories: v.array(v.object({ id, name: v.string() })),
});

export interface LabelledScene {
  /** Path below the folder of the pictures, with `/`. */
  readonly name: string;
  /** As the file says. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly objects: readonly LabelledObject[];
}

export interface Objects {
  readonly scenes: readonly LabelledScene[];
  /** Id → name, as in the file. */
  readonly categories: ReadonlyMap<number, string>;
  readonly notes: readonly string[];
}

/** Those of the pictures `names`. Throws ConfigError for a file of another form, and where it has none of the pictures, or no objects in them. */
export function parseObjects(text: string, path: string, names: readonly string[]): Objects {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(expected('JSON', path, 'something else'), { cause });
  }
  const { images, annotations, categories } = parseConfig(objectsSchema, content, path);
  const byCategory = new Map(categories.map((category) => [category.id, category.name]));
  const byImage = new Map(images.map((image) => [image.id, [] as LabelledObject[]]));
  if (byCategory.size < categories.length || byImage.size < images.length)
    throw new ConfigError(expected('each id once', path, 'one again'));
  for (const { image_id, category_id, bbox, iscrowd } of annotations) {
    const objects = byImage.get(image_id);
    if (!objects) throw new ConfigError(expected('the id of one of its images', `image_id in ${path}`, image_id));
    if (!byCategory.has(category_id))
      throw new ConfigError(expected('the id of one of its categories', `category_id in ${path}`, category_id));
    const [left, top, width, height] = bbox;
    objects.push({ box: { left, top, right: left + width, bottom: top + height }, crowd: iscrowd === 1, category: category_id });
  }
  const there = new Set(names);
  const scenes = images
    .map(({ id: image, file_name, width, height }): LabelledScene => ({ name: file_name, width, height, objects: byImage.get(image)! }))
    .filter(({ name }) => there.has(name));
  if (!scenes.some(({ objects }) => objects.some(({ crowd }) => !crowd)))
    throw new ConfigError(`Expected objects in the pictures, such as ${names[0]}, in ${path} but received none`);
  const named = new Set(scenes.map(({ name }) => name));
  if (named.size < scenes.length) throw new ConfigError(expected('each file_name once', path, 'one again'));
  return {
    scenes,
    categories: byCategory,
    notes: [
      ...(named.size < names.length
        ? [`${names.length - named.size} of ${names.length} pictures are not in ${path} and are left out`]
        : []),
      ...(scenes.length < images.length ? [`${images.length - scenes.length} of the pictures in ${path} are not there`] : []),
    ],
  };
}
