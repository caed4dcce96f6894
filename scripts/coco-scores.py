"""The scores that pycocotools gives to the pictures of test/support/detections.ts, for src/evaluate/task/detection-scores.test.ts.

tsx scripts/coco-scores.ts | python scripts/coco-scores.py     (pip install pycocotools)
"""

import contextlib
import io
import json
import sys

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

for case in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = case["truth"]
        truth.createIndex()
        scores = COCOeval(truth, truth.loadRes(case["results"]), "bbox")
        scores.evaluate()
        scores.accumulate()
        scores.summarize()
    print(case["seed"], *(repr(float(value)) for value in scores.stats[:3]))
