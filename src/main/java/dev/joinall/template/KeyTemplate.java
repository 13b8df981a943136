package dev.joinall.template;

import dev.joinall.config.Internal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The values that distinguish a call from the other calls of its task. Immutable and thread-safe.
 */
@Internal
public final class KeyTemplate {
  private final List<KeyPart> parts;

  KeyTemplate(List<KeyPart> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * A value that is missing in the key.
   *
   * @param name as an expression
   */
  public record Missing(String name, boolean isCredential) {}

  /** Returns a template with the values of both. */
  public KeyTemplate and(KeyTemplate other) {
    List<KeyPart> all = new ArrayList<>(parts);
    all.addAll(other.parts);
    return new KeyTemplate(all);
  }

  /** An expression whose value is unique to a request, such as {@code request.id}. */
  public Optional<String> ofOneRequest() {
    return parts.stream().filter(KeyPart::differsAlways).map(KeyPart::text).findFirst();
  }

  /** A name that it reads besides this one; empty if there is none. */
  public Optional<String> readsBesides(String name) {
    return parts.stream()
        .flatMap(it -> it.reads().stream())
        .filter(it -> !it.equals(name))
        .findFirst();
  }

  /**
   * An input of the call that this key does not determine; different calls would share one entry.
   * Ignores values that are unique to a request.
   */
  public Optional<Missing> missing(KeyTemplate call) {
    for (KeyPart part : call.parts) {
      if (!part.isOnlyOfRequest()) {
        Optional<String> name = part.missingIn(parts);
        if (name.isPresent()) {
          return name.map(it -> new Missing(KeyPart.indexed(it), part.credential().isPresent()));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Computes the key of a call.
   *
   * @param prefix the common prefix of all keys of the task
   * @throws InvalidExpression if an expression fails
   */
  public CallKey render(byte[] prefix, Scope scope) {
    var out = new KeyWriter(prefix);
    for (int i = 0; i < parts.size(); i++) {
      out.value(parts.get(i).expression().value(scope));
    }
    CallKey key = out.key();
    scope.budget().chargeBytes(key.length());
    return key;
  }
}
