package dev.joinall.security;

import static java.util.Map.entry;

import com.nimbusds.jose.JWSAlgorithm;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Verifies signatures with a public key (RFC 7518, 3.3 to 3.5; RFC 8037, 3.1) by the JDK. Reuses
 * the JDK's objects, because creating one searches all security providers. Thread-safe.
 */
final class SignatureVerifier {
  /** The newer name of EdDSA with this curve (RFC 9864). */
  static final JWSAlgorithm ED25519 = new JWSAlgorithm("Ed25519");

  private static final Map<JWSAlgorithm, String> NAMES =
      Map.ofEntries(
          entry(JWSAlgorithm.RS256, "SHA256withRSA"),
          entry(JWSAlgorithm.RS384, "SHA384withRSA"),
          entry(JWSAlgorithm.RS512, "SHA512withRSA"),
          entry(JWSAlgorithm.PS256, "RSASSA-PSS"),
          entry(JWSAlgorithm.PS384, "RSASSA-PSS"),
          entry(JWSAlgorithm.PS512, "RSASSA-PSS"),
          entry(JWSAlgorithm.ES256, "SHA256withECDSAinP1363Format"),
          entry(JWSAlgorithm.ES384, "SHA384withECDSAinP1363Format"),
          entry(JWSAlgorithm.ES512, "SHA512withECDSAinP1363Format"),
          entry(JWSAlgorithm.EdDSA, "Ed25519"),
          entry(ED25519, "Ed25519"));

  /** The algorithms of all types of keys. */
  static final Set<JWSAlgorithm> ALGORITHMS = NAMES.keySet();

  private static final Map<JWSAlgorithm, PSSParameterSpec> PSS =
      Map.of(
          JWSAlgorithm.PS256,
          pss("SHA-256", MGF1ParameterSpec.SHA256, 32),
          JWSAlgorithm.PS384,
          pss("SHA-384", MGF1ParameterSpec.SHA384, 48),
          JWSAlgorithm.PS512,
          pss("SHA-512", MGF1ParameterSpec.SHA512, 64));

  /** In bytes. The JDK also accepts shorter signatures (RFC 7518, 3.4). */
  private static final Map<JWSAlgorithm, Integer> LENGTHS =
      Map.of(JWSAlgorithm.ES256, 64, JWSAlgorithm.ES384, 96, JWSAlgorithm.ES512, 132);

  private final PublicKey key;

  /** Initialized and unused objects; at most as many as there were concurrent threads. */
  private final Map<JWSAlgorithm, Queue<Signature>> idle = new ConcurrentHashMap<>();

  SignatureVerifier(PublicKey key) {
    this.key = key;
  }

  private static PSSParameterSpec pss(String hash, MGF1ParameterSpec mask, int salt) {
    return new PSSParameterSpec(hash, "MGF1", mask, salt, PSSParameterSpec.TRAILER_FIELD_BC);
  }

  /**
   * Whether the key has signed these bytes.
   *
   * @param algorithm an algorithm that fits the key
   */
  boolean verify(JWSAlgorithm algorithm, byte[] signed, byte[] signature) {
    if (LENGTHS.getOrDefault(algorithm, signature.length) != signature.length) {
      return false;
    }
    Queue<Signature> known = idle.computeIfAbsent(algorithm, it -> new ConcurrentLinkedQueue<>());
    try {
      Signature free = known.poll();
      Signature verifying = free == null ? initialized(algorithm) : free;
      verifying.update(signed);
      boolean isValid = verifying.verify(signature);
      known.add(verifying);
      return isValid;
    } catch (SignatureException | InvalidKeyException e) {
      return false; // such as a wrong length
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private Signature initialized(JWSAlgorithm algorithm) throws GeneralSecurityException {
    var signature = Signature.getInstance(NAMES.get(algorithm));
    if (PSS.containsKey(algorithm)) {
      signature.setParameter(PSS.get(algorithm));
    }
    signature.initVerify(key);
    return signature;
  }
}
