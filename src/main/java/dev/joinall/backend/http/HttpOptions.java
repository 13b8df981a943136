package dev.joinall.backend.http;

import dev.joinall.backend.ProxyServer;
import dev.joinall.config.BackendOptions;
import dev.joinall.config.Fields;
import dev.joinall.config.HeaderRules;
import dev.joinall.config.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of an HTTP backend.
 *
 * @param headers sent with every call
 * @param compress whether calls accept compressed responses
 * @param http2 whether calls use HTTP/2 (with TLS: if the server supports it)
 * @param maxHead bytes of the head of one response
 * @param deadlineHeader the header for the remaining milliseconds of a call
 * @param proxy between this server and the API
 * @param login the authentication of calls; empty if only the address and the headers authenticate
 */
record HttpOptions(
    Map<String, String> headers,
    boolean compress,
    boolean http2,
    int maxHead,
    Optional<String> deadlineHeader,
    Optional<ProxyServer> proxy,
    Optional<HttpLogin> login)
    implements BackendOptions {
  /** The default limit of most servers and proxies. */
  private static final int DEFAULT_HEAD = 8 << 10;

  private static final int MIN_HEAD = 1 << 10;
  private static final int MAX_HEAD = 64 << 10;

  static HttpOptions read(Fields backend) {
    return new HttpOptions(
        headers(backend),
        backend.flag("compress", false),
        backend.flag("http2", false),
        maxHead(backend),
        deadlineHeader(backend),
        proxy(backend),
        HttpLogin.read(backend));
  }

  private static Map<String, String> headers(Fields backend) {
    Optional<Fields> written = backend.nested("headers");
    if (written.isEmpty()) {
      return Map.of();
    }
    Map<String, Tree> good =
        HeaderRules.checked(
            written.get().mapping().entries(), HeaderRules.FRAMING, backend.problems());
    Map<String, String> headers = new LinkedHashMap<>();
    good.keySet()
        .forEach(name -> written.get().text(name).ifPresent(value -> headers.put(name, value)));
    return headers;
  }

  private static int maxHead(Fields backend) {
    String key = "max-head";
    int bytes = backend.bytes(key, DEFAULT_HEAD);
    if (bytes >= MIN_HEAD && bytes <= MAX_HEAD) {
      return bytes;
    }
    Tree written = backend.tree(key).orElseThrow();
    backend.problems().add(written, "expected a size from 1KB to 64KB, got " + written.noun(), "");
    return DEFAULT_HEAD;
  }

  private static Optional<String> deadlineHeader(Fields backend) {
    String key = "deadline-header";
    Map<String, Tree> written = new LinkedHashMap<>();
    backend.text(key).ifPresent(name -> backend.tree(key).ifPresent(it -> written.put(name, it)));
    return HeaderRules.checked(written, HeaderRules.OWN, backend.problems()).keySet().stream()
        .findFirst();
  }

  private static Optional<ProxyServer> proxy(Fields backend) {
    String key = "proxy";
    return backend
        .text(key)
        .flatMap(text -> {
          try {
            return Optional.of(ProxyServer.of(text));
          } catch (IllegalArgumentException e) {
            backend
                .problems()
                .add(
                    backend.tree(key).orElseThrow(),
                    String.valueOf(e.getMessage()),
                    "for example proxy: http://proxy.example.com:3128");
            return Optional.empty();
          }
        });
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (http2) {
      notes.add("HTTP/2");
    }
    deadlineHeader.ifPresent(it -> notes.add("time left in " + it));
    proxy.ifPresent(it -> notes.add("proxy " + it));
    login.ifPresent(it -> notes.add(it.note()));
    return notes;
  }

  @Override
  public boolean multiplexes() {
    return http2;
  }
}
