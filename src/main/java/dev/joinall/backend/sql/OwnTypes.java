package dev.joinall.backend.sql;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The arrays and domains that a database of PostgreSQL defines. Thread-safe. */
final class OwnTypes {
  /**
   * Each type that has an array, with the number of that, the character between its elements, and
   * the type below a domain.
   */
  static final String QUERY =
      "select typarray::text, oid::text, typdelim::text, typbasetype::text"
          + " from pg_catalog.pg_type where typarray <> 0 and oid >= 16384";

  private final Map<Integer, Integer> elements = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> bases = new ConcurrentHashMap<>();
  private final Map<Integer, Character> delimiters = new ConcurrentHashMap<>();

  /**
   * Adds a type.
   *
   * @param array the type of its lists
   * @param delimiter between the elements of a list
   * @param base the type below a domain; otherwise 0
   */
  void add(int array, int type, char delimiter, int base) {
    elements.put(array, type);
    if (delimiter != ',') {
      delimiters.put(type, delimiter);
    }
    if (base != 0) {
      bases.put(type, base);
    }
  }

  /** The type of the elements; 0 if it is no array of this database. */
  int element(int oid) {
    return elements.getOrDefault(oid, 0);
  }

  /** The type below a domain, which may be one itself; otherwise the type. */
  int base(int oid) {
    int base = oid;
    for (Integer next = bases.get(oid); next != null; next = bases.get(next)) {
      base = next;
    }
    return base;
  }

  /** The character between elements of this type. */
  char delimiter(int type) {
    return delimiters.getOrDefault(type, type == PostgresType.BOX ? ';' : ',');
  }
}
