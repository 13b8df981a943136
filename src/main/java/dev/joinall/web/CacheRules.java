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
 * What caches are told of answers (RFC 9110, section 12.5.5; RFC 9111, section 5.2.2). An answer
 * may be for one caller alone: {@code Vary} names every header of a request that can change it, and
 * no shared cache keeps it unless the file declares that one may. Thread-safe.
 */
public final class CacheRules {
  /** A client may keep it, and asks whether it is still valid before each use. */
  static final String DEFAULT_CACHE_CONTROL = "private, no-cache";

  static final String NO_STORE = "no-store";

  private static final String ANYTHING = "*";

  /** Some caches obey these before {@code Cache-Control} (RFC 9213 and its forerunners). */
  private static final Set<String> OVERRIDING =
      caseless("CDN-Cache-Control", "Surrogate-Control", "X-Accel-Expires");

  private final boolean compressed;

  /**
   * The rules of one server.
   *
   * @param compressed whether its answers are compressed for clients that accept that
   */
  public CacheRules(boolean compressed) {
    this.compressed = compressed;
  }

  /** What {@code Vary} says on each answer of a route, whichever plan it has. */
  String vary() {
    return vary(Stream.empty());
  }

  /** What {@code Vary} says on each answer of this plan. */
  String vary(Plan plan) {
    return vary(
        plan.inputs().parameters().stream()
            .filter(it -> it.in() == Inputs.In.HEADER)
            .map(Inputs.Parameter::name));
  }

  private String vary(Stream<String> declared) {
    Stream<String> encoding = compressed ? Stream.of(HttpHeaders.ACCEPT_ENCODING) : Stream.empty();
    Stream<String> always = Stream.of(HttpHeaders.ACCEPT, HttpHeaders.AUTHORIZATION);
    return joined(Stream.of(always, encoding, declared).flatMap(it -> it));
  }

  /** What both values of {@code Vary} name. */
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

  /** Before any answer is made: what the answer itself says comes in its place. */
  static void begin(HttpHeaders answer, String vary) {
    answer.set(HttpHeaders.VARY, vary);
    answer.set(HttpHeaders.CACHE_CONTROL, DEFAULT_CACHE_CONTROL);
  }

  /** Before an answer of no route: kept only where it says so itself. */
  void begin(HttpHeaders answer) {
    if (compressed) {
      answer.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }
    answer.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
  }

  /** Whatever the file declares: nobody else may get it, and nobody later. */
  static HttpAnswer forbid(HttpAnswer answer) {
    answer.headers().keySet().removeIf(OVERRIDING::contains);
    return answer.with(HttpHeaders.CACHE_CONTROL, NO_STORE);
  }

  private static Set<String> caseless(String... names) {
    Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Collections.addAll(set, names);
    return set;
  }
}
