# The steps of .ci/run: what each has come to, summed up, and what failed, named once more at the end.

passed=0 failed=0 skipped=0
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT

# runs a command; its output is shown, and kept in $log/<name>
step() {
  local name=$1
  shift
  echo "== $name (after $((SECONDS / 60)) min $((SECONDS % 60)) s)"
  "$@" </dev/null 2>&1 | tee "$log/$name"
  return "${PIPESTATUS[0]}"
}

# a step that counts as one test of its own
once() {
  step "$@"
  local code=$?
  if [ "$code" -eq 0 ]; then passed=$((passed + 1)); else fail 1 "$1" "$code"; fi
}

# a step that counts its tests itself: its last line is `N passed, N failed[, N skipped]`
counted() {
  step "$@"
  local code=$? counts='^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$' own=0
  if [[ $(grep -E "$counts" "$log/$1" | tail -n 1) =~ $counts ]]; then
    passed=$((passed + BASH_REMATCH[1]))
    own=${BASH_REMATCH[2]}
    skipped=$((skipped + ${BASH_REMATCH[4]:-0}))
  elif [ "$code" -eq 0 ]; then
    code='0, but no counts'
  fi
  [ "$own $code" = '0 0' ] || fail $((own > 0 ? own : 1)) "$1" "$code"
}

# what a step has named itself, each with the first lines of its reason; else the last lines of it
fail() {
  failed=$((failed + $1))
  {
    echo "FAILED  $2 (exit code $3)"
    awk '/^FAILED  / { left = 12 } !/^(FAILED|      )  / { left = 0 } left-- > 0' "$log/$2" >"$log/named"
    if [ -s "$log/named" ]; then cat "$log/named"; else tail -n 8 "$log/$2" | sed 's/^/        /'; fi
  } >>"$log/failures"
}

finish() {
  echo "took $((SECONDS / 60)) min $((SECONDS % 60)) s"
  [ ! -e "$log/failures" ] || cat "$log/failures"
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ] && exit 0 || exit 1
}
