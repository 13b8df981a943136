package dev.joinall.config;

import java.util.Map;
import java.util.Optional;

/**
 * Collects the warnings of one call: the call is valid, but probably a mistake. The server
 * implements it, and detects the mistakes that are common to all kinds; the call declares the
 * syntax of each of its texts. Not thread-safe.
 */
public interface CallWarnings {
  /** Adds a warning that is specific to the kind. */
  void add(Tree where, String message, String hint);

  /**
   * The JSON Schema of an input; empty if it is not declared.
   *
   * @param group {@code path}, {@code query}, {@code header} or {@code body}
   * @param name the name of a parameter, or of a member of the body
   */
  Optional<Tree.Mapping> schema(String group, String name);

  /** Checks a value for names outside of an expression, such as {@code tasks.a.id}. */
  void value(Tree value);

  /**
   * Like {@link #value}, for a value in which a dollar sign and braces may be syntax of the system.
   */
  void literal(Tree value);

  /**
   * Checks a text for variables in the syntax of a shell or a route: <code>$id</code>, <code>{id}
   * </code>.
   */
  void variables(Tree text);

  /** Checks the segments of a path for names and variables. */
  void path(Tree path);

  /**
   * Checks a text of HTML or XML for expressions that are meant to write tags, which are escaped.
   */
  void markup(Tree text);

  /**
   * Checks an HTTP message: its headers for misspelt names and for names of values, and its body
   * for JSON in quotes or markup, depending on its content type.
   */
  void message(Map<String, Tree> headers, Optional<Tree> body);
}
