package dev.joinall.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the signatures of Nimbus. */
class SignatureVerifierTest {
  private static final byte[] TEXT = "header.claims".getBytes(US_ASCII);

  record Case(JWSAlgorithm algorithm, JWK key) {
    byte[] signature(byte[] text) throws Exception {
      JWSSigner signer =
          key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key);
      return signer.sign(new JWSHeader(algorithm), text).decode();
    }

    SignatureVerifier verifier() throws Exception {
      PublicKey its =
          key instanceof RSAKey rsa ? rsa.toRSAPublicKey() : ((ECKey) key).toECPublicKey();
      return new SignatureVerifier(its);
    }

    @Override
    public String toString() {
      return algorithm.getName();
    }
  }

  static List<Case> cases() throws Exception {
    RSAKey rsa = new RSAKeyGenerator(2_048).generate();
    return Stream.concat(
            Stream.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512)
                .map(it -> new Case(it, rsa)),
            Stream.of(
                new Case(JWSAlgorithm.ES256, new ECKeyGenerator(Curve.P_256).generate()),
                new Case(JWSAlgorithm.ES384, new ECKeyGenerator(Curve.P_384).generate()),
                new Case(JWSAlgorithm.ES512, new ECKeyGenerator(Curve.P_521).generate())))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void onlyTheSignatureOfTheTextIsValid(Case it) throws Exception {
    byte[] valid = it.signature(TEXT);
    SignatureVerifier verifier = it.verifier();

    assertThat(verifier.verify(it.algorithm, TEXT, valid)).isTrue();
    assertThat(verifier.verify(it.algorithm, TEXT, it.signature(new byte[0]))).isFalse();
    for (byte[] wrong : wrong(valid)) {
      assertThat(verifier.verify(it.algorithm, TEXT, wrong)).isFalse();
      assertThat(verifier.verify(it.algorithm, TEXT, valid)).as("used again").isTrue();
    }
  }

  /** Changed, too long, too short, empty, and all zero (CVE-2022-21449). */
  private static List<byte[]> wrong(byte[] valid) {
    byte[] changed = valid.clone();
    changed[valid.length / 2] ^= 1;
    return List.of(
        changed,
        Arrays.copyOf(valid, valid.length + 2),
        Arrays.copyOf(valid, valid.length - 2),
        Arrays.copyOf(valid, valid.length - 1),
        new byte[0],
        new byte[valid.length]);
  }

  @ParameterizedTest
  @MethodSource("curves")
  void theFormOfCertificatesIsNotThatOfTokens(Case it) throws Exception {
    byte[] der = ECDSA.transcodeSignatureToDER(it.signature(TEXT));

    assertThat(it.verifier().verify(it.algorithm, TEXT, der)).isFalse();
  }

  static List<Case> curves() throws Exception {
    return cases().stream().filter(it -> it.key instanceof ECKey).toList();
  }

  /** The JDK would take it: both numbers begin with a zero, and the shorter form has them too. */
  @Test
  void aShorterFormOfTheSameNumbersIsNotValid() throws Exception {
    var it = new Case(JWSAlgorithm.ES512, new ECKeyGenerator(Curve.P_521).generate());
    byte[] valid = it.signature(TEXT);
    while (valid[0] != 0 || valid[66] != 0) {
      valid = it.signature(TEXT);
    }
    byte[] shorter = new byte[130];
    System.arraycopy(valid, 1, shorter, 0, 65);
    System.arraycopy(valid, 67, shorter, 65, 65);

    assertThat(it.verifier().verify(it.algorithm, TEXT, valid)).isTrue();
    assertThat(it.verifier().verify(it.algorithm, TEXT, shorter)).isFalse();
  }

  @Test
  void anEd25519KeyVerifiesAgainAndAgain() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var signing = Signature.getInstance("Ed25519");
    signing.initSign(pair.getPrivate());
    signing.update(TEXT);
    byte[] valid = signing.sign();
    var verifier = new SignatureVerifier(pair.getPublic());

    for (byte[] wrong : wrong(valid)) {
      assertThat(verifier.verify(JWSAlgorithm.EdDSA, TEXT, wrong)).isFalse();
      assertThat(verifier.verify(JWSAlgorithm.EdDSA, TEXT, valid)).isTrue();
    }
  }

  /** About half of all values are none (RFC 8032, 5.1.3). */
  @Test
  void aKeyThatIsNoPointOfTheCurveIsNone() {
    long points =
        IntStream.range(0, 64)
            .mapToObj(i -> {
              byte[] value = new byte[32];
              value[0] = (byte) i;
              value[1] = 7;
              return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(value)).build();
            })
            .filter(jwk -> Ed25519Key.of(jwk).isPresent())
            .count();

    assertThat(points).isBetween(10L, 54L);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void threadsShareAVerifier(Case it) throws Exception {
    SignatureVerifier verifier = it.verifier();
    List<byte[]> texts =
        IntStream.range(0, 8).mapToObj(i -> ("text " + i).getBytes(US_ASCII)).toList();
    List<byte[]> signatures = texts.stream().map(text -> signature(it, text)).toList();

    boolean all =
        IntStream.range(0, 400)
            .parallel()
            .allMatch(i ->
                verifier.verify(it.algorithm, texts.get(i % 8), signatures.get(i % 8))
                    && !verifier.verify(
                        it.algorithm, texts.get(i % 8), signatures.get((i + 1) % 8)));

    assertThat(all).isTrue();
  }

  private static byte[] signature(Case it, byte[] text) {
    try {
      return it.signature(text);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
