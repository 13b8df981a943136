package dev.joinall.backend.http;

import dev.joinall.config.Fields;
import dev.joinall.config.OAuth2Config;
import dev.joinall.config.Tree;
import java.util.Optional;

/** The authentication of a backend's calls: {@code auth}. */
sealed interface HttpLogin {
  /**
   * With a token of an authorization server.
   *
   * @param where for problems
   */
  record OAuth2(Tree where, OAuth2Config config) implements HttpLogin {}

  /**
   * With the token of the caller.
   *
   * @param where for problems
   */
  record Forward(Tree where) implements HttpLogin {}

  /** The owner of the forwarded token. */
  enum Whose {
    CALLER
  }

  /** Reads {@code auth}, if it is present. */
  static Optional<HttpLogin> read(Fields backend) {
    Optional<Fields> written =
        backend.nested("auth", "auth: { oauth2: { token-url: ..., client-id: ... } }");
    if (written.isEmpty()) {
      return Optional.empty();
    }
    Fields auth = written.get();
    Optional<Tree> forward = auth.tree("forward");
    forward.ifPresent(it -> {
      var _ = auth.oneOf("forward", Whose.class, Whose.CALLER);
    });
    Optional<Fields> oauth = auth.nested("oauth2", "oauth2: { token-url: ..., client-id: ... }");
    auth.done();
    if (forward.isPresent() == oauth.isPresent()) {
      auth.problems()
          .add(
              auth.mapping(),
              "expected either \"oauth2\" or \"forward\"",
              "forward: caller sends the token of the caller, oauth2: { ... } one of its own");
      return Optional.empty();
    }
    return forward
        .<HttpLogin>map(Forward::new)
        .or(() ->
            oauth.flatMap(
                it -> OAuth2Config.read(it).map(config -> new OAuth2(it.mapping(), config))));
  }

  /** The note for {@code explain}. */
  default String note() {
    return switch (this) {
      case OAuth2(var where, var config) -> config.note();
      case Forward forward -> "sends the caller's token";
    };
  }
}
