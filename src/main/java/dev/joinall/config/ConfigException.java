package dev.joinall.config;

import java.util.List;

/** Thrown if the file can't be served; the message lists all problems for display. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  public ConfigException(Source source, List<Problem> problems) {
    super(source.explain(problems));
    this.problems = List.copyOf(problems);
  }

  /** An error outside the content of the file. */
  public ConfigException(String message) {
    super(message);
    this.problems = List.of();
  }

  /** An error of reading the file. */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
    this.problems = List.of();
  }

  public List<Problem> problems() {
    return problems;
  }
}
