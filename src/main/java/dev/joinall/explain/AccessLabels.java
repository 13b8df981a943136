package dev.joinall.explain;

import dev.joinall.config.AllowConfig;
import dev.joinall.config.CorsConfig;
import dev.joinall.config.Fields;
import dev.joinall.config.OverloadConfig;
import dev.joinall.config.Priority;
import dev.joinall.config.RequestLimitConfig;
import dev.joinall.plan.Access;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes the access rules of a route. */
final class AccessLabels {
  private AccessLabels() {}

  /**
   * The rules.
   *
   * @param withProof the groups whose tokens must be bound to a key
   */
  static String of(AllowConfig allow, Set<String> withProof) {
    return switch (allow) {
      case AllowConfig.Anyone anyone -> "anyone";
      case AllowConfig.Callers callers ->
          callers.rules().stream()
              .map(it -> of(it, withProof.contains(it.caller())))
              .collect(Collectors.joining("; or "));
    };
  }

  private static String of(AllowConfig.Rule rule, boolean needsProof) {
    String proof = needsProof ? " by DPoP" : "";
    String scopes = rule.scopes().isEmpty() ? "" : " with " + String.join(", ", rule.scopes());
    return rule.caller() + proof + scopes + (rule.when().isEmpty() ? "" : ", under a condition");
  }

  static String of(Access.Limit limit) {
    RequestLimitConfig config = limit.config();
    return "%d per %s, %d at once%s%s%s%s"
        .formatted(
            config.permits(),
            Labels.time(config.per()),
            config.burst(),
            config.by().map(it -> ", for each " + it.onOneLine()).orElse(""),
            limit.owner().isEmpty() ? ", over all routes" : "",
            limit.cost() == 1 ? "" : ", a request takes " + limit.cost(),
            config
                .shared()
                .map(it -> ", shared in " + it + ", " + down(config.whenDown()))
                .orElse(""));
  }

  private static String down(RequestLimitConfig.WhenDown what) {
    return switch (what) {
      case LOCAL -> "each replica for itself while it is down";
      case ALLOW -> "none while it is down";
      case REJECT -> "rejecting while it is down";
    };
  }

  /** The overload settings; empty if none are declared. */
  static Optional<String> of(OverloadConfig overload) {
    return Stream.concat(
            overload.bulkhead().stream()
                .map(it -> it.max() + (it.max() == 1 ? " request" : " requests") + " at once"),
            Stream.of(overload.priority())
                .filter(it -> it != Priority.NORMAL)
                .map(it -> Fields.name(it) + " priority"))
        .reduce((first, second) -> first + ", " + second);
  }

  static String of(CorsConfig cors) {
    return String.join(", ", cors.origins().stream().sorted().toList())
        + (cors.credentials() ? ", with credentials" : "");
  }
}
