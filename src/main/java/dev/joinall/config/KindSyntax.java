package dev.joinall.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * How the file declares backends of one kind, and what a task may ask of them. Stateless and
 * thread-safe. No method does I/O, but {@link #schema} may read a resource.
 */
public interface KindSyntax {
  /** The word behind {@code kind:}; lower-case letters, digits and dashes. */
  String name();

  /**
   * Reports what the client of this kind can't use of an address that fits {@link
   * KindDefaults#address}. The problems must not repeat the address: it may hold a password.
   */
  default void checkAddress(URI address, Tree where, Problems problems) {}

  /** What a backend has that declares nothing else, and what its address looks like. */
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
   * @param task asked for each further key that the operation has
   * @return empty where it can't be read; then there is a problem
   */
  Optional<? extends BackendCall> call(String verb, Fields task);

  /**
   * The part of the file's JSON Schema that tells editors of this kind, as JSON text; {@link
   * ConfigSchema} describes its form.
   */
  String schema();
}
