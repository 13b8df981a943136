package dev.joinall.backend.mongo;

import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CollationAlternate;
import com.mongodb.client.model.CollationCaseFirst;
import com.mongodb.client.model.CollationMaxVariable;
import com.mongodb.client.model.CollationStrength;
import dev.joinall.config.Fields;
import dev.joinall.config.Tree;
import java.util.Optional;

/** Reads {@code collation}, with MongoDB's names. */
final class CollationReader {
  private static final String KEY = "collation";
  private static final String EXAMPLE = "collation: { locale: de, strength: 2 }";

  private static final String LOCALES =
      "the language, for example locale: de; simple compares bytes";

  /** Compares bytes. */
  private static final String NONE = "simple";

  private CollationReader() {}

  static Optional<Collation> read(Fields task) {
    return task.nested(KEY, EXAMPLE)
        .filter(it -> task.tree(KEY).orElseThrow() instanceof Tree.Mapping)
        .map(CollationReader::collation);
  }

  private static Collation collation(Fields written) {
    var collation = Collation.builder().locale(locale(written));
    if (written.tree("strength").isPresent()) {
      collation.collationStrength(
          CollationStrength.fromInt(
              written.count("strength", 1, 5, CollationStrength.TERTIARY.getIntRepresentation())));
    }
    flag(written, "caseLevel").ifPresent(collation::caseLevel);
    flag(written, "numericOrdering").ifPresent(collation::numericOrdering);
    flag(written, "normalization").ifPresent(collation::normalization);
    flag(written, "backwards").ifPresent(collation::backwards);
    word(written, "caseFirst", CollationCaseFirst.OFF).ifPresent(collation::collationCaseFirst);
    word(written, "alternate", CollationAlternate.NON_IGNORABLE)
        .ifPresent(collation::collationAlternate);
    word(written, "maxVariable", CollationMaxVariable.PUNCT)
        .ifPresent(collation::collationMaxVariable);
    written.done();
    return collation.build();
  }

  private static String locale(Fields written) {
    Optional<Tree> tree = written.required("locale", LOCALES);
    String locale = written.constant("locale").orElse(NONE);
    if (locale.isBlank()) {
      written.problems().add(tree.orElseThrow(), "expected a language, got nothing", LOCALES);
    }
    return locale;
  }

  private static Optional<Boolean> flag(Fields written, String key) {
    return written.tree(key).map(it -> written.flag(key, false));
  }

  private static <E extends Enum<E>> Optional<E> word(Fields written, String key, E standard) {
    return written.tree(key).map(it -> written.oneOf(key, standard.getDeclaringClass(), standard));
  }
}
