package dev.joinall.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Searches the chain of causes of an error. */
public final class Causes {
  /** Bounds the search, because causes may form a cycle. */
  private static final int MAX = 12;

  private Causes() {}

  /** The error and its causes, outermost first. */
  public static List<Throwable> of(Throwable error) {
    List<Throwable> causes = new ArrayList<>();
    for (@Nullable Throwable it = error; it != null && causes.size() < MAX; it = it.getCause()) {
      causes.add(it);
    }
    return causes;
  }

  /** Whether one of these causes is of this type. */
  static boolean has(List<Throwable> causes, Class<? extends Throwable> type) {
    return causes.stream().anyMatch(type::isInstance);
  }

  /** The first cause of this type, including the error itself. */
  public static <T> Optional<T> find(Throwable error, Class<T> type) {
    return of(error).stream().filter(type::isInstance).map(type::cast).findFirst();
  }
}
