#!/usr/bin/env bash
# Has Python's onnx and ONNX Runtime accept what the embedder writes, and the reader of docs/ read it back: newest and oldest versions.
set -euo pipefail
cd "$(dirname "$0")/../.."
cache=.cache/interop
python=${PYTHON:-python3}
mkdir -p "$cache"

[ -f packages/metadata-embedder/dist/index.js ] ||
  npx turbo run build --filter=@onnx-capsule/metadata-embedder --output-logs=errors-only

# environment NAME PACKAGES…: a virtual environment with the packages, made once.
environment() {
  local folder=$cache/$1
  shift
  if [ ! -f "$folder/ready" ]; then
    rm -rf "$folder"
    "$python" -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check "$@" && touch "$folder/ready"
  fi
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
node tools/interop/write.js "$work"

passed=0
failed=0
check() {
  local name=$1
  shift
  if ! environment "$name" "$@" 2>"$work/pip.log"; then
    echo "$name skipped: pip cannot install $* here: $(tail -n 1 "$work/pip.log")"
    return
  fi
  "$cache/$name/bin/python" tools/interop/check.py "$work" >"$work/$name.log" || echo "0 passed, 1 failed" >>"$work/$name.log"
  cat "$work/$name.log"
  local line
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$work/$name.log" | tail -n 1)
  passed=$((passed + $(echo "$line" | cut -d' ' -f1)))
  failed=$((failed + $(echo "$line" | cut -d' ' -f3)))
}

check newest onnx onnxruntime
# 1.14.1 is the oldest onnx that is promised; 1.15.0 is the oldest ONNX Runtime with wheels for Python 3.11.
check oldest onnx==1.14.1 "onnxruntime==${OLDEST_ONNXRUNTIME:-1.15.0}" "numpy<2" "protobuf<5"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
