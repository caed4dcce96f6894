#!/usr/bin/env bash
# Clones HEAD to a temporary folder and runs the two commands of the README there, with an empty npm cache.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone --quiet "$(git -C "$(dirname "$0")" rev-parse --show-toplevel)" "$work/subpixel"
cd "$work/subpixel"
export npm_config_cache="$work/cache"

npm ci && npx subpixel upscale examples/cat.png --scale 4
test -s examples/cat_x4.png

rm -rf node_modules dist
npm ci && npm test
echo "Both commands work on a fresh clone."
