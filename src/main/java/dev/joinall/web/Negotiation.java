package dev.joinall.web;

import dev.joinall.config.ContentType;
import dev.joinall.openapi.ProblemTexts;
import dev.joinall.plan.AnswerType;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Content negotiation by {@code Accept} (RFC 9110, section 12.5.1): the route's answer as a whole,
 * or as a stream of events if the client names such a type and the route streams.
 */
sealed interface Negotiation {
  /** Values that are decided without parsing. */
  Set<String> COMMON = Set.of("*/*", MediaType.APPLICATION_JSON_VALUE);

  record Whole() implements Negotiation {}

  record Stream(EventFormat format) implements Negotiation {}

  /**
   * No available form is acceptable.
   *
   * @param available the available types, for the client
   */
  record NotAcceptable(String available) implements Negotiation {}

  /**
   * The best available form. An invalid header is ignored.
   *
   * @param type the declared type of the route; empty for JSON
   */
  static Negotiation of(RouteRequest request, boolean streams, Optional<AnswerType> type) {
    List<String> accept = request.headers(HttpHeaders.ACCEPT);
    return accept.isEmpty()
            || (accept.size() == 1 && type.isEmpty() && COMMON.contains(accept.getFirst()))
        ? new Whole()
        : of(ranges(accept), streams, type);
  }

  private static Negotiation of(
      List<MediaType> ranges, boolean streams, Optional<AnswerType> type) {
    double whole = ranges.isEmpty() ? 1 : quality(ranges, type);
    Optional<EventFormat> named = streams ? named(ranges) : Optional.empty();
    if (named.isPresent() && quality(ranges, named.get().type()) >= whole) {
      return new Stream(named.get());
    }
    return whole > 0 ? new Whole() : new NotAcceptable(available(streams, type));
  }

  private static String available(boolean streams, Optional<AnswerType> type) {
    Optional<ContentType> other = type.flatMap(AnswerType::constant).filter(it -> !it.isJson());
    return other
        .map(it -> ProblemTexts.only(it.type(), streams))
        .orElse(streams ? ProblemTexts.JSON_OR_STREAM : ProblemTexts.ONLY_JSON);
  }

  /**
   * A type that is computed by an expression counts as acceptable. A client that accepts any JSON
   * type accepts every JSON answer: generated clients send the first JSON type of the OpenAPI
   * document, which can be that of problem details.
   */
  private static double quality(List<MediaType> ranges, Optional<AnswerType> type) {
    Optional<ContentType> constant = type.flatMap(AnswerType::constant);
    if (type.isPresent() && constant.isEmpty()) {
      return 1;
    }
    MediaType own =
        constant.map(it -> MediaType.parseMediaType(it.type())).orElse(MediaType.APPLICATION_JSON);
    double json =
        ranges.stream()
            .filter(Negotiation::isJson)
            .mapToDouble(MediaType::getQualityValue)
            .max()
            .orElse(0);
    return Math.max(json, quality(ranges, own));
  }

  private static boolean isJson(MediaType range) {
    return range.getSubtype().equalsIgnoreCase("json") || "json".equals(range.getSubtypeSuffix());
  }

  private static Optional<EventFormat> named(List<MediaType> ranges) {
    return ranges.stream()
        .filter(range -> range.getQualityValue() > 0)
        .flatMap(range -> EventFormat.of(range).stream())
        .findFirst();
  }

  /** The quality of the most specific range that includes the type; 0 if none does. */
  private static double quality(List<MediaType> ranges, MediaType type) {
    return ranges.stream()
        .filter(range -> range.includes(type))
        .max(Comparator.comparingInt(Negotiation::specificity))
        .map(MediaType::getQualityValue)
        .orElse(0.0);
  }

  private static int specificity(MediaType range) {
    return range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2;
  }

  private static List<MediaType> ranges(List<String> accept) {
    try {
      return MediaType.parseMediaTypes(accept);
    } catch (InvalidMediaTypeException e) {
      return List.of();
    }
  }
}
