package dev.joinall.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.joinall.TestServer;
import dev.joinall.security.Authentication.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that are bound to a key of the client (RFC 9449), over a real socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DpopTest {
  private static final String ALGS =
      "algs=\"ES256 ES384 ES512 EdDSA PS256 PS384 PS512 RS256 RS384 RS512\"";

  private final TestIssuer issuer = new TestIssuer();
  private final ECKey own = curve();
  private final ECKey attacker = curve();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, Forgery> forged = new LinkedHashMap<>();
  private TestServer server;

  /** What a request has; empty for no proof. */
  private record Sent(String authorization, List<String> proofs) {}

  private record Forgery(Reason reason, Callable<Sent> sent) {}

  private record Forgeries(Map<String, Forgery> all) {
    Forgeries() {
      this(new LinkedHashMap<>());
    }

    void put(String name, Reason reason, Callable<Sent> sent) {
      all.put(name, new Forgery(reason, sent));
    }
  }

  @BeforeAll
  void serve() throws Exception {
    server =
        TestServer.serve(
            """
            security:
              callers:
                app: { jwt: { issuer: "%1$s", audience: shop } }
                bank: { jwt: { issuer: "%1$s", audience: bank, dpop: required } }
              trusted-proxies: [127.0.0.0/8]
            aggregations:
              me:
                route: GET /me/{name}
                allow: [{ caller: app }]
                tasks: { sent: { value: "${caller.id}" } }
              make:
                route: POST /me/{name}
                allow: [{ caller: app, scopes: [orders:refund] }]
                tasks: { sent: { value: "${caller.id}" } }
              money:
                route: GET /money
                allow: [{ caller: bank }]
                tasks: { sent: { value: "${caller.id}" } }
            """
                .formatted(issuer.url()),
            Map.of());
    forged.putAll(forged());
  }

  @AfterAll
  void close() {
    server.close();
    issuer.close();
    client.close();
  }

  private static ECKey curve() {
    try {
      return new ECKeyGenerator(Curve.P_256).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private String token(JWK key) {
    return token(key, it -> it);
  }

  private String token(JWK key, UnaryOperator<JWTClaimsSet.Builder> changed) {
    try {
      Map<String, Object> confirmation = Map.of("jkt", key.computeThumbprint().toString());
      return issuer.token(issuer.key, it -> changed.apply(it.claim("cnf", confirmation)));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hash(String token) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String url() {
    return server.url() + "/me/anna";
  }

  private JWTClaimsSet.Builder claims(String token) {
    return new JWTClaimsSet.Builder()
        .jwtID(UUID.randomUUID().toString())
        .claim("htm", "GET")
        .claim("htu", url())
        .claim("ath", hash(token))
        .issueTime(Date.from(Instant.now()));
  }

  private static JWSHeader.Builder header(JWK key) {
    JWSAlgorithm algorithm = key instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
    return new JWSHeader.Builder(algorithm)
        .type(new JOSEObjectType("dpop+jwt"))
        .jwk(key.toPublicJWK());
  }

  private String proof(String token, UnaryOperator<JWTClaimsSet.Builder> changed) {
    return TestIssuer.signed(header(own).build(), changed.apply(claims(token)).build(), own);
  }

  private String proof(String token) {
    return proof(token, it -> it);
  }

  private Sent changed(UnaryOperator<JWTClaimsSet.Builder> changed) {
    String token = token(own);
    return sent(token, proof(token, changed));
  }

  private Sent by(UnaryOperator<JWSHeader.Builder> changed) {
    String token = token(own);
    JWSHeader header = changed.apply(header(own)).build();
    return sent(token, TestIssuer.signed(header, claims(token).build(), own));
  }

  private static Sent sent(String token, String... proofs) {
    return new Sent("DPoP " + token, List.of(proofs));
  }

  private Map<String, Forgery> forged() throws Exception {
    String token = token(own);
    String free = issuer.token();
    var all = new Forgeries();
    all.put("no proof", Reason.PROOF, () -> sent(token));
    all.put("two proofs", Reason.PROOF, () -> sent(token, proof(token), proof(token)));
    all.put(
        "two proofs in one line",
        Reason.PROOF_FORM,
        () -> sent(token, proof(token) + ", " + proof(token)));
    all.put(
        "as a bearer, with its proof",
        Reason.SCHEME,
        () -> new Sent("Bearer " + token, List.of(proof(token))));
    all.put(
        "as a bearer, without proof", Reason.SCHEME, () -> new Sent("Bearer " + token, List.of()));
    all.put("a token that is not bound", Reason.UNBOUND, () -> sent(free, proof(free)));
    all.put("the proof is no JWT", Reason.PROOF_FORM, () -> sent(token, "abc"));
    all.put("the proof is a token", Reason.PROOF_FORM, () -> sent(token, token));
    all.put(
        "without a signature",
        Reason.PROOF_FORM,
        () -> sent(token, new PlainJWT(claims(token).build()).serialize()));
    all.put(
        "of another method", Reason.PROOF_REQUEST, () -> changed(it -> it.claim("htm", "POST")));
    all.put(
        "of a method in lower case",
        Reason.PROOF_REQUEST,
        () -> changed(it -> it.claim("htm", "get")));
    all.put("without a method", Reason.PROOF_REQUEST, () -> changed(it -> it.claim("htm", null)));
    all.put(
        "of another path",
        Reason.PROOF_REQUEST,
        () -> changed(it -> it.claim("htu", server.url() + "/me/bert")));
    all.put(
        "of another host",
        Reason.PROOF_REQUEST,
        () -> changed(it -> it.claim("htu", "http://evil.test/me/anna")));
    all.put(
        "of another port",
        Reason.PROOF_REQUEST,
        () -> changed(it -> it.claim("htu", "http://127.0.0.1:1/me/anna")));
    all.put(
        "of another scheme",
        Reason.PROOF_REQUEST,
        () -> changed(it -> it.claim("htu", server.url().replace("http:", "https:") + "/me/anna")));
    all.put(
        "of a host with a user",
        Reason.PROOF_REQUEST,
        () -> changed(it -> it.claim("htu", server.url().replace("//", "//evil@") + "/me/anna")));
    all.put(
        "of a relative URL",
        Reason.PROOF_REQUEST,
        () -> changed(it -> it.claim("htu", "/me/anna")));
    all.put("without a URL", Reason.PROOF_REQUEST, () -> changed(it -> it.claim("htu", null)));
    all.put(
        "for another token",
        Reason.PROOF_TOKEN,
        () -> changed(it -> it.claim("ath", hash("another"))));
    all.put("for no token", Reason.PROOF_TOKEN, () -> changed(it -> it.claim("ath", null)));
    all.put(
        "too old",
        Reason.PROOF_TIME,
        () -> changed(it -> it.issueTime(Date.from(Instant.now().minusSeconds(62)))));
    all.put(
        "from the future",
        Reason.PROOF_TIME,
        () -> changed(it -> it.issueTime(Date.from(Instant.now().plusSeconds(45)))));
    all.put("without a time", Reason.PROOF_TIME, () -> changed(it -> it.issueTime(null)));
    all.put("without an id", Reason.PROOF_FORM, () -> changed(it -> it.jwtID(null)));
    all.put("of an empty id", Reason.PROOF_FORM, () -> changed(it -> it.jwtID("")));
    all.put("of a huge id", Reason.PROOF_FORM, () -> changed(it -> it.jwtID("x".repeat(2_000))));
    all.put("of no type", Reason.PROOF_FORM, () -> by(it -> it.type(null)));
    all.put("of another type", Reason.PROOF_FORM, () -> by(it -> it.type(JOSEObjectType.JWT)));
    all.put("without a key", Reason.PROOF_FORM, () -> by(it -> it.jwk(null)));
    all.put(
        "with the key of another",
        Reason.PROOF_KEY,
        () -> by(it -> it.jwk(attacker.toPublicJWK())));
    all.put(
        "critical",
        Reason.PROOF_FORM,
        () -> by(it -> it.criticalParams(Set.of("evil")).customParam("evil", true)));
    all.put(
        "by another key",
        Reason.PROOF_KEY,
        () ->
            sent(
                token,
                TestIssuer.signed(header(attacker).build(), claims(token).build(), attacker)));
    all.put(
        "the key of the owner, signed by another",
        Reason.PROOF_SIGNATURE,
        () -> sent(token, TestIssuer.signed(header(own).build(), claims(token).build(), attacker)));
    all.put("with the private key in the header", Reason.PROOF_FORM, () -> withPrivateKey(token));
    all.put("by HMAC", Reason.PROOF_FORM, () -> byMac());
    all.put("by a key of 1,024 bits", Reason.PROOF_SIGNATURE, () -> byWeakKey());
    all.put("by a key for encryption", Reason.PROOF_SIGNATURE, () -> byKeyForEncryption());
    return all.all();
  }

  private Sent withPrivateKey(String token) throws Exception {
    String header = "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + own.toJSONString() + "}";
    String signed =
        Base64URL.encode(header) + "." + Base64URL.encode(claims(token).build().toString());
    var by = Signature.getInstance("SHA256withECDSAinP1363Format");
    by.initSign(own.toECPrivateKey());
    by.update(signed.getBytes(US_ASCII));
    return sent(token, signed + "." + Base64URL.encode(by.sign()));
  }

  private Sent byMac() throws Exception {
    var key = new OctetSequenceKey.Builder(new byte[32]).build();
    String token = token(key);
    String header = "{\"typ\":\"dpop+jwt\",\"alg\":\"HS256\",\"jwk\":" + key.toJSONString() + "}";
    String signed =
        Base64URL.encode(header) + "." + Base64URL.encode(claims(token).build().toString());
    Base64URL mac =
        new MACSigner(key.toByteArray())
            .sign(new JWSHeader(JWSAlgorithm.HS256), signed.getBytes(US_ASCII));
    return sent(token, signed + "." + mac);
  }

  private Sent byWeakKey() throws Exception {
    RSAKey weak = new RSAKeyGenerator(1024, true).generate();
    String token = token(weak);
    String signed =
        header(weak).build().toBase64URL()
            + "."
            + Base64URL.encode(claims(token).build().toString());
    var by = Signature.getInstance("SHA256withRSA");
    by.initSign(weak.toRSAPrivateKey());
    by.update(signed.getBytes(US_ASCII));
    return sent(token, signed + "." + Base64URL.encode(by.sign()));
  }

  private Sent byKeyForEncryption() {
    RSAKey key = new RSAKey.Builder(TestIssuer.rsa("enc")).keyUse(KeyUse.ENCRYPTION).build();
    String token = token(key);
    var jwt = TestIssuer.signed(header(key).build(), claims(token).build(), key);
    return sent(token, jwt);
  }

  List<String> names() {
    return new ArrayList<>(forged.keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void aForgeryIsRefused(String name) throws Exception {
    HttpResponse<String> answer = get("/me/anna", forged.get(name).sent().call());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
        .containsPattern("error=\"(invalid_token|invalid_dpop_proof)\"")
        .contains("error_description=\"" + forged.get(name).reason().text() + "\"")
        .contains(ALGS);
    assertThat(answer.body()).doesNotContain("u1");
  }

  @Test
  void thereAreTwentyForgeriesAtLeast() {
    assertThat(forged).hasSizeGreaterThanOrEqualTo(20);
  }

  @Test
  void theOwnerOfTheKeyPassesWithANewProofEachTime() throws Exception {
    String token = token(own);

    assertThat(get("/me/anna", sent(token, proof(token))).body()).isEqualTo("{\"sent\":\"u1\"}");
    assertThat(get("/me/anna", sent(token, proof(token))).statusCode()).isEqualTo(200);
    assertThat(get("/me/anna", new Sent("dpop " + token, List.of(proof(token)))).statusCode())
        .isEqualTo(200);
  }

  /** Keycloak tells there how the key was shown. */
  @Test
  void otherMembersOfTheBindingAreIgnored() throws Exception {
    Map<String, String> confirmation =
        Map.of("jkt", own.computeThumbprint().toString(), "kc-jkt-type", "DPoP");
    String token = issuer.token(issuer.key, it -> it.claim("cnf", confirmation));

    assertThat(get("/me/anna", sent(token, proof(token))).statusCode()).isEqualTo(200);
  }

  @Test
  void aProofCountsOnce() throws Exception {
    String token = token(own);
    Sent once = sent(token, proof(token));

    assertThat(get("/me/anna", once).statusCode()).isEqualTo(200);
    HttpResponse<String> again = get("/me/anna", once);
    assertThat(again.statusCode()).isEqualTo(401);
    assertThat(again.headers().firstValue("WWW-Authenticate").orElseThrow())
        .contains("the proof was used before");
  }

  @Test
  void ofTenThatAreSentAtOnceOnePasses() {
    String token = token(own);
    Sent once = sent(token, proof(token));
    List<Integer> statuses =
        IntStream.range(0, 10)
            .mapToObj(it -> client.sendAsync(request("/me/anna", once), BodyHandlers.ofString()))
            .toList()
            .stream()
            .map(it -> it.join().statusCode())
            .toList();

    assertThat(statuses).containsOnlyOnce(200);
    assertThat(statuses.stream().filter(it -> it == 401)).hasSize(9);
  }

  @Test
  void idsOfForgedProofsAreNotRemembered() throws Exception {
    String token = token(own);
    var claims = claims(token).build();
    get("/me/anna", sent(token, TestIssuer.signed(header(own).build(), claims, attacker)));

    assertThat(
            get("/me/anna", sent(token, TestIssuer.signed(header(own).build(), claims, own)))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void keysOfEachKindPass() throws Exception {
    RSAKey rsa = TestIssuer.rsa("client");
    String token = token(rsa);
    for (JWSAlgorithm it : List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256)) {
      var header =
          new JWSHeader.Builder(it)
              .type(new JOSEObjectType("dpop+jwt"))
              .jwk(new RSAKey.Builder(rsa.toPublicJWK()).keyUse(null).keyID(null).build())
              .build();
      var jwt = new SignedJWT(header, claims(token).build());
      jwt.sign(new RSASSASigner(rsa));
      assertThat(get("/me/anna", sent(token, jwt.serialize())).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theUrlIsComparedAsRfc3986Says() throws Exception {
    for (String it :
        List.of(
            url() + "?a=1#b",
            url().replace("http:", "HTTP:"),
            url().replace("anna", "%61nna"),
            url().replace("anna", "%61nn%61"))) {
      String token = token(own);
      var request =
          HttpRequest.newBuilder(URI.create(url() + "?x=2"))
              .header("Authorization", "DPoP " + token)
              .header("DPoP", proof(token, claims -> claims.claim("htu", it)));
      assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
          .as(it)
          .isEqualTo(200);
    }
  }

  @Test
  void theUrlIsThatOfATrustedProxy() throws Exception {
    assertThat(
            behind(
                "https://shop.example/me/anna",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "shop.example"))
        .isEqualTo(200);
    assertThat(
            behind(
                "https://shop.example/me/anna",
                "Forwarded",
                "for=10.1.1.1;proto=https;host=\"shop.example:443\""))
        .isEqualTo(200);
    assertThat(behind(url(), "X-Forwarded-Proto", "https", "X-Forwarded-Host", "shop.example"))
        .isEqualTo(401);
    assertThat(
            behind(
                "https://shop.example/me/anna",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "evil.test, shop.example"))
        .isEqualTo(401);
    assertThat(
            behind(
                "https://shop.example/me/anna",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "shop.example",
                "Forwarded",
                "proto=http;host=shop.example"))
        .isEqualTo(401);
    assertThat(behind("http://shop.example/x", "X-Forwarded-Host", "shop.example/x?"))
        .isEqualTo(401);
    assertThat(
            behind(
                "https://evil.example/me/anna",
                "X-Forwarded-Proto",
                "https://evil.example/me/anna?"))
        .isEqualTo(401);
  }

  private int behind(String target, String... headers) throws Exception {
    String token = token(own);
    var request =
        HttpRequest.newBuilder(URI.create(url()))
            .header("Authorization", "DPoP " + token)
            .header("DPoP", proof(token, it -> it.claim("htu", target)))
            .headers(headers);
    return client.send(request.build(), BodyHandlers.ofString()).statusCode();
  }

  @Test
  void onlyABoundTokenPassesWhereItIsRequired() throws Exception {
    String free = issuer.token(issuer.key, it -> it.audience("bank"));
    String bound = token(own, it -> it.audience("bank"));
    HttpResponse<String> refused = get("/money", new Sent("Bearer " + free, List.of()));

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("DPoP error=\"invalid_token\"")
        .contains("not bound to a key");
    String proof = proof(bound, it -> it.claim("htu", server.url() + "/money"));
    assertThat(get("/money", sent(bound, proof)).statusCode()).isEqualTo(200);
  }

  @Test
  void theChallengesNameBothSchemesOrOne() throws Exception {
    assertThat(challenge("/me/anna")).isEqualTo("Bearer, DPoP " + ALGS);
    assertThat(challenge("/money")).isEqualTo("DPoP " + ALGS);
  }

  private String challenge(String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(server.url() + path)).build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(401);
    return answer.headers().firstValue("WWW-Authenticate").orElseThrow();
  }

  @Test
  void aMissingScopeIsReportedInTheScheme() throws Exception {
    String token = token(own);
    var request =
        HttpRequest.newBuilder(URI.create(url()))
            .POST(HttpRequest.BodyPublishers.noBody())
            .header("Authorization", "DPoP " + token)
            .header("DPoP", proof(token, it -> it.claim("htm", "POST")));
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("DPoP error=\"insufficient_scope\"");
  }

  private HttpRequest request(String path, Sent sent) {
    var request = HttpRequest.newBuilder(URI.create(server.url() + path));
    request.header("Authorization", sent.authorization());
    sent.proofs().forEach(it -> request.header("DPoP", it));
    return request.build();
  }

  private HttpResponse<String> get(String path, Sent sent)
      throws IOException, InterruptedException {
    return client.send(request(path, sent), BodyHandlers.ofString());
  }
}
