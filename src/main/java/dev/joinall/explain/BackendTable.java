package dev.joinall.explain;

import dev.joinall.config.BackendConfig;
import dev.joinall.config.GuardsConfig;
import dev.joinall.config.GuardsConfig.CircuitBreaker;
import dev.joinall.config.PoolConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of the backends with their pools and guards. */
final class BackendTable {
  private static final int MAX_NAME = 24;
  private static final int MAX_KIND = 12;

  private BackendTable() {}

  static void draw(Explanation explanation, Page page) {
    int name = Page.width(List.copyOf(explanation.backends().keySet()), MAX_NAME);
    int kind =
        Page.width(
            explanation.backends().values().stream().map(BackendConfig::kind).toList(), MAX_KIND);
    page.line("  backends");
    for (BackendConfig backend : explanation.backends().values()) {
      String row =
          "    %s  %s  ".formatted(Page.fit(backend.name(), name), Page.fit(backend.kind(), kind));
      page.words(row, String.join("; ", notes(backend)));
    }
  }

  private static List<String> notes(BackendConfig backend) {
    PoolConfig pool = backend.pool();
    GuardsConfig guards = backend.guards();
    List<String> notes = new ArrayList<>();
    notes.add("timeout " + Labels.time(backend.timeout()));
    notes.add(
        "pool %d, %d may wait %s"
            .formatted(pool.max(), pool.maxPending(), Labels.time(pool.acquireTimeout())));
    if (backend.addresses().size() > 1) {
      notes.add("one of " + String.join(", ", backend.hosts()));
    }
    backend.tls().ifPresent(it -> notes.add(it.note()));
    notes.addAll(backend.options().notes());
    guards
        .retry()
        .ifPresent(it ->
            notes.add(
                "%d attempts, backoff %s, budget %d%%"
                    .formatted(it.attempts(), Labels.time(it.backoff()), it.budget())));
    guards
        .hedge()
        .ifPresent(it ->
            notes.add(
                "hedge after %s, at most %d"
                    .formatted(it.after().map(Labels::time).orElse("p95"), it.max())));
    guards.circuitBreaker().ifPresent(it -> notes.add(circuit(it)));
    guards.bulkhead().ifPresent(it -> notes.add("bulkhead " + it.max()));
    guards
        .rateLimit()
        .ifPresent(
            it -> notes.add("at most %d in %s".formatted(it.permits(), Labels.time(it.per()))));
    backend.maxConnections().ifPresent(it -> notes.add("accepts %d connections".formatted(it)));
    if (backend.critical()) {
      notes.add("critical");
    }
    return notes;
  }

  private static String circuit(CircuitBreaker circuit) {
    String failed =
        String.format(
            Locale.ROOT,
            "circuit opens for %s at %.0f%% of %d",
            Labels.time(circuit.openFor()),
            circuit.failureRate(),
            circuit.window());
    return circuit
        .slow()
        .map(slow ->
            String.format(
                Locale.ROOT,
                "%s, or %.0f%% slower than %s",
                failed,
                circuit.slowRate(),
                Labels.time(slow)))
        .orElse(failed);
  }
}
