package dev.joinall.template;

import dev.cel.runtime.CelVariableResolver;
import dev.joinall.json.Json;
import java.util.AbstractMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The variable resolver of CEL for a scope. A member with an empty slot does not exist. */
record Variables(SymbolTable symbols, Scope scope, Set<Reference> nullable)
    implements CelVariableResolver {
  /** Groups of inputs. */
  static final Set<String> INPUTS = Set.of(SymbolTable.PATH, SymbolTable.QUERY, SymbolTable.HEADER);

  @Override
  public Optional<Object> find(String name) {
    SymbolTable.Member root = symbols.roots().get(name);
    if (root != null) {
      @Nullable Json value = scope.get(root.slot());
      return Optional.of(
          root.isTime() && value != null ? Dates.parse(value.text()) : Values.toCel(value));
    }
    Map<String, SymbolTable.Member> members = symbols.groups().get(name);
    return members == null ? Optional.empty() : Optional.of(new Group(name, members));
  }

  final class Group extends AbstractMap<String, Object> {
    private final String group;
    private final Map<String, SymbolTable.Member> members;

    Group(String group, Map<String, SymbolTable.Member> members) {
      this.group = group;
      this.members = members;
    }

    @Override
    public boolean containsKey(Object name) {
      return value(name) != null || isNullable(name);
    }

    /** The value, if it exists, for {@code .?}. */
    Optional<Object> present(Object name) {
      return Optional.ofNullable(value(name)).map(Values::toCel);
    }

    /** A missing input is null. */
    private boolean isNullable(Object name) {
      return name instanceof String member
          && (INPUTS.contains(group)
              ? members.containsKey(member)
              : nullable.contains(new Reference(group, member, false)));
    }

    private @Nullable Json value(Object name) {
      SymbolTable.Member member = members.get(name);
      return member == null ? null : scope.get(member.slot());
    }

    @Override
    public @Nullable Object get(Object name) {
      @Nullable Json value = value(name);
      return value == null && !isNullable(name) ? null : Values.toCel(value);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      Set<Entry<String, Object>> entries = new LinkedHashSet<>();
      members.forEach((name, member) -> {
        @Nullable Json value = scope.get(member.slot());
        if (value != null) {
          entries.add(Map.entry(name, Values.toCel(value)));
        }
      });
      return entries;
    }
  }
}
