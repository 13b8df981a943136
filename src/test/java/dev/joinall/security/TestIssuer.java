package dev.joinall.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An OpenID provider on loopback: discovery, keys, and tokens that it signs. */
final class TestIssuer implements AutoCloseable {
  static final String AUDIENCE = "shop";

  final RSAKey key = rsa("one");
  final AtomicInteger fetches = new AtomicInteger();
  private final HttpServer server;
  private volatile JWKSet published = new JWKSet(key);
  private volatile boolean hangs;
  private volatile int status = 200;
  private final CountDownLatch closed = new CountDownLatch(1);

  TestIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/.well-known/openid-configuration",
        exchange ->
            answer(
                exchange, "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(url(), url())));
    server.createContext(
        "/keys",
        exchange -> {
          fetches.incrementAndGet();
          answer(exchange, published.toString());
        });
    server.start();
  }

  static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange, String body) throws IOException {
    if (hangs) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return;
    }
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void publish(JWK... keys) {
    published = new JWKSet(List.of(keys));
  }

  void hang(boolean now) {
    hangs = now;
  }

  void answerWith(int other) {
    status = other;
  }

  /** The claims of a good token. */
  JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(url())
        .audience(AUDIENCE)
        .subject("u1")
        .claim("scope", "orders:read orders:write")
        .claim("tenant", "t1")
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
  }

  String token() {
    return token(key, it -> it);
  }

  String token(JWK by, UnaryOperator<JWTClaimsSet.Builder> changed) {
    JWSAlgorithm algorithm = by instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
    return signed(
        new JWSHeader.Builder(algorithm).keyID(by.getKeyID()).build(),
        changed.apply(claims()).build(),
        by);
  }

  static String signed(JWSHeader header, JWTClaimsSet claims, JWK by) {
    try {
      var jwt = new SignedJWT(header, claims);
      jwt.sign(by instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner((RSAKey) by));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
