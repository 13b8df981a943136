package dev.joinall.security;

import com.nimbusds.jose.jwk.OctetKeyPair;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signatures of Ed25519 (RFC 8032) with the JDK. Nimbus' own verifier needs another
 * library.
 */
record Ed25519Verifier(PublicKey key) {
  private static final int LENGTH = 32;

  /** Null if it is no point of the curve. */
  static @Nullable Ed25519Verifier of(OctetKeyPair jwk) {
    byte[] encoded = jwk.getX().decode();
    if (encoded.length != LENGTH) {
      return null;
    }
    boolean odd = (encoded[LENGTH - 1] & 0x80) != 0;
    encoded[LENGTH - 1] &= 0x7f;
    for (int i = 0; i < LENGTH / 2; i++) {
      byte swapped = encoded[i];
      encoded[i] = encoded[LENGTH - 1 - i];
      encoded[LENGTH - 1 - i] = swapped;
    }
    var point = new EdECPoint(odd, new BigInteger(1, encoded));
    try {
      return new Ed25519Verifier(
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point)));
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  boolean verify(byte[] signed, byte[] signature) {
    try {
      var verifying = Signature.getInstance("Ed25519");
      verifying.initVerify(key);
      verifying.update(signed);
      return verifying.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
