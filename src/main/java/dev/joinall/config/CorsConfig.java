package dev.joinall.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The pages of other origins that may call a route from a browser (Fetch Standard, 3.3).
 *
 * @param origins exact; or {@code *} alone, for every origin
 * @param methods empty for the method of the route
 * @param headers the request headers that a page may set, in lower case
 * @param expose the response headers that a page may read
 * @param credentials whether a browser sends cookies and client certificates
 * @param maxAge how long a browser may cache the response to a preflight
 */
public record CorsConfig(
    Set<String> origins,
    List<String> methods,
    List<String> headers,
    List<String> expose,
    boolean credentials,
    Duration maxAge) {
  /** Every origin. */
  public static final String ANY = "*";

  /** Browsers cache a preflight for at most two hours; a shorter time applies a change sooner. */
  private static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(10);

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

  /** A scheme, a host and a port, as browsers send them: in lower case, without a path. */
  private static final Pattern ORIGIN =
      Pattern.compile("[a-z][a-z0-9+.-]*://([a-z0-9.-]+|\\[[0-9a-f:.]+\\])(:\\d{1,5})?");

  public CorsConfig {
    origins = Set.copyOf(origins);
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    expose = List.copyOf(expose);
  }

  static CorsConfig read(Fields fields) {
    var _ = fields.required("origins", "for example cors: { origins: [\"https://shop.test\"] }");
    List<Tree> origins = fields.items("origins");
    boolean credentials = fields.flag("credentials", false);
    origins.forEach(it -> fields.text(it).ifPresent(text -> check(text, it, credentials, fields)));
    List<String> texts = fields.texts("origins");
    if (texts.contains(ANY) && texts.size() > 1) {
      fields.report(
          fields.tree("origins").orElseThrow(), "\"*\" is every origin", "write it alone");
    }
    List<String> methods =
        fields.texts(
            "methods", METHODS::contains, "no method of a route", "for example [GET, POST]");
    List<String> headers = names("headers", credentials, fields);
    var read =
        new CorsConfig(
            Set.copyOf(texts),
            methods,
            headers.stream().map(it -> it.toLowerCase(Locale.ROOT)).toList(),
            names("expose", credentials, fields),
            credentials,
            fields.duration("max-age", DEFAULT_MAX_AGE));
    fields.done();
    return read;
  }

  private static void check(String origin, Tree where, boolean credentials, Fields fields) {
    Optional<String> wrong =
        switch (origin) {
          case ANY ->
              credentials
                  ? Optional.of("credentials can't be allowed for every origin")
                  : Optional.empty();
          case "null" ->
              Optional.of("\"null\" is the origin of every sandboxed page, also of an attacker's");
          default ->
              ORIGIN.matcher(origin).matches()
                  ? Optional.empty()
                  : Optional.of("\"" + origin + "\" is no origin");
        };
    wrong.ifPresent(it ->
        fields.report(
            where,
            it,
            "write each origin as a browser sends it, for example https://shop.test: scheme"
                + " and host in lower case, a port if it is not the usual one, no path"));
  }

  private static List<String> names(String key, boolean credentials, Fields fields) {
    return fields.texts(
        key,
        it -> HeaderRules.isName(it) && !(credentials && it.equals(ANY)),
        "not the name of a header",
        "write each name");
  }
}
