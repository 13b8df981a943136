package dev.joinall.cache;

import dev.joinall.template.RequestSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The tags that open transactions make stale. Thread-safe. */
final class SessionPurges {
  private final Map<RequestSession, List<String>> waiting =
      Collections.synchronizedMap(new IdentityHashMap<>());

  void add(RequestSession session, List<String> tags) {
    waiting.merge(session, tags, SessionPurges::both);
  }

  private static List<String> both(List<String> some, List<String> others) {
    List<String> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  /** Removes and returns the tags of a session that has ended. */
  List<String> take(RequestSession session) {
    List<String> tags = waiting.remove(session);
    return tags == null ? List.of() : tags;
  }
}
