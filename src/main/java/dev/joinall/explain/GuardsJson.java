package dev.joinall.explain;

import dev.joinall.config.CacheConfig;
import dev.joinall.config.GuardsConfig.Bulkhead;
import dev.joinall.config.GuardsConfig.CircuitBreaker;
import dev.joinall.config.GuardsConfig.Hedge;
import dev.joinall.config.GuardsConfig.RateLimit;
import dev.joinall.config.GuardsConfig.Retry;
import dev.joinall.json.JsonWriter;

/** The guards of a backend or a task, and its cache, as members of an object. */
record GuardsJson(JsonWriter out) {

  void retry(Retry retry) {
    out.name("retry").beginObject();
    out.name("attempts").number(retry.attempts());
    out.name("backoff").number(retry.backoff().toMillis());
    out.name("budget").number(retry.budget());
    out.endObject();
  }

  /** Without {@code after} if it is the measured percentile. */
  void hedge(Hedge hedge) {
    out.name("hedge").beginObject();
    hedge.after().ifPresent(after -> out.name("after").number(after.toMillis()));
    out.name("max").number(hedge.max());
    out.endObject();
  }

  void circuitBreaker(CircuitBreaker circuit) {
    out.name("circuitBreaker").beginObject();
    out.name("failureRate").number(circuit.failureRate());
    circuit
        .slow()
        .ifPresent(slow -> {
          out.name("slow").number(slow.toMillis());
          out.name("slowRate").number(circuit.slowRate());
        });
    out.name("window").number(circuit.window());
    out.name("openFor").number(circuit.openFor().toMillis());
    out.endObject();
  }

  void bulkhead(Bulkhead bulkhead) {
    out.name("bulkhead").beginObject();
    out.name("max").number(bulkhead.max());
    out.endObject();
  }

  void rateLimit(RateLimit limit) {
    out.name("rateLimit").beginObject();
    out.name("permits").number(limit.permits());
    out.name("per").number(limit.per().toMillis());
    out.endObject();
  }

  void cache(CacheConfig cache) {
    out.name("cache").beginObject();
    out.name("ttl").number(cache.ttl().toMillis());
    cache.negativeTtl().ifPresent(it -> out.name("negativeTtl").number(it.toMillis()));
    cache.staleIfError().ifPresent(it -> out.name("staleIfError").number(it.toMillis()));
    cache
        .staleWhileRevalidate()
        .ifPresent(it -> out.name("staleWhileRevalidate").number(it.toMillis()));
    cache.shared().ifPresent(it -> out.name("shared").string(it));
    out.endObject();
  }
}
