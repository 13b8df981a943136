package dev.joinall.openapi;

/** The sentences of problem details, used by the answers and by the document. */
public final class ProblemTexts {
  public static final String INVALID_INPUT = "the request does not fit what this route declares";
  public static final String NO_CREDENTIALS = "this route needs credentials";
  public static final String FORBIDDEN = "this caller may not do this";
  public static final String INSUFFICIENT_SCOPE = "this caller lacks a scope";
  public static final String RATE_LIMITED = "too many requests";
  public static final String LATE_BODY = "the body did not arrive in time";
  public static final String NOT_JSON = "the body must be application/json";
  public static final String ONLY_JSON = "this route answers with JSON alone";
  public static final String JSON_OR_STREAM =
      "this route answers with JSON, or with a stream of it";
  public static final String ROUTE_FULL =
      "this route is at its limit of concurrent requests; try again";
  public static final String OVERLOADED = "this server is overloaded; try again";
  public static final String CODED = "a body with a content coding is not read";
  public static final String NO_MEMORY =
      "the requests in flight use all of their memory limit; try again";
  public static final String NO_ROUTE = "there is no such route";
  public static final String EXPECTATION = "only Expect: 100-continue can be met";
  public static final String ENDING =
      "this server is shutting down or replacing the route; try again";
  public static final String DEFECT = "this request could not be handled";
  public static final String LOST_BODY = "the answer of a backend could not be passed on";
  public static final String REFUSED = "refused";

  /** Followed by {@code : } and the task that could not be read. */
  public static final String NOT_CHECKED = "this request could not be checked";

  public static final String NOT_CHECKED_IN_TIME =
      "the deadline passed before this request could be checked";
  public static final String TOO_LATE = "the deadline passed before the join was met";

  private ProblemTexts() {}

  public static String unknownMethod(String method) {
    return "this route does not allow " + method;
  }

  /** The inputs match their schemas, but a task can't use them. */
  public static String unusable(String why) {
    return "this request can't be used: " + why;
  }

  /** The acceptable type of an answer that is not JSON. */
  public static String only(String type, boolean streams) {
    return "this route answers with " + type + (streams ? ", or with a stream of it" : "");
  }

  /**
   * The content type of the body is not accepted.
   *
   * @param types the accepted types
   */
  public static String notOfType(String types) {
    return "the content type of the body has to be " + types;
  }

  public static String bodyTooLarge(long max) {
    return "the body has more than " + max + " bytes";
  }

  /** The text for a transaction of which a task or the commit failed. */
  public static String rolledBack(String task, String ending) {
    return "the transaction was rolled back: the task \"" + task + "\" " + ending;
  }

  /**
   * The text for an unmet join.
   *
   * @param required whether the task itself is required
   * @param ending such as {@code failed: timeout}
   */
  public static String unmet(boolean required, String task, String ending) {
    String what = required ? "the required task" : "the join can't be met: the task";
    return what + " \"" + task + "\" " + ending;
  }
}
