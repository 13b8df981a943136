package dev.joinall.backend.redis;

import dev.joinall.config.BackendCall;
import dev.joinall.config.CallResult;
import dev.joinall.config.CallWarnings;
import dev.joinall.config.Fields;
import dev.joinall.config.Tree;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One Redis command, as declared in the file.
 *
 * @param words the command's name, then its arguments; at least one
 */
record RedisCommand(Tree where, List<Tree> words, As as) implements BackendCall {
  static final String VERB = "command";

  /** The conversion of the strings of a reply to values. */
  enum As {
    TEXT,
    JSON
  }

  static Optional<RedisCommand> read(Fields task) {
    Tree argument = task.tree(VERB).orElseThrow();
    As as = task.oneOf("as", As.class, As.TEXT);
    if (!(argument instanceof Tree.Sequence words) || words.items().isEmpty()) {
      task.problems()
          .add(
              argument,
              "expected a list, got " + argument.noun(),
              "for example command: [GET, \"price:1\"]");
      return Optional.empty();
    }
    return Optional.of(new RedisCommand(argument, words.items(), as));
  }

  String name() {
    return upper(words.getFirst());
  }

  /** A word in upper case; empty for a list or an object. */
  static String upper(Tree word) {
    return word instanceof Tree.Scalar scalar ? scalar.text().toUpperCase(Locale.ROOT) : "";
  }

  @Override
  public boolean effect() {
    return !CommandNames.isRead(name());
  }

  @Override
  public String label() {
    return VERB + " " + name();
  }

  @Override
  public CallResult result() {
    CallResult result = CallResult.of(ReplySchemas.of(name(), as));
    return effect() ? result.withConflict() : result.withAbsent();
  }

  @Override
  public void warn(CallWarnings warnings) {
    words.forEach(warnings::literal);
    words.forEach(warnings::variables);
  }
}
