package dev.joinall.backend.redis;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;

/**
 * A user and its password. A password without a user is for the default user; without a password
 * there is no login.
 */
record RedisLogin(String user, String password) {
  void addTo(RedisURI uri) {
    if (!password.isEmpty()) {
      uri.setCredentialsProvider(
          new StaticCredentialsProvider(RedisCredentials.just(user, password)));
    }
  }

  @Override
  public String toString() {
    return "Login[...]";
  }
}
