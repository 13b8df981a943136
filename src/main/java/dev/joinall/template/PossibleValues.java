package dev.joinall.template;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values that a path can have, after some comparisons with constants. */
final class PossibleValues {
  private final Set<Object> equal = new HashSet<>();
  private final Set<Object> unequal = new HashSet<>();
  private @Nullable BigDecimal above;
  private @Nullable BigDecimal below;
  private boolean open;

  void add(String operator, Object constant) {
    switch (operator) {
      case "_==_" -> equal.add(constant);
      case "_!=_" -> unequal.add(constant);
      case "_>_", "_>=_" -> {
        if (constant instanceof BigDecimal n && (above == null || n.compareTo(above) >= 0)) {
          above = n;
          open |= operator.equals("_>_");
        }
      }
      default -> {
        if (constant instanceof BigDecimal n && (below == null || n.compareTo(below) <= 0)) {
          below = n;
          open |= operator.equals("_<_");
        }
      }
    }
  }

  boolean none() {
    if (equal.size() > 1 || equal.stream().anyMatch(unequal::contains)) {
      return true;
    }
    int order = above == null || below == null ? -1 : above.compareTo(below);
    boolean outside =
        equal.stream()
            .anyMatch(it ->
                it instanceof BigDecimal n
                    && ((above != null && n.compareTo(above) < 0)
                        || (below != null && n.compareTo(below) > 0)));
    return order > 0 || (order == 0 && open) || outside;
  }
}
