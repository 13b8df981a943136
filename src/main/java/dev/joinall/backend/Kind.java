package dev.joinall.backend;

import dev.joinall.config.BackendConfig;
import dev.joinall.config.KindSyntax;

/**
 * A kind of external system: what the file may say of it, and how it is opened. Found by {@link
 * java.util.ServiceLoader}; so it has a public constructor without parameters. Stateless and
 * thread-safe.
 *
 * <p>Experimental, with all types that its signatures lead to: any version may change them.
 */
public interface Kind extends KindSyntax {
  /** The resource {@code schema.json} beside the class of the kind. */
  @Override
  default String schema() {
    return SchemaResource.beside(getClass());
  }

  /**
   * Opens a backend of this kind. Connects to nothing yet.
   *
   * @throws IllegalArgumentException where its client can't use the declaration
   */
  Backend open(BackendConfig declared, EventLoops loops);
}
