#!/bin/sh
# A hook of git itself: copy this file to .git/hooks/pre-commit and make it executable.
# A commit with a blocker, or one that cannot be judged, is stopped. `git commit --no-verify` goes round the hook.
set -eu

config=content-quality.toml
if [ -f "$config" ]; then
  exec content-quality check --staged --config "$config"
fi
exec content-quality check --staged
