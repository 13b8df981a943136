package dev.joinall.security;

import dev.joinall.config.CallerConfig;
import dev.joinall.json.Json;
import dev.joinall.security.Authentication.Known;
import dev.joinall.security.Authentication.Reason;
import dev.joinall.security.Authentication.Refused;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Recognizes callers by a key in a header. Stores and compares only hashes: the time of a look-up
 * depends on the hash of the sent value, which reveals nothing about a key. Immutable and
 * thread-safe.
 */
final class ApiKeys {
  private final String name;
  private final String header;
  private final Map<Digest, AuthenticatedCaller> byHash = new HashMap<>();

  ApiKeys(CallerConfig.ApiKey config) {
    this.name = config.name();
    this.header = config.header();
    config
        .keys()
        .forEach((owner, key) ->
            byHash.put(
                Digest.ofHex(key.sha256()),
                new AuthenticatedCaller(
                    config.name(), owner, Set.copyOf(key.scopes()), Json.EMPTY_OBJECT)));
  }

  String name() {
    return name;
  }

  String header() {
    return header;
  }

  Authentication authenticate(String key) {
    AuthenticatedCaller caller = byHash.get(Digest.of(key));
    return caller == null ? new Refused(Reason.KEY) : new Known(caller);
  }
}
