package com.example.joinall.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldif.LDIFException;
import dev.joinall.backend.BackendContract;
import dev.joinall.backend.Kind;
import dev.joinall.json.Json;
import dev.joinall.testing.StepFixture;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract tests of kinds with searches, and tests of this kind. */
class LdapContractTest extends BackendContract {
  private static final String PEOPLE = "ou=people,dc=example,dc=com";

  private static InMemoryDirectoryServer server;

  @BeforeAll
  static void startServer() throws LDAPException, LDIFException {
    var config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
    config.setSchema(null);
    config.setListenerConfigs(
        InMemoryListenerConfig.createLDAPConfig(
            "loopback", InetAddress.getLoopbackAddress(), 0, null));
    server = new InMemoryDirectoryServer(config);
    server.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
    server.add("dn: " + PEOPLE, "objectClass: organizationalUnit", "ou: people");
    person("ines", "ines@example.com");
    person("o*(x)", "star@example.com");
    person("a,b=c", "comma@example.com");
    server.startListening();
  }

  private static void person(String uid, String mail) throws LDAPException, LDIFException {
    var name = new RDN("uid", uid);
    server.add(
        "dn: " + name + "," + PEOPLE, "objectClass: account", "uid: " + uid, "mail: " + mail);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected String server() {
    return "ldap://127.0.0.1:" + server.getListenPort();
  }

  @Override
  protected String declare(String address, String more) {
    return "{ kind: ldap, uri: \"" + address + "\", " + more + " }";
  }

  @Override
  protected Kind kind() {
    return new LdapKind();
  }

  @Override
  protected String task() {
    return "entry: \"uid=ines," + PEOPLE + "\", attributes: [mail]";
  }

  @Override
  protected void assertValue(Json value) {
    assertThat(value)
        .hasToString(
            "{\"dn\":\"uid=ines,"
                + PEOPLE
                + "\",\"attributes\":{\"mail\":[\"ines@example.com\"]}}");
  }

  @Override
  protected Optional<String> absent() {
    return Optional.of("entry: \"uid=nobody," + PEOPLE + "\"");
  }

  @Test
  void noValueChangesTheShapeOfAFilter() {
    String task = "search: \"" + PEOPLE + "\", filter: \"(uid=${body})\", attributes: [mail]";
    try (var fixture = fixture(server(), "timeout: 5s")) {
      assertThat(fixture.run(task, Json.string("*")).orElseThrow()).hasToString("[]");
      assertThat(fixture.run(task, Json.string("x)(uid=ines")).orElseThrow()).hasToString("[]");
      assertThat(fixture.run(task, Json.string("o*(x)")).orElseThrow().toString())
          .contains("star@example.com");
    }
  }

  @Test
  void noValueChangesTheShapeOfAName() {
    String task = "entry: \"uid=${body}," + PEOPLE + "\", attributes: [mail]";
    try (var fixture = fixture(server(), "timeout: 5s")) {
      assertThat(fixture.run(task, Json.string("ines," + PEOPLE + "+a=b"))).isEmpty();
      assertThat(fixture.run(task, Json.string("a,b=c")).orElseThrow().toString())
          .contains("comma@example.com");
    }
  }

  @Test
  void anExpressionIsAValueAndNoSyntax() {
    assertProblem("(${body}=ines)", "an expression can't be the name of an attribute");
    assertProblem("(uid:${body}:=ines)", "an expression can't be the name of an attribute");
    assertProblem("${body}", "expected a filter of LDAP, got the string \"${body}\"");
    assertProblem("(&${body})", "expected a filter of LDAP, got the string \"(&${body})\"");
  }

  private void assertProblem(String filter, String message) {
    try (var fixture = fixture(server(), "timeout: 5s")) {
      assertThat(fixture.problemsOf("search: \"" + PEOPLE + "\", filter: \"" + filter + "\""))
          .extracting(it -> it.message())
          .containsExactly(message);
    }
  }

  @Test
  void moreEntriesThanTheLimitAreTooLarge() {
    String task = "search: \"" + PEOPLE + "\", filter: \"(uid=*)\", limit: ";
    try (StepFixture fixture = fixture(server(), "timeout: 5s")) {
      assertThat(fixture.run(task + 3).orElseThrow().size()).isEqualTo(3);
      assertThat(catchThrowable(() -> fixture.run(task + 2)))
          .hasMessage("too-large: the directory's result is 4 (size limit exceeded)");
    }
  }
}
