package dev.joinall.template;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.joinall.config.Internal;
import dev.joinall.json.Json;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The symbol table of expressions: the names that they may use, and the slot of each in a {@link
 * Scope}. A name is a root, such as {@code body}, or a member of a root, such as {@code path.sku}.
 * Filled at start-up, then only read.
 */
@Internal
public final class SymbolTable {
  public static final String PATH = "path";
  public static final String QUERY = "query";
  public static final String HEADER = "header";
  public static final String BODY = "body";
  public static final String REQUEST = "request";
  public static final String CALLER = "caller";
  public static final String ENV = "env";
  public static final String SECRET = "secret";
  public static final String TASKS = "tasks";
  public static final String OUTCOMES = "outcomes";
  public static final String FAULT = "fault";
  public static final String ITEM = "item";
  public static final String INDEX = "index";
  public static final String WINNERS = "winners";
  public static final String KEYS = "keys";
  public static final String NOW = "now";

  private final Map<String, Member> roots = new LinkedHashMap<>();
  private final Map<String, Map<String, Member>> groups = new LinkedHashMap<>();
  private final Map<String, ReplyParts> replies;
  private final Set<Integer> segments = new HashSet<>();
  private final Set<Reference> lists = new HashSet<>();
  private final Map<Reference, List<String>> enumValuesOf = new HashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, OutcomeFacts> outcomes = new HashMap<>();
  private final Streams streams;
  private final Set<Reference> read;
  private int slots;

  public SymbolTable() {
    this(new LinkedHashMap<>(), new Streams(), new HashSet<>());
  }

  private SymbolTable(Map<String, ReplyParts> replies, Streams streams, Set<Reference> read) {
    this.replies = replies;
    this.read = read;
    this.streams = streams;
  }

  record Member(int slot, CelType type) {
    /** Whether its value is a time, which is a text in JSON. */
    boolean isTime() {
      return type.equals(SimpleType.TIMESTAMP);
    }
  }

  /** The static type of a value in the type checker. */
  public enum Type {
    ANY(SimpleType.DYN),
    TEXT(SimpleType.STRING),
    INTEGER(SimpleType.INT),
    NUMBER(SimpleType.DOUBLE),
    BOOLEAN(SimpleType.BOOL),
    TIME(SimpleType.TIMESTAMP),
    OUTCOME(OutcomeTypes.OUTCOME),
    FAULT(OutcomeTypes.FAULT),
    TEXTS(ListType.create(SimpleType.STRING)),
    LIST(ListType.create(SimpleType.DYN));

    private final CelType cel;

    Type(CelType cel) {
      this.cel = cel;
    }

    private CelType cel(boolean nullable) {
      if (!nullable || this == OUTCOME) {
        return cel;
      }
      return this != ANY && cel instanceof SimpleType ? NullableType.create(cel) : SimpleType.DYN;
    }
  }

  /** Declares a root without members, and returns its slot. */
  public int root(String name, Type type) {
    roots.put(name, new Member(slots, type.cel(false)));
    return slots++;
  }

  /** Declares another name for a slot. */
  public void alias(String name, Type type, int slot) {
    roots.put(name, new Member(slot, type.cel(false)));
  }

  /** Declares that {@code group} is a root with members, even if it has no member yet. */
  public void group(String group) {
    groups.computeIfAbsent(group, name -> new LinkedHashMap<>());
  }

  /**
   * Declares {@code group.name}, and returns its slot.
   *
   * @param nullable whether the slot may be null or empty
   */
  public int member(String group, String name, Type type, boolean nullable) {
    groups
        .computeIfAbsent(group, it -> new LinkedHashMap<>())
        .put(name, new Member(slots, type.cel(nullable)));
    return slots++;
  }

  /**
   * Declares the constraints of an input.
   *
   * @param words the possible texts; empty if it can be any
   */
  public void known(String group, String name, boolean list, List<String> words) {
    if (list) {
      lists.add(new Reference(group, name, false));
    }
    if (!words.isEmpty()) {
      enumValuesOf.put(new Reference(group, name, false), List.copyOf(words));
    }
  }

  /**
   * Declares the JSON Schema of a value.
   *
   * @param name {@code body}, or {@code tasks.x}
   * @param closed whether members that the schema does not declare are dropped
   */
  public void shape(String name, Json schema, boolean closed) {
    shapes.put(name, Shape.of(schema, closed));
  }

  /** Declares the facts about the outcome of a task. */
  public void outcome(String task, OutcomeFacts facts) {
    outcomes.put(task, facts);
  }

  OutcomeFacts outcome(String task) {
    return outcomes.getOrDefault(task, OutcomeFacts.NONE);
  }

  Shape shape(String name) {
    return shapes.getOrDefault(name, Shape.ANY);
  }

  /** The possible texts of an input; empty if it can be any. */
  List<String> enumValues(String group, String name) {
    return enumValuesOf.getOrDefault(new Reference(group, name, false), List.of());
  }

  boolean isList(String group, String name) {
    return lists.contains(new Reference(group, name, false));
  }

  /** Declares that the value of this slot is several segments of a path, with their slashes. */
  public void segments(int slot) {
    segments.add(slot);
  }

  /** Declares that this slot is a stream without a value. */
  public void stream(int slot) {
    streams.add(slot);
  }

  /**
   * Whether a compiled part of the file uses this stream, or reads it as a value, which is
   * reported.
   */
  public boolean isNamed(int slot) {
    return streams.isNamed(slot);
  }

  Streams streams() {
    return streams;
  }

  boolean isSegments(int slot) {
    return segments.contains(slot);
  }

  /** Records that an expression reads this member. */
  void read(Reference member) {
    read.add(new Reference(member.group(), member.member(), false));
  }

  /** Whether an expression compiled so far, with this table or a copy of it, reads this member. */
  public boolean isRead(String group, String member) {
    return read.contains(new Reference(group, member, false));
  }

  /** Records that an expression reads these parts of a task's outcome. */
  void read(String task, ReplyParts parts) {
    replies.merge(task, parts, ReplyParts::and);
  }

  /**
   * The parts of an outcome that the expressions compiled so far, with this table or a copy of it,
   * read.
   */
  public ReplyParts replies(String task) {
    return replies.getOrDefault(task, ReplyParts.NONE);
  }

  /** Returns a copy of the names and slots, which can be extended. Both record the same reads. */
  public SymbolTable copy() {
    var copy = new SymbolTable(replies, streams, read);
    copy.roots.putAll(roots);
    groups.forEach((group, members) -> copy.groups.put(group, new LinkedHashMap<>(members)));
    copy.segments.addAll(segments);
    copy.lists.addAll(lists);
    copy.enumValuesOf.putAll(enumValuesOf);
    copy.shapes.putAll(shapes);
    copy.outcomes.putAll(outcomes);
    copy.slots = slots;
    return copy;
  }

  public int slots() {
    return slots;
  }

  Map<String, Member> roots() {
    return Collections.unmodifiableMap(roots);
  }

  Map<String, Map<String, Member>> groups() {
    return Collections.unmodifiableMap(groups);
  }

  Map<String, Member> membersOf(String group) {
    return groups.getOrDefault(group, Map.of());
  }

  /** The slot of {@code root} or of {@code root.member}. */
  Optional<Member> find(String root, Optional<String> member) {
    return member.isPresent()
        ? Optional.ofNullable(membersOf(root).get(member.get()))
        : Optional.ofNullable(roots.get(root));
  }
}
