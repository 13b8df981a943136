package dev.joinall.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Searches the causes of an error. */
public final class Causes {
  /** Causes may be a circle. */
  private static final int MAX = 12;

  private Causes() {}

  /** The error and its causes, from the outermost. */
  public static List<Throwable> of(Throwable error) {
    List<Throwable> causes = new ArrayList<>();
    for (@Nullable Throwable it = error; it != null && causes.size() < MAX; it = it.getCause()) {
      causes.add(it);
    }
    return causes;
  }

  /** The first one of a type. */
  public static <T> Optional<T> find(Throwable error, Class<T> type) {
    return of(error).stream().filter(type::isInstance).map(type::cast).findFirst();
  }
}
