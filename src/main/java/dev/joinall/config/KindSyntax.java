package dev.joinall.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The syntax of one kind in the file: its backends and operations. Stateless and thread-safe.
 * Methods do no I/O, except that {@link #schema} may read a resource.
 */
public interface KindSyntax {
  /** The value of {@code kind:}; lower-case letters, digits and dashes. */
  String name();

  /**
   * Reports the parts of an address that the client of this kind can't use; the address already
   * matches {@link KindDefaults#address}. Problems must not repeat it, because it may contain a
   * password.
   */
  default void checkAddress(URI address, Tree where, Problems problems) {}

  /**
   * Whether connections to this address are always encrypted, so that a backend may declare {@code
   * tls}. A kind that returns true must use the context of {@code EventLoops.tls}.
   */
  default boolean usesTls(URI address) {
    return false;
  }

  /** The hint that describes the syntax of an address with TLS. */
  default String tlsHint() {
    return "this kind has no TLS that can be declared";
  }

  /** Whether the calls of one request may share a session. */
  default boolean hasSessions() {
    return false;
  }

  /** Reports keys of a call that can't have an effect in a session. */
  default void checkSession(BackendCall call, SessionMode mode, Problems problems) {}

  /** The defaults of a backend, and the syntax of its address. */
  KindDefaults defaults();

  /** Reads the keys that only backends of this kind have. */
  default BackendOptions options(Fields backend) {
    return BackendOptions.NONE;
  }

  /** The keys of a task that name an operation of this kind, such as {@code find-one}. */
  List<String> verbs();

  /**
   * Reads one operation.
   *
   * @param verb one of {@link #verbs}; the task has that key
   * @param task for reading the other keys of the operation
   * @return empty if it is invalid, after a problem was reported
   */
  Optional<? extends BackendCall> call(String verb, Fields task);

  /**
   * The JSON Schema of this kind for editors, as JSON text; {@link ConfigSchema} describes its
   * form.
   */
  String schema();
}
