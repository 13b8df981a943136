package dev.joinall.backend.sql;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The array types and domains that a PostgreSQL database defines. Thread-safe. */
final class OwnTypes {
  /**
   * Selects each type that has an array type, with the OID of that array type, the delimiter of its
   * elements, and the base type of a domain.
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
   * @param base the base type of a domain; otherwise 0
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

  /** The type of the elements; 0 if it is not an array type of this database. */
  int element(int oid) {
    return elements.getOrDefault(oid, 0);
  }

  /** The base type of a domain, resolved recursively; otherwise the type itself. */
  int base(int oid) {
    int base = oid;
    for (Integer next = bases.get(oid); next != null; next = bases.get(next)) {
      base = next;
    }
    return base;
  }

  /** The delimiter between elements of this type. */
  char delimiter(int type) {
    return delimiters.getOrDefault(type, type == PostgresType.BOX ? ';' : ',');
  }
}
