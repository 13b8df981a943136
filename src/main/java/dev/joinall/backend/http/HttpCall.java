package dev.joinall.backend.http;

import dev.joinall.config.BackendCall;
import dev.joinall.config.CallResult;
import dev.joinall.config.CallWarnings;
import dev.joinall.config.Fields;
import dev.joinall.config.HeaderRules;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One HTTP request, as declared in the file.
 *
 * @param query by name; null arguments are omitted
 * @param body at most one of {@code body}, {@code form} and {@code multipart} is present
 * @param accept statuses that are a success; empty means any 2xx
 * @param idleTimeout how long a stream may make no progress at the API; empty if not declared
 */
record HttpCall(
    Method method,
    Tree path,
    Map<String, Tree> query,
    Map<String, Tree> headers,
    Optional<Tree> body,
    Optional<Tree> form,
    Optional<Multipart> multipart,
    Set<Integer> accept,
    As as,
    Optional<Duration> idleTimeout)
    implements BackendCall {
  /** Half of nginx' default for proxied responses. */
  private static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(30);

  private static final CallResult HEAD_RESULT =
      CallResult.of(
          """
          {"type": "object",
           "properties": {"status": {"type": "integer"}, "headers": {"type": "object"}},
           "required": ["status", "headers"]}\
          """);

  enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    PATCH,
    DELETE;

    /** The methods as written in the file. */
    static final List<String> WORDS = Stream.of(values()).map(Fields::name).toList();
  }

  /** The conversion of the body of a response to a value. */
  enum As {
    JSON("application/json"),
    TEXT("text/*, */*;q=0.5"),
    XML("application/xml, text/xml, */*;q=0.5"),
    NDJSON("application/x-ndjson, application/json;q=0.5, */*;q=0.1"),
    BASE64("*/*"),
    /** No value: the body is streamed to the client. */
    STREAM("*/*");

    private final String accept;

    As(String accept) {
      this.accept = accept;
    }

    /** The header {@code Accept} for this conversion, if the file declares none. */
    String accept() {
      return accept;
    }
  }

  record Multipart(Tree where, List<PartDeclaration> parts) {
    private static Multipart read(Fields parts) {
      Tree.Mapping written = parts.mapping();
      return new Multipart(written, PartDeclaration.read(written.entries(), parts.problems()));
    }
  }

  /**
   * @param verb one of {@link Method#WORDS}
   */
  static HttpCall read(String verb, Fields task) {
    Method method = Method.values()[Method.WORDS.indexOf(verb)];
    if (method == Method.HEAD) {
      task.tree("as")
          .ifPresent(
              it -> task.problems().add(it, "the answer to a HEAD has no body", "remove \"as\""));
    }
    As as = task.oneOf("as", As.class, As.JSON);
    return new HttpCall(
        method,
        task.tree(verb).orElseThrow(),
        task.entries("query"),
        HeaderRules.checked(task.entries("headers"), HeaderRules.FRAMING_AND_HOST, task.problems()),
        task.tree("body"),
        task.tree("form"),
        task.nested("multipart").map(Multipart::read),
        statuses(task.items("accept"), task.problems()),
        method == Method.HEAD ? As.JSON : as,
        task.duration("idle-timeout"));
  }

  private static Set<Integer> statuses(List<Tree> trees, Problems problems) {
    Set<Integer> statuses = new LinkedHashSet<>();
    for (Tree tree : trees) {
      if (tree instanceof Tree.Scalar scalar
          && scalar.value() instanceof Long status
          && status >= 200
          && status <= 599) {
        statuses.add(status.intValue());
      } else {
        problems.add(
            tree,
            "expected an HTTP status, got " + tree.noun(),
            tree instanceof Tree.Scalar scalar && scalar.text().contains("/")
                ? "the accepted media types are headers: { accept: " + scalar.text() + " }"
                : "for example accept: [200, 404]");
      }
    }
    return statuses;
  }

  @Override
  public Tree where() {
    return path;
  }

  Duration idleTimeoutOrDefault() {
    return idleTimeout.orElse(DEFAULT_IDLE_TIMEOUT);
  }

  @Override
  public boolean streams() {
    return as == As.STREAM;
  }

  boolean reads() {
    return method == Method.GET || method == Method.HEAD;
  }

  @Override
  public boolean effect() {
    return !reads();
  }

  @Override
  public String label() {
    return Fields.name(method) + " " + path.onOneLine();
  }

  @Override
  public CallResult result() {
    CallResult result =
        method == Method.HEAD
            ? HEAD_RESULT
            : switch (as) {
              case JSON, XML, STREAM -> CallResult.ANY;
              case TEXT, BASE64 -> CallResult.of("{\"type\":\"string\"}");
              case NDJSON -> CallResult.of("{\"type\":\"array\"}");
            };
    return (reads() ? result.withAbsent() : result).withConflict().withStatus();
  }

  @Override
  public void warn(CallWarnings warnings) {
    new HttpWarnings(warnings).check(this);
  }
}
