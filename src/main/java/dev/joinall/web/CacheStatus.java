package dev.joinall.web;

import dev.joinall.plan.Task;
import dev.joinall.run.Report;
import dev.joinall.template.CacheUse;
import java.util.Optional;

/** The {@code Cache-Status} header (RFC 9211): what the caches did for the answer. */
final class CacheStatus {
  static final String NAME = "Cache-Status";

  /** The prefix of each cache's name. A slash is allowed in a token. */
  private static final String PREFIX = "joinall/";

  private CacheStatus() {}

  /** The value for the caches of the tasks; empty if no cache was used. */
  static Optional<String> of(Report report) {
    StringBuilder header = null;
    for (Task task : report.plan().tasks()) {
      Optional<CacheUse> use = report.entries().get(task.index()).cacheUse();
      if (use.isPresent()) {
        header = header == null ? new StringBuilder(64) : header.append(", ");
        add(task.name(), use.get(), header);
      }
    }
    return Optional.ofNullable(header).map(StringBuilder::toString);
  }

  /** The value for the cache of the route's answers. */
  static String ofAnswer(CacheUse use) {
    return "joinall" + parameters(use);
  }

  private static void add(String task, CacheUse use, StringBuilder header) {
    header.append(PREFIX).append(task).append(parameters(use));
  }

  private static String parameters(CacheUse use) {
    return switch (use.result()) {
      case HIT, STALE -> "; hit; ttl=" + use.seconds();
      case SHARED -> "; hit; ttl=" + use.seconds() + "; detail=shared";
      case MISS -> use.stored() ? "; fwd=miss; stored" : "; fwd=miss";
      case RENEWED -> "; fwd=stale; fwd-status=304; stored";
      case COLLAPSED -> "; fwd=miss; collapsed";
    };
  }
}
