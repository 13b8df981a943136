package dev.joinall.backend.http;

import dev.joinall.backend.Fault;
import dev.joinall.backend.Health;
import dev.joinall.backend.Step;
import dev.joinall.backend.StepException;
import dev.joinall.config.BackendConfig;
import dev.joinall.config.Tree;
import dev.joinall.json.Json;
import dev.joinall.security.BackendTokens;
import dev.joinall.security.CachedToken;
import dev.joinall.security.TokenFailure;
import dev.joinall.template.InvalidExpression;
import dev.joinall.template.Scope;
import dev.joinall.template.Template;
import dev.joinall.template.Templates;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.ContextView;

/**
 * Gets the token for each call of a backend, if {@code auth} declares one. The call sends it as its
 * header {@code Authorization}, unless the task declares another one. Thread-safe.
 */
final class Authorized {
  /** Context key of the value of the header. */
  private static final Object HEADER = Authorized.class;

  private static final String BEARER = "Bearer ";
  private static final int UNAUTHORIZED = 401;

  private final Optional<HttpLogin> login;
  private final Optional<BackendTokens> tokens;
  private final Duration maxTokenWait;
  private final Scheduler loops;

  /**
   * @param loops switches back to the loop of the call
   */
  Authorized(BackendConfig config, Scheduler loops) {
    this.login = ((HttpOptions) config.options()).login();
    this.tokens =
        login.flatMap(it ->
            it instanceof HttpLogin.OAuth2(var where, var oauth)
                ? Optional.of(new BackendTokens(config.name(), oauth))
                : Optional.empty());
    // Shorter than the attempt: a call without a token was not sent.
    this.maxTokenWait = config.timeout().multipliedBy(4).dividedBy(5);
    this.loops = loops;
  }

  /** The value of the header of this call; empty if it has no token. */
  static Optional<String> header(ContextView context) {
    return context.getOrEmpty(HEADER);
  }

  /**
   * Returns the step with a token.
   *
   * @param prepared of the same call
   */
  Step around(Step step, PreparedCall prepared, Templates templates) {
    if (login.isEmpty() || prepared.headers().declaresLogin()) {
      return step;
    }
    return switch (login.get()) {
      case HttpLogin.Forward(var where) -> {
        Template token = callers(where, templates);
        yield scope -> Mono.defer(() -> send(step, scope, text(token, scope)));
      }
      case HttpLogin.OAuth2(var where, var oauth) -> {
        BackendTokens all = tokens.orElseThrow();
        boolean repeatable = prepared.upload().isEmpty();
        if (!oauth.exchange()) {
          yield scope -> Mono.defer(() -> send(step, scope, all.own(), repeatable));
        }
        Template token = callers(where, templates);
        yield scope ->
            Mono.defer(() -> send(step, scope, all.exchanged(text(token, scope)), repeatable));
      }
    };
  }

  /** The result of a check; a backend is down if its tokens can't be fetched. */
  Mono<Health> checked(Mono<Health> health) {
    return tokens.isEmpty()
        ? health
        : health.map(it ->
            it instanceof Health.Up
                ? tokens.get().failure().<Health>map(Health.Down::new).orElse(it)
                : it);
  }

  /** An expression, so that the analysis of the plan finds that the task reads the caller. */
  private static Template callers(Tree where, Templates templates) {
    return templates.compile((Tree) Tree.Scalar.of(where, "${caller.token}"));
  }

  private static String text(Template token, Scope scope) {
    Json text = token.render(scope);
    if (text.isNull()) {
      throw new InvalidExpression("the caller has no token");
    }
    return text.text();
  }

  private static Mono<Json> send(Step step, Scope scope, String token) {
    return step.run(scope).contextWrite(it -> it.put(HEADER, BEARER + token));
  }

  private Mono<Json> send(Step step, Scope scope, CachedToken token, boolean isRepeatable) {
    Optional<String> known = token.known();
    return (known.isPresent() ? Mono.just(known.get()) : fetched(token, scope))
        .flatMap(it ->
            send(step, scope, it)
                .onErrorResume(
                    StepException.class,
                    failure ->
                        isUnauthorized(failure) && token.drop(it) && isRepeatable
                            ? fetched(token, scope).flatMap(next -> send(step, scope, next))
                            : Mono.error(failure)));
  }

  /** Waits for less time than the attempt has left, because a call without a token was not sent. */
  private Mono<String> fetched(CachedToken token, Scope scope) {
    long nanos = Math.min(maxTokenWait.toNanos(), scope.remaining() / 5 * 4);
    return Mono.fromFuture(token::fetched, true)
        .timeout(Duration.ofNanos(Math.max(0, nanos)), loops)
        .flux()
        .publishOn(loops)
        .next()
        .onErrorMap(Authorized::translate);
  }

  private static Throwable translate(Throwable error) {
    return switch (error) {
      case TokenFailure refused when refused.isRefusal() ->
          new StepException(Fault.of(Fault.Type.STATUS, refused.detail()).withAttempts(0));
      case TokenFailure failure -> new StepException(unavailable(failure.detail()));
      case TimeoutException late -> new StepException(unavailable("no token in time"));
      default -> error;
    };
  }

  private static Fault unavailable(String detail) {
    return Fault.of(Fault.Type.UNAVAILABLE, detail).withAttempts(0);
  }

  private static boolean isUnauthorized(StepException failure) {
    return failure.fault().reply().filter(it -> it.code() == UNAUTHORIZED).isPresent();
  }
}
