package dev.joinall.config;

import java.util.Map;
import java.util.Optional;

/**
 * The warnings of one call: it can be made, but its author probably meant something else. The
 * server implements it, and looks for the mistakes that a text of any kind may have; the call says
 * what each of its texts is. Not thread-safe.
 */
public interface CallWarnings {
  /** Adds a warning that only the kind can give. */
  void add(Tree where, String message, String hint);

  /**
   * The JSON Schema of an input; empty if it is not declared.
   *
   * @param group {@code path}, {@code query}, {@code header} or {@code body}
   * @param name of a parameter, or of a member of the body
   */
  Optional<Tree.Mapping> schema(String group, String name);

  /** Looks in a value for names of values without an expression, such as {@code tasks.a.id}. */
  void value(Tree value);

  /** Like {@link #value}, where a dollar sign and braces may be syntax of the system. */
  void literal(Tree value);

  /**
   * Looks in a text for variables as in a shell or a route: <code>$id</code>, <code>{id}</code>.
   */
  void variables(Tree text);

  /** Looks in the segments of a path for names and variables. */
  void path(Tree path);

  /** Looks in a text of HTML or XML for expressions that write tags, which are escaped there. */
  void markup(Tree text);

  /**
   * Looks at a message of HTTP: for headers that are nearly known ones, for names, and in the body
   * for JSON in quotes or markup, by its content type.
   */
  void message(Map<String, Tree> headers, Optional<Tree> body);
}
