package dev.joinall.config;

import java.util.List;
import java.util.Optional;

/** Who may call a route. */
public sealed interface AllowConfig {
  /** Everybody, also without credentials. */
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
   * @param when a further condition; empty for none
   */
  record Rule(String caller, List<String> scopes, Optional<Tree> when) {
    public Rule {
      scopes = List.copyOf(scopes);
    }
  }
}
