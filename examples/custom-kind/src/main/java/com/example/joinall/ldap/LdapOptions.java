package com.example.joinall.ldap;

import dev.joinall.config.BackendOptions;
import dev.joinall.config.Fields;
import java.util.List;
import java.util.Optional;

/** The options of an LDAP backend: the login; anonymous if empty. */
record LdapOptions(Optional<Login> login) implements BackendOptions {
  /** A user's distinguished name, and the password. */
  record Login(String user, String password) {
    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }

  static LdapOptions read(Fields backend) {
    Optional<String> user = backend.text("user");
    Optional<String> password = backend.text("password");
    if (user.isPresent() != password.isPresent()) {
      backend
          .problems()
          .add(backend.mapping(), "user and password go together", "set both, or none");
    }
    return new LdapOptions(user.flatMap(it -> password.map(secret -> new Login(it, secret))));
  }

  @Override
  public List<String> notes() {
    return List.of(login.isPresent() ? "with a login" : "anonymous");
  }
}
