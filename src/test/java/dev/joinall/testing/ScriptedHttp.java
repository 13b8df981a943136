package dev.joinall.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * An HTTP server on loopback with scripted answers, 404 otherwise. Records requests. Runs on its
 * own threads. Thread-safe.
 */
public final class ScriptedHttp implements AutoCloseable {
  private final LoopResources loops = LoopResources.create("scripted", 1, true);
  private final Scheduler timer = Schedulers.newSingle("scripted-timer", true);
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private final DisposableServer server;

  /** A received request. */
  public record Asked(String method, String uri, Map<String, String> headers, String body) {}

  /** How an answer is sent. */
  public enum OnTheWire {
    /** Sends all of it. */
    WHOLE,
    /** Declares more bytes than it sends, then closes the connection. */
    TRUNCATED,
    /** Closes the connection instead of an answer. */
    DROP,
    /** Keeps the connection open and sends nothing. */
    NEVER
  }

  /** An answer; filled before the request arrives. */
  public static final class Reply {
    private volatile OnTheWire wire = OnTheWire.WHOLE;
    private volatile int status = 200;
    private volatile String body = "";
    private volatile Duration delay = Duration.ZERO;
    private final List<Map.Entry<String, String>> headers = new CopyOnWriteArrayList<>();

    public Reply status(int value) {
      status = value;
      return this;
    }

    public Reply body(String value) {
      body = value;
      return this;
    }

    public Reply delay(Duration value) {
      delay = value;
      return this;
    }

    public Reply wire(OnTheWire value) {
      wire = value;
      return this;
    }

    public Reply header(String name, String value) {
      headers.add(Map.entry(name, value));
      return this;
    }
  }

  private ScriptedHttp() {
    this.server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .runOn(loops, false)
            .handle(this::answer)
            .bindNow();
  }

  public static ScriptedHttp start() {
    return new ScriptedHttp();
  }

  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** Sets the answer to this method and path; the query is ignored. */
  public Reply on(String method, String path) {
    replies.remove(method + " " + path);
    return then(method, path);
  }

  /** Adds an answer after the previous ones; the last answer is repeated. */
  public Reply then(String method, String path) {
    var reply = new Reply();
    replies.computeIfAbsent(method + " " + path, it -> new ConcurrentLinkedDeque<>()).add(reply);
    return reply;
  }

  /** The received requests, in order. */
  public List<Asked> asked() {
    return new ArrayList<>(asked);
  }

  public void forget() {
    replies.clear();
    forgetAsked();
  }

  public void forgetAsked() {
    asked.clear();
  }

  private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
    return request
        .receive()
        .aggregate()
        .asString(UTF_8)
        .defaultIfEmpty("")
        .doOnNext(body -> asked.add(asked(request, body)))
        .flatMap(body -> answer(next(request.method() + " " + path(request)), response));
  }

  private @Nullable Reply next(String key) {
    Deque<Reply> told = replies.get(key);
    if (told == null) {
      return null;
    }
    return told.size() > 1 ? told.poll() : told.peek();
  }

  private Mono<Void> answer(@Nullable Reply reply, HttpServerResponse response) {
    if (reply == null) {
      return response.status(404).send().then();
    }
    Mono<Void> sent =
        switch (reply.wire) {
          case WHOLE -> send(reply, response);
          case TRUNCATED -> truncated(reply, response);
          case DROP -> Mono.fromRunnable(closing(response));
          case NEVER -> Mono.never();
        };
    return reply.delay.isZero() ? sent : Mono.delay(reply.delay, timer).then(sent);
  }

  private static Mono<Void> send(Reply reply, HttpServerResponse response) {
    reply.headers.forEach(it -> response.addHeader(it.getKey(), it.getValue()));
    return response.status(reply.status).sendString(Mono.just(reply.body)).then();
  }

  private static Mono<Void> truncated(Reply reply, HttpServerResponse response) {
    int promised = reply.body.getBytes(UTF_8).length + 1;
    response.header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(promised));
    Runnable close = closing(response);
    return send(reply, response).doFinally(signal -> close.run());
  }

  /** Captured before the answer, after which the response has released its connection. */
  private static Runnable closing(HttpServerResponse response) {
    var channel = new AtomicReference<Channel>();
    response.withConnection(connection -> channel.set(connection.channel()));
    return () -> {
      var _ = channel.get().close();
    };
  }

  private static Asked asked(HttpServerRequest request, String body) {
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .requestHeaders()
        .forEach(entry ->
            headers.merge(entry.getKey(), entry.getValue(), (one, more) -> one + ", " + more));
    return new Asked(request.method().name(), request.uri(), headers, body);
  }

  private static String path(HttpServerRequest request) {
    String uri = request.uri();
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  @Override
  public void close() {
    server.disposeNow();
    loops.dispose();
    timer.dispose();
  }
}
