package dev.joinall.backend.http;

import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.backend.http.client.LargeHead;
import dev.joinall.config.BackendConfig;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Templates;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import reactor.core.Exceptions;

/**
 * The prepared parts of a call, for all versions of HTTP. Immutable and thread-safe.
 *
 * @param upload sends the body of the client's request; {@code content} is empty then
 * @param span the attributes of the task's span
 * @param deadlineHeader the header for the remaining milliseconds
 */
record PreparedCall(
    boolean effect,
    UriTemplate uri,
    CallHeaders headers,
    Optional<CallContent> content,
    AnswerReader answers,
    Optional<StreamedAnswers> streamed,
    Optional<UploadSender> upload,
    CallSpan span,
    Optional<String> deadlineHeader) {
  static PreparedCall of(HttpCall call, Templates templates, BackendConfig backend) {
    var uri = UriTemplate.compile(backend.address(), call, templates);
    Optional<UploadSender> upload =
        call.body()
            .filter(templates::takeBody)
            .map(it -> new UploadSender(call.idleTimeoutOrDefault()));
    var declared = templates.compile(call.headers());
    StreamRules.check(call, upload.isPresent(), templates.problems());
    return new PreparedCall(
        call.effect(),
        uri,
        new CallHeaders(
            declared,
            isConditional(call),
            upload.isPresent(),
            ((HttpOptions) backend.options()).login().isPresent()),
        upload.isPresent() ? Optional.empty() : CallContent.compile(call, declared, templates),
        new AnswerReader(call, backend.maxBody(), isOwnLogin(backend, declared.keySet())),
        StreamedAnswers.of(call),
        upload,
        new CallSpan(backend.address()),
        ((HttpOptions) backend.options()).deadlineHeader());
  }

  /** Whether the backend has a login for all calls, and this call declares no other one. */
  private static boolean isOwnLogin(BackendConfig backend, Set<String> headers) {
    boolean hasLogin =
        ((HttpOptions) backend.options())
            .login()
            .filter(it -> it instanceof HttpLogin.OAuth2(var where, var oauth) && !oauth.exchange())
            .isPresent();
    return (hasLogin || BackendHeaders.of(backend).contains(HttpHeaderNames.AUTHORIZATION))
        && headers.stream().noneMatch(HttpHeaderNames.AUTHORIZATION::contentEqualsIgnoreCase);
  }

  /** Whether the call sends conditional and range headers, and may send HEAD instead of GET. */
  static boolean isConditional(HttpCall call) {
    return call.streams() && call.method() == HttpCall.Method.GET;
  }

  /** The value of the {@link #deadlineHeader}. */
  static String millisLeft(Scope scope) {
    return Long.toString(Math.max(0, TimeUnit.NANOSECONDS.toMillis(scope.remaining())));
  }

  /**
   * The fault of a failure; {@code unknown} for an effect that may have happened.
   *
   * @param sent whether the API may have received the request
   */
  Throwable translate(Throwable error, boolean sent) {
    Throwable cause = Exceptions.unwrap(error);
    if (cause instanceof StepException || cause instanceof InvalidExpression) {
      return cause;
    }
    Fault fault = HttpFaults.translate(cause);
    if (effect && cause instanceof LargeHead large) {
      // The status shows whether the effect happened, although the rest of the response can't be
      // used.
      return new StepException(answers.accepts(large.status()) ? fault.ofAccepted() : fault);
    }
    return new StepException(
        effect && sent && HttpFaults.wasSent(cause)
            ? Fault.of(Fault.Type.UNKNOWN, fault.detail())
            : fault);
  }
}
