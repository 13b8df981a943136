package dev.joinall.template;

import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The names of expressions for streams: such a name has no value, and can be used once, as the
 * whole content of a request or response. Used at start-up only.
 */
final class Streams {
  private final Set<Integer> slots = new HashSet<>();
  private final Set<Integer> taken = new HashSet<>();
  private final Set<Integer> misread = new HashSet<>();

  void add(int slot) {
    slots.add(slot);
  }

  boolean isStream(int slot) {
    return slots.contains(slot);
  }

  boolean isNamed(int slot) {
    return taken.contains(slot) || misread.contains(slot);
  }

  /**
   * Takes the stream if a tree is exactly its name; reports a second use.
   *
   * @return its member of the root, empty text for a root without members; empty for another tree
   */
  static Optional<String> take(Tree tree, String root, SymbolTable symbols, Problems problems) {
    Optional<String> name = alone(tree).filter(it -> (it + ".").startsWith(root + "."));
    Optional<String> member =
        name.filter(it -> it.length() > root.length()).map(it -> it.substring(root.length() + 1));
    OptionalInt slot = name.isPresent() ? of(symbols, root, member) : OptionalInt.empty();
    if (slot.isEmpty()) {
      return Optional.empty();
    }
    if (!symbols.streams().taken.add(slot.getAsInt())) {
      problems.add(
          tree,
          "a stream can be used once, and another place already uses it",
          "give it a type that can be read as a value");
    }
    return Optional.of(member.orElse(""));
  }

  /** The text of a tree that is exactly one expression. */
  private static Optional<String> alone(Tree tree) {
    if (!(tree instanceof Tree.Scalar scalar) || !(scalar.value() instanceof String text)) {
      return Optional.empty();
    }
    return Placeholders.alone(text).map(it -> it.text().strip());
  }

  private static OptionalInt of(SymbolTable symbols, String root, Optional<String> member) {
    return symbols
        .find(root, member)
        .map(SymbolTable.Member::slot)
        .filter(symbols.streams()::isStream)
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  /** Reports an expression that reads a stream as a value. */
  static void check(
      ReferenceFinder found,
      SymbolTable symbols,
      Tree.Scalar scalar,
      Placeholders.Code code,
      Problems problems) {
    Stream<Reference> roots = found.roots().stream().map(it -> new Reference(it, "", false));
    Stream.concat(roots, found.members().stream())
        .filter(it -> of(symbols, it).isPresent())
        .findFirst()
        .ifPresent(it -> {
          symbols.streams().misread.add(of(symbols, it).getAsInt());
          problems.add(
              ExpressionChecks.inside(scalar, code.start()), scalar.path(), problem(it), hint(it));
        });
  }

  private static OptionalInt of(SymbolTable symbols, Reference read) {
    return of(symbols, read.group(), Optional.of(read.member()).filter(name -> !name.isEmpty()));
  }

  private static String problem(Reference read) {
    return read.group().equals(SymbolTable.BODY)
        ? "the body of this request is a stream: only the body of one call can be it, alone"
        : "the task \"" + read.member() + "\" is a stream: only respond.body can be it, alone";
  }

  private static String hint(Reference read) {
    return read.group().equals(SymbolTable.BODY)
        ? "write body: \"${body}\" at one task of an API, or give the input another type"
        : "write respond: { body: \"${tasks."
            + read.member()
            + "}\" }, or read it by another word of \"as\"";
  }
}
