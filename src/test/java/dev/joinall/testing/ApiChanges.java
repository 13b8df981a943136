package dev.joinall.testing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What has changed between two lists of signatures. A changed signature is one that is gone and one
 * that is new.
 *
 * @param breaking what kinds that are compiled already may need, or lack: a signature that is gone,
 *     or a new abstract method of a type that kinds implement
 * @param added what is new and breaks nothing
 */
public record ApiChanges(List<String> breaking, List<String> added) {
  public ApiChanges {
    breaking = List.copyOf(breaking);
    added = List.copyOf(added);
  }

  /**
   * Compares recorded signatures, in the order of {@link KindApi#signatures}, with those of now.
   */
  public static ApiChanges between(List<String> recorded, List<String> now) {
    List<String> breaking = new ArrayList<>();
    List<String> added = new ArrayList<>();
    Set<String> before = new HashSet<>(recorded);
    Set<String> after = new HashSet<>(now);
    recorded.stream()
        .filter(it -> !after.contains(it))
        .map("gone: "::concat)
        .forEach(breaking::add);
    String type = "";
    for (String line : now) {
      type = line.startsWith(" ") ? type : line;
      if (before.contains(line)) {
        continue;
      }
      boolean demands = line.contains(" abstract ") && KindApi.isImplementedByKinds(type);
      if (line.startsWith(" ") && demands && before.contains(type)) {
        breaking.add("new without a default: " + line.strip());
      } else {
        added.add(line);
      }
    }
    return new ApiChanges(breaking, added);
  }
}
