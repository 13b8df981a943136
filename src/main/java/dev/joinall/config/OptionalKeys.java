package dev.joinall.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keys that end with a question mark: {@code "sku?": "${query.sku}"} is the member {@code sku}, and
 * is omitted if its value is null. Two question marks stand for one that is part of the name.
 */
public final class OptionalKeys {
  private static final String MARK = "?";

  private OptionalKeys() {}

  public static boolean isOptional(String key) {
    return key.length() > 1 && key.endsWith(MARK) && !key.endsWith(MARK + MARK);
  }

  /** The name without the mark. */
  public static String name(String key) {
    return key.length() > 1 && key.endsWith(MARK) ? key.substring(0, key.length() - 1) : key;
  }

  /** Returns the mapping with the names of its keys. Call it only once. */
  public static Tree.Mapping read(Tree.Mapping written, Problems problems) {
    if (written.entries().keySet().stream().noneMatch(it -> it.endsWith(MARK))) {
      return written;
    }
    Map<String, Tree> entries = new LinkedHashMap<>();
    Set<String> optional = new HashSet<>();
    written
        .entries()
        .forEach((key, value) -> {
          String name = name(key);
          if (entries.containsKey(name)) {
            problems.add(
                value, "the key \"" + name + "\" is written twice, with ? and without", "keep one");
          }
          entries.put(name, value);
          if (isOptional(key)) {
            optional.add(name);
          }
        });
    return new Tree.Mapping(written.at(), written.path(), entries, written.keys(), optional);
  }

  /** Applies {@link #read} to every mapping within the tree. */
  public static Tree readAll(Tree written, Problems problems) {
    return switch (written) {
      case Tree.Scalar scalar -> scalar;
      case Tree.Sequence(var at, var path, var items) -> {
        List<Tree> read = items.stream().map(it -> readAll(it, problems)).toList();
        yield new Tree.Sequence(at, path, read);
      }
      case Tree.Mapping mapping -> {
        Tree.Mapping read = read(mapping, problems);
        Map<String, Tree> entries = new LinkedHashMap<>();
        read.entries().forEach((name, value) -> entries.put(name, readAll(value, problems)));
        yield new Tree.Mapping(read.at(), read.path(), entries, read.keys(), read.optional());
      }
    };
  }
}
