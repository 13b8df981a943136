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
import java.util.Optional;

/** Reads public keys of Ed25519 (RFC 8037, 2). Nimbus would need an additional library for it. */
final class Ed25519Key {
  private static final int LENGTH = 32;

  private Ed25519Key() {}

  /** Empty if it is not a point of the curve. */
  static Optional<PublicKey> of(OctetKeyPair jwk) {
    byte[] encoded = jwk.getX().decode();
    if (encoded.length != LENGTH) {
      return Optional.empty();
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
      PublicKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
      Signature.getInstance("Ed25519").initVerify(key); // only this checks the point
      return Optional.of(key);
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }
}
