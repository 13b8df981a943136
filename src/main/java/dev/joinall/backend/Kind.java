package dev.joinall.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.BackendConfig;
import dev.joinall.config.ConfigException;
import dev.joinall.config.Internal;
import dev.joinall.config.KindSyntax;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A kind of external system: its keys in the file, and how to open it. Found by {@link
 * java.util.ServiceLoader}, so it needs a public constructor without parameters. Stateless and
 * thread-safe.
 *
 * <p>This interface and all types in its signatures, except members marked {@link
 * dev.joinall.config.Internal}, are version 1 of the API for kinds, which only grows ({@code
 * docs/kinds.md}).
 */
public interface Kind extends KindSyntax {
  /**
   * The JSON Schema; the default is the resource {@code schema.json} in the package of the class.
   *
   * @throws ConfigException if the file is missing
   */
  @Override
  default String schema() {
    try (InputStream in = getClass().getResourceAsStream("schema.json")) {
      if (in == null) {
        throw new ConfigException("no schema.json in the package of " + getClass().getName());
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Opens a backend of this kind, without connecting.
   *
   * @throws IllegalArgumentException if the client can't use the declaration
   */
  Backend open(BackendConfig declared, EventLoops loops);

  /** The class of its backends; its interfaces show the optional features. */
  @Internal
  default Class<? extends Backend> type() {
    return Backend.class;
  }

  /**
   * The loggers of its libraries that write the data of requests or replies, as prefixes of their
   * names. Lines below INFO are dropped, unless the operator enables them ({@code
   * joinall.log.wire}).
   */
  default List<String> wireLoggers() {
    return List.of();
  }

  /**
   * The wire loggers whose lines at INFO and above contain values of replies; these lines are
   * dropped, too.
   */
  default List<String> answerLoggers() {
    return List.of();
  }
}
