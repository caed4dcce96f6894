"""OpenCV's dnn_superres on demand. In: {"graph", "scale", "threads"}, then {"input", "output"} lines. Out: the version, then a timing for each."""
import json
import sys
import time

import cv2

# As in our PNG encoder: zlib's level, and the filter chosen row by row, which is libpng's own default.
PNG = [cv2.IMWRITE_PNG_COMPRESSION, 6]


def answer(message):
    print(json.dumps(message), flush=True)


setup = json.loads(sys.stdin.readline())
cv2.setNumThreads(setup['threads'])
network = cv2.dnn_superres.DnnSuperResImpl_create()
network.readModel(setup['graph'])
network.setModel('espcn', setup['scale'])
answer({'version': cv2.__version__})

for line in sys.stdin:
    request = json.loads(line)
    start = time.perf_counter()
    image = cv2.imread(request['input'])
    decoded = time.perf_counter()
    enlarged_image = network.upsample(image)
    enlarged = time.perf_counter()
    cv2.imwrite(request['output'], enlarged_image, PNG)
    end = time.perf_counter()
    parts = {'totalMs': end - start, 'decodeMs': decoded - start, 'networkMs': enlarged - decoded, 'encodeMs': end - enlarged}
    answer({name: seconds * 1000 for name, seconds in parts.items()})
