package dev.joinall.backend.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.config.Position;
import dev.joinall.config.Problem;
import dev.joinall.config.Problems;
import dev.joinall.config.Tree;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Allowed options of a MongoDB address. */
class MongoAddressCheckTest {
  private static final String MONGO = "mongodb://ann:secret@a,b:27018/?";

  private static List<Problem> problems(String address) {
    var problems = new Problems();
    var where = Tree.Mapping.empty(Position.START, "backends.it.uri");
    new MongoAddressCheck(where, problems).check(URI.create(address));
    return problems.all();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replicaSet=rs0&authSource=admin&tls=true",
        "REPLICASET=rs0;TLS=true",
        "retryWrites=true&w=majority&appName=Cluster0",
        "w=1&journal=true&wtimeoutMS=500",
        "readPreference=nearest&readPreferenceTags=dc:ny&readPreferenceTags=&maxStalenessSeconds=-1",
        "authMechanism=PLAIN&tls=true",
        "",
      })
  void aDocumentedOptionIsFine(String options) {
    assertThat(problems(MONGO + options)).isEmpty();
  }

  @Test
  void aNameOfHostsHasTlsByItself() {
    assertThat(problems("mongodb+srv://ann:secret@shop/?authMechanism=PLAIN")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "readPreference=secondary&readConcernLevel=linearizable",
        "maxStalenessSeconds=120",
        "readPreference=primary&readPreferenceTags=dc:ny",
      })
  void optionsOfReadsThatDoNotFitAreOneProblem(String options) {
    assertThat(problems(MONGO + options)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tlsInsecure=true",
        "TLSINSECURE=false",
        "tlsAllowInvalidCertificates=true",
        "tlsAllowInvalidHostnames=true",
        "sslInvalidHostNameAllowed=true",
        "tlsDisableOCSPEndpointCheck=true",
        "tls%49nsecure=true",
        "ssl=true",
        "tls=ture",
        "tls=yes",
        "tls=",
        "tls",
        "tls=true&tls=false",
        "tls=true;Tls=false",
        "w=0",
        "w=00",
        "safe=false",
        "compressors=zlib",
        "maxPoolSize=7",
        "waitQueueTimeoutMS=1",
        "socketTimeoutMS=1",
        "timeoutMS=1",
        "proxyHost=evil",
        "readPreferense=nearest",
        "readPreference=closest",
        "maxStalenessSeconds=soon",
        "authMechanism=GSSAPI",
        "authMechanism=PLAIN",
        "authMechanism=PLAIN&tls=false",
        "uuidRepresentation=javaLegacy",
        "replicaSet=rs0&",
        "replicaSet=rs0#x",
      })
  void anyOtherIsAProblemThatRepeatsNoSecret(String options) {
    assertThat(problems(MONGO + options))
        .isNotEmpty()
        .allSatisfy(problem -> {
          assertThat(problem.path()).isEqualTo("backends.it.uri");
          assertThat(problem.hint()).isNotEmpty();
          assertThat(problem.toString()).doesNotContain("secret");
        });
  }
}
