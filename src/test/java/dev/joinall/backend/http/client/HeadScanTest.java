package dev.joinall.backend.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadScanTest {
  private static final String ALPHABET = "aaaaaaaabcdefgh::  \t\r\n\r\n\r\n\u00e9";

  private final HeadScan scan = new HeadScan();

  @Test
  void aUsualHeadIsPlain() {
    scan("HTTP/1.1 200 OK\r\nServer: \tx\u00e9 y\r\nLong: " + "x".repeat(100) + "\r\n\r\n");
    assertThat(scan.isFolded()).isFalse();
    assertThat(scan.hasControls()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"A: b\r\n c: d\r\n", "A: b\n\tc: d\n", "A: 3456789\r\n c"})
  void aLineThatContinuesIsSeen(String head) {
    scan(head);
    assertThat(scan.isFolded()).isTrue();
    assertThat(scan.hasControls()).isFalse();
  }

  @Test
  void eachControlCharacterIsSeenAtEachPlace() {
    for (char c = 0; c < 0x100; c++) {
      boolean bad = (c < ' ' && c != '\t' && c != '\n') || c == 0x7F; // a CR alone is one
      for (int at = 0; at < 20; at++) {
        scan.restart();
        scan("x".repeat(at) + c + "x".repeat(20 - at));
        assertThat(scan.hasControls()).as("%x at %d", (int) c, at).isEqualTo(bad);
      }
    }
  }

  @Test
  void theResultDoesNotDependOnThePieces() {
    var random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      var head = new StringBuilder();
      for (int j = random.nextInt(40); j > 0; j--) {
        head.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
      String text = head.toString();
      ByteBuf in = Unpooled.copiedBuffer(text, ISO_8859_1);
      scan.restart();
      for (int from = 0; from < text.length(); ) {
        int to = from + 1 + random.nextInt(text.length() - from);
        scan.read(in, from, to);
        from = to;
      }
      assertThat(scan.isFolded()).as("%s", text).isEqualTo(text.matches("(?s).*\n[ \t].*"));
      assertThat(scan.hasControls()).as("%s", text).isEqualTo(text.matches("(?s).*\r[^\n].*"));
    }
  }

  private void scan(String head) {
    scan.read(Unpooled.copiedBuffer(head, ISO_8859_1), 0, head.length());
  }
}
