# costs.tsv:  variant, start-ms, transport, resident-mb
# rounds.tsv: shape, variant, round, user-ms, system-ms, upstream-calls, requests, seconds, p50-us, p99-us, errors
# Prints Markdown tables of medians, one for each shape; exits with 1 if a number is not reliable.

FILENAME ~ /costs\.tsv$/ {
  order[++variants] = $1
  start[$1] = $2
  transport[$1] = $3
  resident[$1] = $4
  next
}

{
  if (!($1 in seen)) { seen[$1] = 1; shape_names[++shapes] = $1 }
  key = $1 SUBSEP $2
  n = ++rounds[key]
  cpu[key, n] = $7 ? ($4 + $5) * 1000 / $7 : 0
  kernel[key, n] = $4 + $5 ? 100 * $5 / ($4 + $5) : 0
  rate[key, n] = $7 / $8
  p50[key, n] = $9 / 1000
  p99[key, n] = $10 / 1000
  calls[key, n] = $7 ? $6 / $7 : 0
  errors[key] += $11
  answers[key] += $7
}

# The values of one shape and variant into sorted[1..n].
function sort_of(values, key,    i, j, v) {
  for (i = 1; i <= rounds[key]; i++) {
    v = values[key, i]
    for (j = i - 1; j >= 1 && sorted[j] > v; j--) sorted[j + 1] = sorted[j]
    sorted[j + 1] = v
  }
  return rounds[key]
}

function median(values, key,    n) {
  n = sort_of(values, key)
  return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}

function spread(values, key, format,    n) {
  n = sort_of(values, key)
  return sprintf(format " to " format, sorted[1], sorted[n])
}

function ratio(values, shape, key,    of) {
  of = shape SUBSEP peer
  if (!(of in rounds) || !median(values, of)) return "-"
  return sprintf("%.2f", median(values, key) / median(values, of))
}

# Their number, and their percentage of all answers. Without an answer, one is all.
function share(key) { return 100 * errors[key] / (answers[key] ? answers[key] : 1) }
function told(key) { return errors[key] ? sprintf("%d (%.2f %%)", errors[key], share(key)) : "0" }

# HTTP calls upstream for each answer.
function expected(shape) {
  if (shape == "mongo" || shape == "sql") return 0
  return shape == "page" ? 3 : shape == "one" ? 1 : shape == "ten" ? 10 : shape == "redis" ? 2 : 0
}

END {
  for (s = 1; s <= shapes; s++) {
    shape = shape_names[s]
    printf "\n%s, ratios to %s:\n\n", shape, peer
    print "| variant | ratio | CPU ms per 1,000 | spread | kernel | req/s | ratio | p50 ms | p99 ms | upstream calls | errors |"
    print "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for (i = 1; i <= variants; i++) {
      key = shape SUBSEP order[i]
      if (!(key in rounds)) continue
      printf "| %s | **%s** | %.1f | %s | %.0f %% | %.0f | %s | %.2f | %.2f | %.2f | %s |\n", order[i],
        ratio(cpu, shape, key), median(cpu, key), spread(cpu, key, "%.1f"), median(kernel, key),
        median(rate, key), ratio(rate, shape, key), median(p50, key), median(p99, key), median(calls, key),
        told(key)
      n = sort_of(cpu, key)
      if (sorted[n] > 1.25 * sorted[1]) unsteady = unsteady " " order[i] "/" shape
      if (share(key) > allowed || median(calls, key) < 0.98 * expected(shape)) untrusted = untrusted " " order[i] "/" shape
    }
  }
  print "\n| variant | transport | start to the first answer, ms | resident after the load, MB |\n|---|---|--:|--:|"
  for (i = 1; i <= variants; i++) {
    v = order[i]
    printf "| %s | %s | %d | %d |\n", v, transport[v], start[v], resident[v]
  }
  if (unsteady) {
    print "bench: rounds more than 25 % apart, warm up longer or on a quieter machine:" unsteady \
      > "/dev/stderr"
  }
  if (untrusted) {
    print "bench: errors or missing upstream calls, do not use the numbers of:" untrusted > "/dev/stderr"
    exit 1
  }
}
