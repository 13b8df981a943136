package dev.joinall.openapi;

import dev.joinall.config.AggregationConfig;
import dev.joinall.config.Config;
import dev.joinall.config.Tree;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Converts names of the file to titles. */
final class Titles {
  private Titles() {}

  /**
   * {@code ProductPage} from product-page: an identifier in ASCII. Accents are dropped, and letters
   * of other scripts become their code points.
   */
  static String pascal(String name) {
    String joined =
        Arrays.stream(ascii(name).split("[^A-Za-z0-9]+", -1))
            .filter(word -> !word.isEmpty())
            .map(Titles::capital)
            .collect(Collectors.joining());
    if (joined.isEmpty()) {
      return "Schema";
    }
    return Character.isDigit(joined.charAt(0)) ? "N" + joined : joined;
  }

  /** {@code productPage} from product-page. */
  static String camel(String name) {
    String pascal = pascal(name);
    boolean isAcronym = pascal.length() > 1 && Character.isUpperCase(pascal.charAt(1));
    return isAcronym
        ? pascal
        : pascal.substring(0, 1).toLowerCase(Locale.ROOT) + pascal.substring(1);
  }

  private static String ascii(String name) {
    var ascii = new StringBuilder();
    Normalizer.normalize(name, Normalizer.Form.NFD)
        .codePoints()
        .filter(it -> Character.getType(it) != Character.NON_SPACING_MARK)
        .forEach(it -> {
          if (it < 128 || !Character.isLetterOrDigit(it)) {
            ascii.appendCodePoint(it);
          } else {
            ascii.append('U').append(Integer.toHexString(it));
          }
        });
    return ascii.toString();
  }

  /** {@code Product page} from product-page. */
  static String sentence(String name) {
    String words = name.replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    return words.isEmpty() ? name : capital(words);
  }

  /** The titles in the schemas of a file. */
  static Set<String> of(Config config) {
    Set<String> titles = new HashSet<>();
    for (AggregationConfig aggregation : config.aggregations().values()) {
      aggregation.tasks().values().forEach(task -> task.schema().ifPresent(it -> find(it, titles)));
      aggregation.input().body().ifPresent(it -> find(it, titles));
    }
    return titles;
  }

  private static void find(Tree tree, Set<String> titles) {
    switch (tree) {
      case Tree.Scalar scalar -> {}
      case Tree.Sequence sequence -> sequence.items().forEach(it -> find(it, titles));
      case Tree.Mapping mapping -> {
        mapping
            .get("title")
            .filter(Tree.Scalar.class::isInstance)
            .ifPresent(it -> titles.add(pascal(((Tree.Scalar) it).text())));
        mapping.entries().values().forEach(it -> find(it, titles));
      }
    }
  }

  /**
   * The wanted name, or the next free one. Names do not differ only in case.
   *
   * @param taken in lower case; gets the name
   */
  static String free(String wanted, Set<String> taken) {
    String name = wanted;
    for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
      name = wanted + i;
    }
    return name;
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
