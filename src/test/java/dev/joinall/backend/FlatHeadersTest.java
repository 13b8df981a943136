package dev.joinall.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The headers behave as Netty's own, which are the measure. */
class FlatHeadersTest {
  private static final List<String> NAMES =
      List.of("Accept", "accept", "ACCEPT", "Aztec-1", "Age", "age", "Via", "Content-Length");

  private final HttpHeaders mine = new FlatHeaders();
  private final HttpHeaders measure = DefaultHttpHeadersFactory.headersFactory().newHeaders();

  @Test
  void anyChangesGiveTheSameLines() {
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      String value = "v" + random.nextInt(3);
      switch (random.nextInt(5)) {
        case 0 -> both(it -> it.add(name, value));
        case 1 -> both(it -> it.set(name, value));
        case 2 -> both(it -> it.remove(name));
        case 3 -> both(it -> it.set(name, List.of(value, "more")));
        default -> {
          if (mine.size() > 12) {
            both(HttpHeaders::clear);
          }
        }
      }
      for (String it : NAMES) {
        assertThat(mine.getAll(it)).isEqualTo(measure.getAll(it));
        assertThat(mine.get(it)).isEqualTo(measure.get(it));
        assertThat(mine.contains(it)).isEqualTo(measure.contains(it));
      }
      assertThat(mine.size()).isEqualTo(measure.size());
    }
  }

  private void both(Consumer<HttpHeaders> change) {
    change.accept(mine);
    change.accept(measure);
  }

  @Test
  void sameNamesAreValid() {
    for (char c = 0; c < 0x180; c++) {
      sameIsRefused("" + c, "value");
      sameIsRefused("a" + c + "b", "value");
    }
    sameIsRefused("", "value");
  }

  @Test
  void sameValuesAreValid() {
    for (char c = 0; c < 0x180; c++) {
      sameIsRefused("name", "" + c);
      sameIsRefused("name", "a" + c + "b");
      sameIsRefused("name", "a" + c);
    }
    sameIsRefused("name", "");
  }

  private void sameIsRefused(String name, String value) {
    assertThat(isRefused(mine, name, value))
        .as("%s: %s", name, value)
        .isEqualTo(isRefused(measure, name, value));
    both(HttpHeaders::clear);
    mine.add("name", "first");
    assertThat(isSettingRefused(mine, value)).isEqualTo(isSettingRefused(measure, value));
    both(HttpHeaders::clear);
  }

  private static boolean isRefused(HttpHeaders headers, String name, String value) {
    try {
      headers.add(name, value);
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private static boolean isSettingRefused(HttpHeaders headers, String value) {
    try {
      headers.set("name", value);
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  @Test
  void frozenHeadersCanNotBeChanged() {
    var headers = new FlatHeaders();
    headers.set("a", "1");
    headers.freeze();

    List<Consumer<HttpHeaders>> changes =
        List.of(
            it -> it.set("a", "2"),
            it -> it.set("b", "2"),
            it -> it.set("a", List.of("2", "3")),
            it -> it.add("a", "2"),
            it -> it.setInt("a", 2),
            it -> it.remove("a"),
            HttpHeaders::clear);
    for (Consumer<HttpHeaders> change : changes) {
      assertThatThrownBy(() -> change.accept(headers))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    assertThat(headers.entries()).containsExactly(Map.entry("a", "1"));
    assertThat(headers.copy().set("a", "2").get("a")).isEqualTo("2");
  }
}
