package dev.joinall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.testing.ApiChanges;
import dev.joinall.testing.KindApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Version 1 of the API for kinds: its signatures are recorded. They may grow, and the record grows
 * with them; none may go, or change.
 */
class KindApiTest {
  private static final Path RECORDED = Path.of("docs", "kinds-api.txt");
  private static final List<String> HEAD =
      List.of(
          "# Version 1 of the API for kinds (docs/kinds.md): its public signatures.",
          "# Additions are recorded by ./mvnw test -Dtest=KindApiTest -Dapi.write",
          "# which refuses to record that one is gone or has changed.");

  private static final List<String> KIND =
      List.of(
          "public abstract interface dev.joinall.backend.Kind",
          "  public abstract int dev.joinall.backend.Kind.open(int)",
          "public abstract interface dev.joinall.backend.EventLoops",
          "  public abstract int dev.joinall.backend.EventLoops.scheduler()",
          "public final class dev.joinall.config.Fields",
          "  public int dev.joinall.config.Fields.count(int)");

  private static List<String> recorded() throws IOException {
    return Files.readAllLines(RECORDED).stream().filter(it -> !it.startsWith("#")).toList();
  }

  @Test
  void noSignatureIsRemovedAndAdditionsAreRecorded() throws IOException {
    List<String> now = KindApi.signatures();
    ApiChanges changes = ApiChanges.between(recorded(), now);

    assertThat(changes.breaking()).as("this breaks kinds of version 1").isEmpty();
    if (System.getProperty("api.write") != null) {
      Files.write(RECORDED, Stream.concat(HEAD.stream(), now.stream()).toList());
    } else {
      assertThat(changes.added()).as("record them: -Dapi.write").isEmpty();
    }
  }

  @Test
  void noSignatureNeedsWhatIsInternal() {
    List<String> internal = KindApi.internalTypes();

    assertThat(internal).contains("dev.joinall.template.SymbolTable");
    Pattern any = Pattern.compile("\\b(" + String.join("|", internal) + ")\\b");
    assertThat(KindApi.signatures()).noneMatch(any.asPredicate());
  }

  /** Each recorded signature counts: without it the check fails. */
  @Test
  void aSignatureThatIsGoneIsRefused() throws IOException {
    List<String> recorded = recorded();
    for (int i = 0; i < recorded.size(); i += 17) {
      List<String> now = new ArrayList<>(recorded);
      String gone = now.remove(i);

      assertThat(ApiChanges.between(recorded, now).breaking()).containsExactly("gone: " + gone);
    }
  }

  @Test
  void aSignatureThatChangesIsRefused() {
    List<String> now = changed(5, "  public long dev.joinall.config.Fields.count(int)");

    assertThat(ApiChanges.between(KIND, now).breaking())
        .containsExactly("gone:   public int dev.joinall.config.Fields.count(int)");
  }

  @Test
  void aNewMethodThatEveryKindHadToImplementIsRefused() {
    List<String> now = with(2, "  public abstract int dev.joinall.backend.Kind.more()");

    assertThat(ApiChanges.between(KIND, now).breaking())
        .containsExactly(
            "new without a default: public abstract int dev.joinall.backend.Kind.more()");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2|  public default int dev.joinall.backend.Kind.more()",
        "4|  public abstract int dev.joinall.backend.EventLoops.more()",
        "6|  public int dev.joinall.config.Fields.more()",
        "6|public final class dev.joinall.config.More"
      })
  void otherAdditionsAreAllowed(String addition) {
    String line = addition.substring(2);
    ApiChanges changes =
        ApiChanges.between(KIND, with(Integer.parseInt(addition.substring(0, 1)), line));

    assertThat(changes.breaking()).isEmpty();
    assertThat(changes.added()).containsExactly(line);
  }

  private static List<String> with(int index, String line) {
    List<String> all = new ArrayList<>(KIND);
    all.add(index, line);
    return all;
  }

  private static List<String> changed(int index, String line) {
    List<String> all = new ArrayList<>(KIND);
    all.set(index, line);
    return all;
  }
}
