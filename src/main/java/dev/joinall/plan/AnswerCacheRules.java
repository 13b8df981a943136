package dev.joinall.plan;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.AnswerCacheConfig;
import dev.joinall.config.Problems;
import dev.joinall.config.RouteConfig;
import java.util.List;
import java.util.Optional;

/** Checks which answers the caches of clients may store. */
record AnswerCacheRules(Problems problems) {
  /** Headers that contain the client's credentials. */
  private static final List<String> CREDENTIALS =
      List.of("authorization", "cookie", "proxy-authorization", "x-api-key");

  void check(AggregationConfig config, Access access, Inputs inputs) {
    config.respond().cache().ifPresent(it -> check(it, config.route(), access, inputs));
  }

  private void check(
      AnswerCacheConfig cache, Optional<RouteConfig> route, Access access, Inputs inputs) {
    if (!route.map(RouteConfig::safe).orElse(false)) {
      problems.add(
          cache.where(),
          "only the answer of a route with GET can be cached",
          "remove \"cache\", or make the route a GET");
    }
    if (!cache.shared()) {
      return;
    }
    if (access.caller().isPresent() || access.client().isPresent()) {
      problems.add(
          cache.where(),
          "the route reads the caller, and all clients share a public answer",
          "remove \"public\": then only the client itself caches the answer");
    } else if (access.authenticates() || access.allow().filter(it -> !it.anyone()).isPresent()) {
      problems.add(
          cache.where(),
          "a public answer would bypass the access rules of this route",
          "remove \"public\": then only the client itself caches the answer");
    }
    inputs.parameters().stream()
        .filter(it -> it.in() == Inputs.In.HEADER)
        .map(Inputs.Parameter::name)
        .filter(it -> CREDENTIALS.stream().anyMatch(it::equalsIgnoreCase))
        .findFirst()
        .ifPresent(it ->
            problems.add(
                cache.where(),
                "the route reads the header \"" + it + "\", and all clients share a public answer",
                "remove \"public\": then only the client itself caches the answer"));
  }
}
