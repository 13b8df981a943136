package dev.joinall.plan;

import dev.joinall.config.CorsConfig;
import dev.joinall.config.OverloadConfig;
import dev.joinall.config.RequestLimitConfig;
import dev.joinall.template.Condition;
import dev.joinall.template.Template;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The access rules, rate limits and permitted origins of a route. Immutable and thread-safe.
 *
 * @param allow the callers that may call the route; empty for all
 * @param limits in the order in which they are checked
 * @param overload which requests are rejected under overload
 * @param cors the origins whose pages may call the route; empty for none
 * @param authenticates whether the caller is authenticated before the request is run
 * @param credentials the headers that contain the caller's credentials
 * @param caller the slots of the caller; empty if no expression reads it
 * @param client the slot of the client's address; empty if no expression reads it
 */
public record Access(
    Optional<Allow> allow,
    List<Limit> limits,
    OverloadConfig overload,
    Optional<CorsConfig> cors,
    boolean authenticates,
    List<String> credentials,
    Optional<CallerSlots> caller,
    OptionalInt client) {
  /** Allows everything. */
  public static final Access OPEN =
      new Access(
          Optional.empty(),
          List.of(),
          OverloadConfig.NONE,
          Optional.empty(),
          false,
          List.of(),
          Optional.empty(),
          OptionalInt.empty());

  public Access {
    limits = List.copyOf(limits);
    credentials = List.copyOf(credentials);
  }

  /** The groups of callers that its rules name; empty for all. */
  public Set<String> groups() {
    return allow.stream()
        .flatMap(it -> it.rules().stream())
        .map(Rule::caller)
        .collect(Collectors.toSet());
  }

  /** The groups of callers whose tokens must be bound to a key. */
  public Set<String> groupsWithProof() {
    return allow.stream()
        .flatMap(it -> it.rules().stream())
        .filter(Rule::needsProof)
        .map(Rule::caller)
        .collect(Collectors.toSet());
  }

  /**
   * The rules of access.
   *
   * @param anyone whether requests without credentials are allowed; then there are no rules
   */
  public record Allow(boolean anyone, List<Rule> rules) {
    public Allow {
      rules = List.copyOf(rules);
    }
  }

  /**
   * One rule; it allows each caller that meets it.
   *
   * @param caller the name of the group
   * @param needsProof whether its tokens must be bound to a key
   */
  public record Rule(
      String caller, Set<String> scopes, Optional<Condition> when, boolean needsProof) {
    public Rule {
      scopes = Set.copyOf(scopes);
    }
  }

  /**
   * A rate limit of requests.
   *
   * @param name its name in the headers of answers
   * @param owner the aggregation; empty if all routes share the limit
   * @param cost the number of permits that a request takes
   * @param by the key, each value of which has its own limit; empty if all requests share one
   */
  public record Limit(
      String name, String owner, RequestLimitConfig config, int cost, Optional<Template> by) {}

  /**
   * The slots of {@code caller.id}, {@code caller.scopes}, {@code caller.claims} and {@code
   * caller.token}.
   */
  public record CallerSlots(int id, int scopes, int claims, int token) {}
}
