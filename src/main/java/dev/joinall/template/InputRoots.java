package dev.joinall.template;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The roots of names whose values come from the client. */
final class InputRoots {
  private static final Set<String> INPUTS =
      Set.of(SymbolTable.PATH, SymbolTable.QUERY, SymbolTable.HEADER, SymbolTable.BODY);
  private static final Set<String> ITEMS = Set.of(SymbolTable.ITEM, SymbolTable.KEYS);
  private static final Set<String> NOT_FOUND_BY_TASKS =
      Set.of(SymbolTable.REQUEST, SymbolTable.CALLER, SymbolTable.ENV, SymbolTable.INDEX);

  private InputRoots() {}

  static boolean contains(String root) {
    return INPUTS.contains(root);
  }

  /**
   * Whether an expression reads inputs, and no results of tasks.
   *
   * @param itemIsInput whether the items of the list are inputs, too
   */
  static boolean isOfInputs(ReferenceFinder found, boolean itemIsInput) {
    Set<String> read =
        Stream.concat(found.members().stream().map(Reference::group), found.roots().stream())
            .collect(Collectors.toSet());
    Predicate<String> isInput = it -> contains(it) || (itemIsInput && ITEMS.contains(it));
    return read.stream().anyMatch(isInput)
        && read.stream().allMatch(isInput.or(NOT_FOUND_BY_TASKS::contains));
  }
}
