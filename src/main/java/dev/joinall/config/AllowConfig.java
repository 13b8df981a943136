package dev.joinall.config;

import java.util.List;
import java.util.Optional;

/** The callers that a route allows. */
public sealed interface AllowConfig {
  /** All callers, also without credentials. */
  record Anyone() implements AllowConfig {}

  /** The callers that meet one of these rules. */
  record Callers(List<Rule> rules) implements AllowConfig {
    public Callers {
      rules = List.copyOf(rules);
    }
  }

  /**
   * A rule.
   *
   * @param caller the name of a group of callers
   * @param scopes the caller must have all of them
   * @param when an additional condition; empty if there is none
   */
  record Rule(String caller, List<String> scopes, Optional<Tree> when) {
    public Rule {
      scopes = List.copyOf(scopes);
    }
  }
}
