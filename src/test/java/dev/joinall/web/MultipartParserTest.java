package dev.joinall.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 2046, 5.1.1, and RFC 7578. */
class MultipartParserTest {
  private static final String TYPE = "multipart/form-data; boundary=b";
  private static final String FIELD = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";

  private static List<MultipartParser.Part> parse(String body) {
    return MultipartParser.parse(body.getBytes(ISO_8859_1), TYPE);
  }

  private static String one(String body) {
    byte[] bytes = body.getBytes(ISO_8859_1);
    MultipartParser.Part part = MultipartParser.parse(bytes, TYPE).getFirst();
    return part.name() + "=" + part.text(bytes);
  }

  @Test
  void aPartIsWhatStandsBetweenTwoDelimiters() {
    assertThat(one("--b\r\n" + FIELD + "1\r\n--b--\r\n")).isEqualTo("a=1");
    assertThat(one("--b\r\n" + FIELD + "1\r\n--b--")).isEqualTo("a=1");
    assertThat(one("preamble\r\n--b  \r\n" + FIELD + "1\r\n--b--epilogue")).isEqualTo("a=1");
    assertThat(one("--b\r\n" + FIELD + "\r\n--b--\r\n")).isEqualTo("a=");
    assertThat(one("--b\r\n" + FIELD + "--b--\r\n")).isEqualTo("a=");
    assertThat(one("--b\r\n" + FIELD + "x--b\r\n-b\r\r\n\r\n--b--\r\n"))
        .isEqualTo("a=x--b\r\n-b\r\r\n");
    assertThat(parse("--b--\r\n")).isEmpty();
  }

  @Test
  void aFileHasANameAndAType() {
    String head =
        """
        content-disposition: Form-Data; filename="a \\"b\\"%22 ë.png"; name=f
        Content-Type: image/png
        X-Other: 1

        """
            .replace("\n", "\r\n");
    MultipartParser.Part part =
        MultipartParser.parse(
                ("--b\r\n" + head + "PNG\r\n--b--\r\n")
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                TYPE)
            .getFirst();
    assertThat(part.name()).isEqualTo("f");
    assertThat(part.filename()).isEqualTo(Optional.of("a \"b\"%22 ë.png"));
    assertThat(part.contentType()).isEqualTo(Optional.of("image/png"));
    assertThat(part.size()).isEqualTo(3);
  }

  static Stream<String> broken() {
    return Stream.of(
        "",
        "x",
        "--b",
        "--b\r\n",
        "--b\r\n" + FIELD,
        "--b\r\n" + FIELD + "1",
        "--b\r\n" + FIELD + "1\r\n--b",
        "--b\r\n" + FIELD + "1\r\n--bx\r\n--b--",
        "--b\n" + FIELD + "1\r\n--b--",
        "--b\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--b--",
        "--b\r\nno header\r\n\r\n1\r\n--b--",
        "--b\r\nA: " + "x".repeat(5_000) + "\r\n" + FIELD + "1\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"\u00ff\"\r\n\r\n1\r\n--b--",
        ("--b\r\n" + FIELD + "1\r\n").repeat(1_001) + "--b--");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void malformedMultipartBodiesAreRejected(String body) {
    assertThatExceptionOfType(RejectedRequest.class)
        .isThrownBy(() -> parse(body))
        .satisfies(it -> assertThat(it.answer().status()).isEqualTo(400));
  }

  @Test
  void itsBoundaryIsThatOfTheHeader() {
    byte[] body = ("--b c\r\n" + FIELD + "1\r\n--b c--").getBytes(ISO_8859_1);
    assertThat(MultipartParser.parse(body, "multipart/form-data; charset=utf-8; Boundary=\"b c\""))
        .hasSize(1);
    for (String type : List.of("multipart/form-data", "multipart/form-data; boundary=")) {
      assertThatExceptionOfType(RejectedRequest.class)
          .isThrownBy(() -> MultipartParser.parse(body, type));
    }
  }
}
