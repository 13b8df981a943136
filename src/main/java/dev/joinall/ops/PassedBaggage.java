package dev.joinall.ops;

import dev.joinall.run.Report;
import dev.joinall.template.Trace;

/** Any tracing, while the {@code baggage} of clients passes on to backends. */
record PassedBaggage(Tracing tracing) implements Tracing {
  @Override
  public boolean passesBaggage() {
    return true;
  }

  @Override
  public Trace sampled(Trace received) {
    return tracing.sampled(received);
  }

  @Override
  public void run(Report report) {
    tracing.run(report);
  }

  @Override
  public void request(CompletedRequest completed) {
    tracing.request(completed);
  }

  @Override
  public void rejected(RejectedTrace rejected) {
    tracing.rejected(rejected);
  }

  @Override
  public void close() {
    tracing.close();
  }
}
