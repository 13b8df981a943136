package dev.joinall.backend.redis;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The words of a command; constant words are encoded once. Immutable. */
final class CommandTemplate {
  private static final String NOT_A_SCALAR = "each word is one text: write the elements one by one";

  /** One argument of the command, encoded. */
  @FunctionalInterface
  private interface Word {
    byte[] encode(Scope scope);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Constant(byte[] encoded) implements Word {
    @Override
    public byte[] encode(Scope scope) {
      return encoded;
    }
  }

  private final byte[] header;
  private final List<Word> words;

  private CommandTemplate(List<Word> words) {
    this.header = RespWriter.header(words.size());
    this.words = List.copyOf(words);
  }

  /** Compiles a command; reports errors to {@code templates.problems()}. */
  static CommandTemplate compile(RedisCommand command, Templates templates) {
    Problems problems = templates.problems();
    List<Word> words = new ArrayList<>();
    List<Boolean> constant = new ArrayList<>();
    for (Tree tree : command.words()) {
      Template template = templates.compile(tree);
      constant.add(template instanceof Template.Constant);
      words.add(word(tree, template, problems));
    }
    CommandNames.check(command, constant, problems);
    return new CommandTemplate(words);
  }

  private static Word word(Tree tree, Template template, Problems problems) {
    if (tree instanceof Tree.Scalar scalar && scalar.value() == null) {
      problems.add(tree, "expected a word, got null", "write \"\" for an empty one");
    }
    if (tree instanceof Tree.Sequence) {
      problems.add(tree, "expected a word, got a list", NOT_A_SCALAR);
    }
    if (template instanceof Template.Constant(Json json)) {
      return new Constant(constant(tree, json, problems));
    }
    if (Templates.isList(template)) {
      problems.add(
          tree,
          "expected a word, got an expression that gives a list",
          "write for-each: { in: ... } and one word of an item; GET then reads many keys at once");
    }
    return scope -> bulk(template, scope);
  }

  private static byte[] constant(Tree tree, Json json, Problems problems) {
    try {
      return RespWriter.bulk(written(tree, json));
    } catch (InvalidExpression e) {
      problems.add(tree, String.valueOf(e.getMessage()), "");
      return RespWriter.bulk("");
    }
  }

  /** A number is sent as it is written in the file, because 007 and 1e3 are strings for Redis. */
  private static String written(Tree tree, Json json) {
    return tree instanceof Tree.Scalar scalar && !(scalar.value() instanceof String)
        ? scalar.text()
        : json.text();
  }

  private static byte[] bulk(Template template, Scope scope) {
    String text = text(template, template.render(scope));
    try {
      return RespWriter.bulk(text);
    } catch (InvalidExpression e) {
      throw template.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static String text(Template template, Json value) {
    return switch (value.kind()) {
      case NULL ->
          throw template.invalid(
              "a null can't become a word of a command; define the text to send by .orValue(...)");
      case ARRAY ->
          throw template.invalid("a list can't become a word of a command; " + NOT_A_SCALAR);
      case STRING, NUMBER, BOOLEAN, OBJECT -> value.text();
    };
  }

  /** The command, if no word has an expression. */
  Optional<byte[][]> constant() {
    byte[][] request = new byte[words.size() + 1][];
    request[0] = header;
    for (int i = 0; i < words.size(); i++) {
      if (!(words.get(i) instanceof Constant(byte[] encoded))) {
        return Optional.empty();
      }
      request[i + 1] = encoded;
    }
    return Optional.of(request);
  }

  /**
   * @throws InvalidExpression if a word has no value
   */
  byte[][] encode(Scope scope) {
    byte[][] request = new byte[words.size() + 1][];
    request[0] = header;
    for (int i = 0; i < words.size(); i++) {
      request[i + 1] = words.get(i).encode(scope);
    }
    return request;
  }
}
