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
 * Who may call a route, how often, and from which pages. Immutable and thread-safe.
 *
 * @param allow empty if everybody may
 * @param limits in the order in which they are asked
 * @param overload which requests are refused where there are too many
 * @param cors empty if no page of another origin may
 * @param authenticates whether the caller has to be known before the request is run
 * @param credentials the headers that tell who the caller is
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
  /** Everybody may, always. */
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

  /** The groups of callers whose tokens have to be bound to a key. */
  public Set<String> groupsWithProof() {
    return allow.stream()
        .flatMap(it -> it.rules().stream())
        .filter(Rule::needsProof)
        .map(Rule::caller)
        .collect(Collectors.toSet());
  }

  /**
   * Who may.
   *
   * @param anyone also without credentials; then there are no rules
   */
  public record Allow(boolean anyone, List<Rule> rules) {
    public Allow {
      rules = List.copyOf(rules);
    }
  }

  /**
   * One rule; a caller that meets it may.
   *
   * @param caller the name of the group
   * @param needsProof whether its tokens have to be bound to a key
   */
  public record Rule(
      String caller, Set<String> scopes, Optional<Condition> when, boolean needsProof) {
    public Rule {
      scopes = Set.copyOf(scopes);
    }
  }

  /**
   * A limit of requests.
   *
   * @param name in the headers of answers
   * @param owner the aggregation; empty if all routes share it
   * @param cost how many permits a request takes
   * @param by what has a limit of its own; empty if all requests share it
   */
  public record Limit(
      String name, String owner, RequestLimitConfig config, int cost, Optional<Template> by) {}

  /**
   * The slots of {@code caller.id}, {@code caller.scopes}, {@code caller.claims} and {@code
   * caller.token}.
   */
  public record CallerSlots(int id, int scopes, int claims, int token) {}
}
