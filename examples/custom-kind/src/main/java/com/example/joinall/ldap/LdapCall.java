package com.example.joinall.ldap;

import dev.joinall.config.BackendCall;
import dev.joinall.config.CallResult;
import dev.joinall.config.CallWarnings;
import dev.joinall.config.Fields;
import dev.joinall.config.Tree;
import java.util.List;
import java.util.Optional;

/**
 * One search, as declared in the file. It has no effect.
 *
 * @param where position of the verb, with the name of the entry, or of the base of the search
 * @param filter of {@code search}; empty for {@code entry}
 * @param attributes of each entry; all if empty
 * @param limit maximum of entries
 */
record LdapCall(
    String verb, Tree where, Optional<Tree> filter, Depth depth, List<String> attributes, int limit)
    implements BackendCall {
  static final String SEARCH = "search";
  static final String ENTRY = "entry";

  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  private static final String ENTRY_SCHEMA =
      """
      {"type": "object",
       "required": ["dn", "attributes"],
       "properties": {
         "dn": {"type": "string"},
         "attributes": {
           "type": "object",
           "additionalProperties": {"type": "array", "items": {"type": "string"}}}}}\
      """;

  /** How far below the base to search. */
  enum Depth {
    ONE,
    ALL
  }

  static Optional<LdapCall> read(String verb, Fields task) {
    Tree where = task.tree(verb).orElseThrow();
    List<String> attributes = task.texts("attributes");
    if (verb.equals(ENTRY)) {
      return Optional.of(new LdapCall(verb, where, Optional.empty(), Depth.ALL, attributes, 1));
    }
    Depth depth = task.oneOf("depth", Depth.class, Depth.ALL);
    int limit = task.count("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
    return task.required("filter", "for example filter: \"(uid=${path.uid})\"")
        .map(it -> new LdapCall(verb, where, Optional.of(it), depth, attributes, limit));
  }

  boolean ofOneEntry() {
    return filter.isEmpty();
  }

  @Override
  public boolean effect() {
    return false;
  }

  @Override
  public String label() {
    return verb + " " + where.onOneLine();
  }

  @Override
  public CallResult result() {
    return ofOneEntry()
        ? CallResult.of(ENTRY_SCHEMA).withAbsent()
        : CallResult.of("{\"type\": \"array\", \"items\": " + ENTRY_SCHEMA + "}");
  }

  /** In a filter, {@code (uid=$uid)} is a text. */
  @Override
  public void warn(CallWarnings warnings) {
    filter.ifPresent(warnings::variables);
  }
}
