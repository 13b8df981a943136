package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import dev.joinall.testing.ExampleKind;
import dev.joinall.testing.ExampleKind.Ended;
import dev.joinall.testing.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * {@code examples/custom-kind}, compiled against the API only and installed as jars: it works like
 * a built-in kind.
 */
class CustomKindTest {
  private static final String PEOPLE = "ou=people,dc=example,dc=com";
  private static final ExampleKind KIND = new ExampleKind("custom-kind", LDAPConnection.class);
  private static final Path FILE = KIND.file();

  @TempDir private static Path folder;
  private static Path kinds;
  private static InMemoryDirectoryServer directory;

  @BeforeAll
  static void install() throws IOException, LDAPException, LDIFException {
    kinds = Files.createDirectory(folder.resolve("kinds"));
    KIND.install(kinds, folder);
    var config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
    config.setSchema(null);
    config.setListenerConfigs(
        InMemoryListenerConfig.createLDAPConfig(
            "loopback", InetAddress.getLoopbackAddress(), 0, null));
    directory = new InMemoryDirectoryServer(config);
    directory.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
    directory.add("dn: " + PEOPLE, "objectClass: organizationalUnit", "ou: people");
    person("ines", "Ines Santos");
    person("lars", "Lars Holm");
    directory.startListening();
  }

  private static void person(String uid, String name) throws LDAPException, LDIFException {
    directory.add(
        "dn: uid=" + uid + "," + PEOPLE,
        "objectClass: inetOrgPerson",
        "uid: " + uid,
        "cn: " + name,
        "mail: " + uid + "@example.com");
  }

  @AfterAll
  static void stop() {
    directory.close();
  }

  private static Map<String, String> environment() {
    return Map.of(
        "JOINALL_KINDS",
        kinds.toString(),
        "LDAP_URI",
        "ldap://127.0.0.1:" + directory.getListenPort());
  }

  private static Ended run(String... arguments) {
    return ExampleKind.run(environment(), arguments);
  }

  private static String config(String from, String to) throws IOException {
    return KIND.changedFile(folder, from, to);
  }

  /** The process has the library of the kind in its folder only. */
  @Test
  void theServerAnswersWithItsValues() throws Exception {
    Path config = Files.copy(FILE, folder.resolve("joinall.yaml"));
    try (var server = ServerProcess.of(config).environment(environment()).start()) {
      var answer = server.get("/people/ines");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .contains("\"dn\":\"uid=ines," + PEOPLE + "\"")
          .endsWith("\"mail\":\"ines@example.com\",\"colleagues\":[\"Lars Holm\"]}");
      assertThat(server.get("/people/nobody").statusCode()).isEqualTo(404);
      assertThat(server.get("/people/in*").statusCode()).isEqualTo(404);
      assertThat(server.manage("health")).contains("\"directory\":\"up\"");
      assertThat(server.manage("prometheus").lines())
          .anyMatch(it -> it.startsWith("joinall_pool_max") && it.contains("\"directory\""))
          .anyMatch(it -> it.startsWith("joinall_circuit") && it.contains("\"directory\""));
    }
  }

  @Test
  void anUnknownKeyIsReportedWithItsPlaceAndAHint() throws IOException {
    Ended ended = run("check", config("limit: 20", "limitt: 20"));

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err())
        .contains("a.yaml:28:9  aggregations.person.tasks.colleagues.limitt")
        .contains("unknown key \"limitt\"")
        .contains("hint: did you mean \"limit\"?");
  }

  @Test
  void problemsFromTheKindAreReportedInTheSameForm() throws IOException {
    Ended ended = run("check", config("(!(uid=${path.uid}))", "(!(${path.uid}=x))"));

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err())
        .contains("a.yaml:26:18  aggregations.person.tasks.colleagues.filter")
        .contains("an expression can't be the name of an attribute");
  }

  @Test
  void warningsFromTheKindAreReported() throws IOException {
    Ended ended = run("check", config("(!(uid=${path.uid}))", "(!(uid=$uid))"));

    assertThat(ended.toString())
        .contains("1 warning", "a.yaml:26:18  aggregations.person.tasks.colleagues.filter")
        .contains("this is the text $uid, and not a value", "hint: write ${path.uid}");
  }

  @Test
  void everyCommandKnowsTheKind() throws IOException {
    String file = "--config=" + FILE;

    assertThat(run("check", file).out()).startsWith("ok: 1 aggregation, 1 backend");
    assertThat(run("explain", file).out())
        .contains("directory  entry uid=${path.uid},ou=peop")
        .contains("directory  ldap  timeout 1s; pool 8, 100 may wait 1s; anonymous");
    assertThat(run("schema").out()).contains("\"ldapBackend\"", "\"ldapSearch\"");
    assertThat(run("openapi", file).out()).contains("/people/{uid}", "dn: {type: string}");
    assertThat(run("call", file, "person", "--path", "uid=lars").toString())
        .contains("lars@example.com");
  }

  @Test
  void itUsesTheApiAlone() {
    assertThat(KIND.usesOfInternals(folder)).isEmpty();
  }

  @Test
  @Timeout(180)
  void theKindDoesWhatAllKindsPromise() throws Exception {
    KIND.compileTests(folder);
    TestExecutionSummary summary = KIND.test("com.example.joinall.ldap.LdapContractTest", folder);

    assertThat(summary.getFailures()).isEmpty();
    assertThat(summary.getTestsSucceededCount()).isGreaterThan(15);
  }
}
