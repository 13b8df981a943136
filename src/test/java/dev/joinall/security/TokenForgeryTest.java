package dev.joinall.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.joinall.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No forged token passes, over a real socket; and tokens of every algorithm do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenForgeryTest {
  private static final String HEADER = base64("{\"alg\":\"RS256\",\"kid\":\"one\"}");

  private static final String OK = "{\"sent\":\"u1\"}";

  private final TestIssuer issuer = new TestIssuer();
  private final RSAKey attacker = TestIssuer.rsa("one");
  private final RSAKey weak = weak();
  private final RSAKey encryption = encryption();
  private final RSAKey onlyPs = onlyPs();
  private final ECKey curve = curve();
  private final KeyPair edwards = edwards();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, String> forged = new LinkedHashMap<>();
  private TestServer server;

  @BeforeAll
  void serve() {
    issuer.publish(
        issuer.key.toPublicJWK(),
        weak.toPublicJWK(),
        encryption.toPublicJWK(),
        onlyPs.toPublicJWK(),
        curve.toPublicJWK(),
        edwardsJwk());
    server =
        TestServer.serve(
            """
            security:
              callers:
                app: { jwt: { issuer: "%s", audience: shop } }
            aggregations:
              me:
                route: GET /me
                allow: [{ caller: app, scopes: [orders:read] }]
                tasks: { sent: { value: "${caller.id}" } }
            """
                .formatted(issuer.url()),
            Map.of());
  }

  @AfterAll
  void close() {
    server.close();
    issuer.close();
    client.close();
  }

  private static RSAKey weak() {
    try {
      return new RSAKeyGenerator(1024, true).keyID("weak").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RSAKey encryption() {
    return new RSAKey.Builder(TestIssuer.rsa("enc")).keyUse(KeyUse.ENCRYPTION).build();
  }

  private static RSAKey onlyPs() {
    return new RSAKey.Builder(TestIssuer.rsa("ps")).algorithm(JWSAlgorithm.PS256).build();
  }

  private static ECKey curve() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair edwards() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private JWK edwardsJwk() {
    byte[] encoded = ((EdECPublicKey) edwards.getPublic()).getEncoded();
    byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).keyID("ed").build();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private String byHeader(JWSHeader.Builder header) {
    return TestIssuer.signed(header.build(), issuer.claims().build(), issuer.key);
  }

  private String bySecret(byte[] secret) throws JOSEException {
    var jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(),
            issuer.claims().build());
    jwt.sign(new MACSigner(secret));
    return jwt.serialize();
  }

  private static JWSHeader.Builder rs256() {
    return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one");
  }

  private String withoutClaim(String name) {
    return issuer.token(issuer.key, it -> it.claim(name, null));
  }

  private Map<String, String> forged() throws Exception {
    String good = issuer.token();
    String[] parts = good.split("\\.", -1);
    Map<String, String> all = new LinkedHashMap<>();
    all.put("without a signature, alg none", new PlainJWT(issuer.claims().build()).serialize());
    all.put(
        "alg none with the signature of another",
        base64("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2]);
    all.put("alg nOnE and no signature", base64("{\"alg\":\"nOnE\"}") + "." + parts[1] + ".");
    all.put("the signature is missing", parts[0] + "." + parts[1] + ".");
    all.put(
        "the claims are of another token",
        parts[0]
            + "."
            + base64(issuer.claims().subject("admin").build().toString())
            + "."
            + parts[2]);
    all.put("HMAC by the public key as PEM", bySecret(pem().getBytes(UTF_8)));
    all.put("HMAC by the public key as DER", bySecret(issuer.key.toRSAPublicKey().getEncoded()));
    all.put("HMAC by the modulus", bySecret(issuer.key.getModulus().toString().getBytes(UTF_8)));
    all.put("signed by another key of the same id", issuer.token(attacker, it -> it));
    all.put(
        "brings its own key in the header",
        TestIssuer.signed(
            rs256().jwk(attacker.toPublicJWK()).build(), issuer.claims().build(), attacker));
    all.put(
        "names a URL of its keys",
        TestIssuer.signed(
            rs256().jwkURL(URI.create("http://127.0.0.1:1/keys")).build(),
            issuer.claims().build(),
            attacker));
    all.put("of another issuer", issuer.token(issuer.key, it -> it.issuer("https://evil.test")));
    all.put(
        "of an issuer that begins alike",
        issuer.token(issuer.key, it -> it.issuer(issuer.url() + ".evil.test")));
    all.put("for another audience", issuer.token(issuer.key, it -> it.audience("other")));
    all.put("for no audience", withoutClaim("aud"));
    all.put(
        "expired",
        issuer.token(
            issuer.key, it -> it.expirationTime(Date.from(Instant.now().minusSeconds(31)))));
    all.put("without an expiry", withoutClaim("exp"));
    all.put(
        "not valid yet",
        issuer.token(
            issuer.key, it -> it.notBeforeTime(Date.from(Instant.now().plusSeconds(600)))));
    all.put(
        "with an expiry that is a text",
        issuer.token(issuer.key, it -> it.claim("exp", "tomorrow")));
    all.put(
        "with a beginning that is a text",
        issuer.token(issuer.key, it -> it.claim("nbf", "never")));
    all.put("with an expiry without an end", signed(HEADER, "\"exp\":1e400"));
    all.put("with two expiries", signed(HEADER, "\"exp\":1,\"exp\":1900000000"));
    all.put("with two subjects", signed(HEADER, "\"exp\":1900000000,\"sub\":\"u2\""));
    all.put("with a header that is null", base64("null") + "." + parts[1] + "." + parts[2]);
    all.put(
        "of an algorithm of no key",
        base64("{\"alg\":\"rs256\",\"kid\":\"one\"}") + "." + parts[1] + "." + parts[2]);
    all.put("with padding", good + "==");
    all.put("with a blank in its header", signed(HEADER + " ", "\"exp\":1900000000"));
    all.put("with a signature that is no base64url", good + "!");
    all.put("of four parts", good + ".a");
    all.put("a logout token", byHeader(rs256().type(new JOSEObjectType("logout+jwt"))));
    all.put(
        "an unknown critical extension",
        byHeader(rs256().criticalParams(Set.of("evil")).customParam("evil", true)));
    all.put(
        "no critical extension in the list of them",
        signed(base64("{\"alg\":\"RS256\",\"kid\":\"one\",\"crit\":[]}"), "\"exp\":1900000000"));
    all.put(
        "an algorithm that is there twice",
        signed(
            base64("{\"alg\":\"none\",\"kid\":\"one\",\"alg\":\"RS256\"}"), "\"exp\":1900000000"));
    all.put("signed by a key of 1,024 bits", weakly());
    all.put("signed by a key for encryption", issuer.token(encryption, it -> it));
    all.put("by RS256 with a key for PS256", issuer.token(onlyPs, it -> it));
    all.put("names a key that there is not", issuer.token(TestIssuer.rsa("none"), it -> it));
    all.put("encrypted for the public key", encrypted());
    all.put("ES256 with a signature of zeros", zeros());
    all.put("bound to a key of the client", bound());
    all.put("of no subject", issuer.token(issuer.key, it -> it.subject(null)));
    all.put("no token", "abc");
    return all;
  }

  private String pem() {
    try {
      return "-----BEGIN PUBLIC KEY-----\n"
          + Base64.getMimeEncoder().encodeToString(issuer.key.toRSAPublicKey().getEncoded())
          + "\n-----END PUBLIC KEY-----\n";
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Signed by the issuer's key.
   *
   * @param header as it is sent
   * @param more claims beside the issuer, the audience and the subject
   */
  private String signed(String header, String more) throws Exception {
    String claims =
        "{\"iss\":\"%s\",\"aud\":\"shop\",\"sub\":\"u1\",\"tenant\":\"t1\",\"scope\":\"orders:read\",%s}"
            .formatted(issuer.url(), more);
    String signed = header + "." + base64(claims);
    var by = Signature.getInstance("SHA256withRSA");
    by.initSign(issuer.key.toRSAPrivateKey());
    by.update(signed.getBytes(UTF_8));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(by.sign());
  }

  private String weakly() throws Exception {
    String signed =
        base64("{\"alg\":\"RS256\",\"kid\":\"weak\"}")
            + "."
            + base64(issuer.claims().build().toString());
    var by = Signature.getInstance("SHA256withRSA");
    by.initSign(weak.toRSAPrivateKey());
    by.update(signed.getBytes(UTF_8));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(by.sign());
  }

  private String encrypted() throws Exception {
    var jwe =
        new EncryptedJWT(
            new JWEHeader(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM),
            issuer.claims().build());
    jwe.encrypt(new RSAEncrypter(issuer.key.toRSAPublicKey()));
    return jwe.serialize();
  }

  private String zeros() {
    return base64("{\"alg\":\"ES256\",\"kid\":\"ec\"}")
        + "."
        + base64(issuer.claims().build().toString())
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
  }

  private String bound() {
    return issuer.token(
        issuer.key,
        it -> it.claim("cnf", Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")));
  }

  private Map<String, String> all() throws Exception {
    if (forged.isEmpty()) {
      forged.putAll(forged());
    }
    return forged;
  }

  List<String> names() throws Exception {
    return new ArrayList<>(all().keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void aForgedTokenIsRefused(String name) throws Exception {
    HttpResponse<String> answer = get(all().get(name));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("Bearer error=\"invalid_token\"");
    assertThat(answer.body()).doesNotContain("u1");
  }

  @Test
  void thereAreTwentyForgeriesAtLeast() throws Exception {
    assertThat(all()).hasSizeGreaterThanOrEqualTo(20);
  }

  @Test
  void aTokenOfEachAlgorithmPasses() throws Exception {
    for (JWSAlgorithm it :
        List.of(JWSAlgorithm.RS256, JWSAlgorithm.RS512, JWSAlgorithm.PS256, JWSAlgorithm.PS384)) {
      var header = new JWSHeader.Builder(it).keyID("one").type(JOSEObjectType.JWT).build();
      passes(TestIssuer.signed(header, issuer.claims().build(), issuer.key));
    }
    passes(issuer.token(curve, it -> it));
    passes(byEdwards());
    passes(signed(HEADER, "\"exp\":1900000000.5,\"nbf\":null"));
    passes(byHeader(rs256().type(new JOSEObjectType("at+jwt"))));
    passes(
        TestIssuer.signed(new JWSHeader(JWSAlgorithm.RS256), issuer.claims().build(), issuer.key));
  }

  private String byEdwards() throws Exception {
    JWTClaimsSet claims = issuer.claims().build();
    String signed = base64("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}") + "." + base64(claims.toString());
    var by = Signature.getInstance("Ed25519");
    by.initSign(edwards.getPrivate());
    by.update(signed.getBytes(UTF_8));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(by.sign());
  }

  private void passes(String token) throws Exception {
    HttpResponse<String> answer = get(token);
    assertThat(answer.body()).isEqualTo(OK);
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void withoutATokenTheChallengeNamesNoError() throws Exception {
    HttpResponse<String> answer = get(null);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
        .startsWith("Bearer, DPoP algs=")
        .doesNotContain("error");
  }

  @Test
  void aTokenWithoutTheScopeIsForbidden() throws Exception {
    HttpResponse<String> answer =
        get(issuer.token(issuer.key, it -> it.claim("scope", "orders:write")));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer error=\"insufficient_scope\", scope=\"orders:read\"");
  }

  private HttpResponse<String> get(String token) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(server.url() + "/me"));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
