# transports.tsv: variant, transport
# rounds.tsv:     variant, round, cpu-ms, upstream-calls, requests, seconds, p50-us, p99-us, errors
# Prints a Markdown table of medians; exits with 1 if a number is not reliable.

FILENAME ~ /transports\.tsv$/ { transport[$1] = $2; next }

{
  if (!($1 in rounds)) names[++variants] = $1
  n = ++rounds[$1]
  cpu[$1, n] = $5 ? $3 * 1000 / $5 : 0
  rate[$1, n] = $5 / $6
  p50[$1, n] = $7 / 1000
  p99[$1, n] = $8 / 1000
  calls[$1, n] = $5 ? $4 / $5 : 0
  errors[$1] += $9
}

# The values of one variant into sorted[1..n].
function sort_of(values, name,    i, j, v) {
  for (i = 1; i <= rounds[name]; i++) {
    v = values[name, i]
    for (j = i - 1; j >= 1 && sorted[j] > v; j--) sorted[j + 1] = sorted[j]
    sorted[j + 1] = v
  }
  return rounds[name]
}

function median(values, name,    n) {
  n = sort_of(values, name)
  return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}

function spread(values, name, format,    n) {
  n = sort_of(values, name)
  return sprintf(format " to " format, sorted[1], sorted[n])
}

function ratio(values, name) {
  if (!(peer in rounds) || !median(values, peer)) return "-"
  return sprintf("%.2f", median(values, name) / median(values, peer))
}

END {
  print "| variant | transport | CPU ms per 1,000 | spread | ratio | req/s | spread | ratio" \
    " | p50 ms | p99 ms | upstream calls each | errors |"
  print "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
  for (i = 1; i <= variants; i++) {
    v = names[i]
    printf "| %s | %s | %.1f | %s | %s | %.0f | %s | %s | %.2f | %.2f | %.2f | %d |\n", v, transport[v],
      median(cpu, v), spread(cpu, v, "%.1f"), ratio(cpu, v),
      median(rate, v), spread(rate, v, "%.0f"), ratio(rate, v),
      median(p50, v), median(p99, v), median(calls, v), errors[v]
    n = sort_of(cpu, v)
    if (sorted[n] > 1.25 * sorted[1]) unsteady = unsteady " " v
    if (errors[v] || median(calls, v) < 2.95) untrusted = untrusted " " v
  }
  if (unsteady) {
    print "bench: rounds more than 25 % apart, warm up longer or on a quieter machine:" unsteady \
      > "/dev/stderr"
  }
  if (untrusted) {
    print "bench: errors or left-out upstream calls, do not use the numbers of:" untrusted > "/dev/stderr"
    exit 1
  }
}
