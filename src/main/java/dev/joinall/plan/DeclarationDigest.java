package dev.joinall.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.config.Sha256;
import dev.joinall.config.Tree;
import dev.joinall.template.ExpressionTexts;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A digest of parts of the file, regardless of their positions. Equal digests mean equal
 * declarations.
 */
final class DeclarationDigest {
  /** In bytes. Two declarations never collide in practice. */
  private static final int LENGTH = 16;

  private static final String EXPECT = "expect";

  private final MessageDigest digest = Sha256.begin();
  private final UnaryOperator<String> texts;

  private DeclarationDigest(UnaryOperator<String> texts) {
    this.texts = texts;
  }

  /** The digest of whole parts. */
  static byte[] of(Tree... parts) {
    return of(UnaryOperator.identity(), parts);
  }

  /**
   * The digest of a task without the expressions of its call, whose values are in the key. Its
   * expectations are not part of the call.
   */
  static byte[] ofCall(Tree.Mapping task) {
    var whole = new DeclarationDigest(ExpressionTexts::blanked);
    whole.add(task.without(EXPECT));
    task.get(EXPECT).ifPresent(it -> whole.add(EXPECT, HexFormat.of().formatHex(of(it))));
    return whole.bytes();
  }

  private static byte[] of(UnaryOperator<String> texts, Tree... parts) {
    var whole = new DeclarationDigest(texts);
    for (Tree part : parts) {
      whole.add(part);
    }
    return whole.bytes();
  }

  private byte[] bytes() {
    return Arrays.copyOf(digest.digest(), LENGTH);
  }

  private void add(Tree tree) {
    switch (tree) {
      case Tree.Scalar(var at, var path, String value, var text, var fromEnvironment) ->
          add("text", texts.apply(value));
      case Tree.Scalar scalar -> add("scalar", Objects.toString(scalar.value()));
      case Tree.Sequence sequence -> {
        add("list", Integer.toString(sequence.items().size()));
        sequence.items().forEach(this::add);
      }
      case Tree.Mapping mapping -> {
        add("mapping", Integer.toString(mapping.entries().size()));
        mapping
            .entries()
            .forEach((name, member) -> {
              add("key", name);
              add(member);
            });
      }
    }
  }

  private void add(String type, String text) {
    digest.update((type + " " + text.length() + " " + text + "\n").getBytes(UTF_8));
  }
}
