package dev.joinall.backend;

/**
 * Maps HTTP statuses to the results of tasks, and faults of tasks to the status of a response. This
 * is the only such table: for backend calls, nested aggregations, responses and the OpenAPI
 * document.
 */
public final class StatusMapping {
  /** The client's input is invalid. */
  public static final int BAD_INPUT = 400;

  /** A required task has no value. */
  public static final int ABSENT = 404;

  public static final int CONFLICT = 409;

  /** The client closed the connection and never sees this status; the number is nginx's. */
  public static final int CLIENT_DISCONNECTED = 499;

  public static final int DEFECT = 500;
  public static final int FAILED = 502;
  public static final int REJECTED = 503;
  public static final int TIMEOUT = 504;

  private StatusMapping() {}

  /** The status of a response that is decided by a task with this fault. */
  public static int of(Fault fault) {
    if (fault.nature() == Fault.Nature.CLIENTS) {
      return BAD_INPUT;
    }
    boolean isAbsent =
        fault.type() == Fault.Type.STATUS
            && fault.reply().filter(it -> isAbsent(it.code())).isPresent();
    return isAbsent ? ABSENT : of(fault.type());
  }

  /** The status of a response, from the type of the fault only. */
  public static int of(Fault.Type type) {
    return switch (type) {
      case CONFLICT -> CONFLICT;
      case REJECTED -> REJECTED;
      case TIMEOUT -> TIMEOUT;
      case UNAVAILABLE, STATUS, MALFORMED, TOO_LARGE, INVALID, UNKNOWN, ERROR -> FAILED;
    };
  }

  /** The status of a response if a task for {@code refuse} has this fault; never a client error. */
  public static int ofRefusal(Fault.Type type) {
    return type == Fault.Type.CONFLICT ? FAILED : of(type);
  }

  /** Whether this status of a reading call is a success without a value. */
  public static boolean isAbsent(int status) {
    return status == 404 || status == 410;
  }

  /** The fault for a status that is neither accepted nor {@link #isAbsent absent}. */
  public static Fault.Type fault(int status) {
    return status == 409 || status == 412 ? Fault.Type.CONFLICT : Fault.Type.STATUS;
  }
}
