package dev.joinall.web;

import dev.joinall.plan.Inputs;
import dev.joinall.plan.Plan;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The caching headers of answers (RFC 9110, section 12.5.5; RFC 9111, section 5.2.2). An answer may
 * be for one caller alone: {@code Vary} names every request header that can change it, and a shared
 * cache may keep it only if the file declares so. Thread-safe.
 *
 * @param compresses whether answers are compressed for clients that accept it
 */
public record CacheRules(boolean compresses) {
  /** A client may keep the answer, but must revalidate it before each use. */
  static final String DEFAULT_CACHE_CONTROL = "private, no-cache";

  static final String NO_STORE = "no-store";

  private static final String ANYTHING = "*";

  /**
   * Some caches give these precedence over {@code Cache-Control} (RFC 9213 and its predecessors).
   */
  private static final Set<String> OVERRIDING =
      caseless("CDN-Cache-Control", "Surrogate-Control", "X-Accel-Expires");

  /** The {@code Vary} of each answer of a route, independent of its plan. */
  String vary() {
    return vary(Stream.empty());
  }

  /** The {@code Vary} of each answer of this plan. */
  String vary(Plan plan) {
    return vary(
        Stream.concat(
            plan.inputs().parameters().stream()
                .filter(it -> it.in() == Inputs.In.HEADER)
                .map(Inputs.Parameter::name),
            plan.access().credentials().stream()));
  }

  private String vary(Stream<String> declared) {
    Stream<String> encoding = compresses ? Stream.of(HttpHeaders.ACCEPT_ENCODING) : Stream.empty();
    Stream<String> always = Stream.of(HttpHeaders.ACCEPT, HttpHeaders.AUTHORIZATION);
    return joined(Stream.of(always, encoding, declared).flatMap(it -> it));
  }

  /** The union of two values of {@code Vary}. */
  static String merged(@Nullable String one, String other) {
    return one == null ? other : joined(Stream.of(one, other).flatMap(CacheRules::names));
  }

  private static Stream<String> names(String value) {
    return Arrays.stream(value.split(",")).map(String::strip).filter(it -> !it.isEmpty());
  }

  private static String joined(Stream<String> names) {
    Set<String> known = caseless();
    String joined = String.join(", ", names.filter(known::add).toList());
    return known.contains(ANYTHING) ? ANYTHING : joined;
  }

  /** Sets the defaults. The answer may override them. */
  static void begin(RouteResponse answer, String vary) {
    answer.set(HttpHeaders.VARY, vary);
    answer.set(HttpHeaders.CACHE_CONTROL, DEFAULT_CACHE_CONTROL);
  }

  /** Sets the defaults of an answer outside all routes: not stored unless it declares so. */
  void begin(HttpHeaders answer) {
    if (compresses) {
      answer.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }
    answer.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
  }

  /** Forbids caching, whatever the file declares. */
  static HttpAnswer forbid(HttpAnswer answer) {
    OVERRIDING.forEach(answer.headers()::remove);
    return answer.with(HttpHeaders.CACHE_CONTROL, NO_STORE);
  }

  private static Set<String> caseless(String... names) {
    Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Collections.addAll(set, names);
    return set;
  }
}
