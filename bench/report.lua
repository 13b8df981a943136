-- Called once by wrk, after the load: one line that bench/run reads. No function here runs per request.
function done(summary, latency)
  local e = summary.errors
  io.write(string.format("report %d %.6f %.0f %.0f %d\n",
    summary.requests, summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.timeout + e.status))
end
