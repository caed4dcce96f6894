/** Writes the pictures of test/support/detections.ts in the form of COCO, for scripts/coco-scores.py. */
import type { Box } from '../src/evaluate/task/boxes.ts';
import { drawPictures } from '../test/support/detections.ts';

const seeds = process.argv.length > 2 ? Number(process.argv[2]) : 8;

const bbox = ({ left, top, right, bottom }: Box) => [left, top, right - left, bottom - top];

function cocoCase(seed: number): object {
  const pictures = drawPictures(seed);
  const images = pictures.map((_, i) => ({ id: i + 1, width: 220, height: 220 }));
  const annotations = pictures
    .flatMap(({ objects }, i) => objects.map((object) => ({ ...object, image_id: i + 1 })))
    .map(({ box, crowd, category, image_id }, i) => ({
      ...{ id: i + 1, image_id, category_id: category, bbox: bbox(box), iscrowd: Number(crowd) },
      area: (box.right - box.left) * (box.bottom - box.top),
    }));
  const results = pictures.flatMap(({ detections }, i) =>
    detections.map(({ box, score, category }) => ({ image_id: i + 1, category_id: category, bbox: bbox(box), score })),
  );
  return { seed, truth: { info: {}, images, annotations, categories: [1, 2, 3, 4].map((id) => ({ id, name: String(id) })) }, results };
}

process.stdout.write(JSON.stringify(Array.from({ length: seeds }, (_, i) => cocoCase(i + 1))));
