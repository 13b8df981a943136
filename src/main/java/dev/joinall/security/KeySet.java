package dev.joinall.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;

/** The public keys of an issuer that verify its tokens. Immutable and thread-safe. */
record KeySet(List<VerificationKey> keys) {
  static final KeySet NONE = new KeySet(List.of());

  /** With more keys, verifying a token without a key id would be slow. */
  private static final int MAX_KEYS = 100;

  /** The maximum of keys to try for a token without a key id. */
  private static final int MAX_TRIED = 4;

  KeySet {
    keys = List.copyOf(keys);
  }

  /**
   * The usable keys of a JSON Web Key Set (RFC 7517); skips others.
   *
   * @throws ParseException if it is not a key set
   */
  static KeySet parse(String json) throws ParseException {
    List<JWK> all = JWKSet.parse(json).getKeys();
    if (all.size() > MAX_KEYS) {
      throw new ParseException("more than " + MAX_KEYS + " keys", 0);
    }
    return new KeySet(all.stream().flatMap(it -> VerificationKey.of(it).stream()).toList());
  }

  /** The keys that may have signed a token with this header. */
  List<VerificationKey> of(JWSHeader header) {
    JWSAlgorithm algorithm = header.getAlgorithm();
    String id = header.getKeyID();
    List<VerificationKey> fitting = new ArrayList<>(1);
    for (VerificationKey key : keys) {
      boolean fits = key.algorithms().contains(algorithm) && (id == null || key.id().equals(id));
      if (fits && fitting.size() < MAX_TRIED) {
        fitting.add(key);
      }
    }
    return fitting;
  }
}
