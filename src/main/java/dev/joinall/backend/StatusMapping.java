package dev.joinall.backend;

/**
 * What HTTP statuses mean for a task, and which status an answer gets from a task that decides it.
 * The one table of both: for calls of backends, aggregations within aggregations, answers, and the
 * OpenAPI document.
 */
public final class StatusMapping {
  /** A required task found nothing. */
  public static final int ABSENT = 404;

  public static final int CONFLICT = 409;

  /** Nobody gets this answer: the client closed the connection. The number is nginx's. */
  public static final int CLIENT_LEFT = 499;

  public static final int DEFECT = 500;
  public static final int FAILED = 502;
  public static final int REJECTED = 503;
  public static final int TIMEOUT = 504;

  private StatusMapping() {}

  /** Of the answer that a task with this fault decides. */
  public static int of(Fault.Type type) {
    return switch (type) {
      case CONFLICT -> CONFLICT;
      case REJECTED -> REJECTED;
      case TIMEOUT -> TIMEOUT;
      case UNAVAILABLE, STATUS, MALFORMED, TOO_LARGE, INVALID, UNKNOWN, ERROR -> FAILED;
    };
  }

  /** The same, where the task is read by a refusal: that is never the client's mistake. */
  public static int ofRefusal(Fault.Type type) {
    return type == Fault.Type.CONFLICT ? FAILED : of(type);
  }

  /** Whether a reading call with this status is a success without a value. */
  public static boolean isAbsent(int status) {
    return status == 404 || status == 410;
  }

  /** The fault of a status that is neither accepted nor {@link #isAbsent absent}. */
  public static Fault.Type fault(int status) {
    return status == 409 || status == 412 ? Fault.Type.CONFLICT : Fault.Type.STATUS;
  }
}
