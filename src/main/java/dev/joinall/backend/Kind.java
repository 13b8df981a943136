package dev.joinall.backend;

import dev.joinall.config.BackendConfig;
import dev.joinall.config.Internal;
import dev.joinall.config.KindSyntax;
import java.util.List;

/**
 * A kind of external system: its keys in the file, and how to open it. Found by {@link
 * java.util.ServiceLoader}, so it needs a public constructor without parameters. Stateless and
 * thread-safe.
 *
 * <p>With all types in its signatures it is version 1 of the API for kinds, without what is marked
 * {@link dev.joinall.config.Internal}: it only grows ({@code docs/kinds.md}).
 */
public interface Kind extends KindSyntax {
  /** The JSON Schema; by default the resource {@code schema.json} beside the class. */
  @Override
  default String schema() {
    return SchemaResource.beside(getClass());
  }

  /**
   * Opens a backend of this kind, without connecting.
   *
   * @throws IllegalArgumentException if the client can't use the declaration
   */
  Backend open(BackendConfig declared, EventLoops loops);

  /** The class of its backends: its interfaces tell what they can do for the server. */
  @Internal
  default Class<? extends Backend> type() {
    return Backend.class;
  }

  /**
   * The loggers of its libraries that write what is sent or received, as beginnings of their names.
   * Lines below INFO are dropped, unless the operator wants them ({@code joinall.log.wire}).
   */
  default List<String> wireLoggers() {
    return List.of();
  }

  /** Those of them whose lines from INFO on tell values of answers; these are dropped, too. */
  default List<String> answerLoggers() {
    return List.of();
  }
}
