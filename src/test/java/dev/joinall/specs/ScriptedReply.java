package dev.joinall.specs;

import dev.joinall.testing.ScriptedHttp;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One block {@code http api}: {@code GET /path 200 delay=50ms}, headers, a body. The status may be
 * {@code drop} or {@code never}. Options after it: {@code delay=<n>ms}, {@code truncated} and
 * {@code size=<n>KB}.
 */
final class ScriptedReply {
  private ScriptedReply() {}

  static void script(ScriptedHttp api, Spec.Block block) {
    Message written = Message.read(block.text());
    List<String> words = List.of(written.start().split(" ", -1));
    if (words.size() < 3) {
      throw new Spec.Unreadable(block.line(), "write for example GET /reviews 200");
    }
    ScriptedHttp.Reply reply = api.then(words.get(0), words.get(1)).body(written.body());
    for (String word : words.subList(2, words.size())) {
      apply(word, reply, block);
    }
    for (String header : written.headers()) {
      reply.header(Message.name(header), Message.value(header));
    }
  }

  private static void apply(String word, ScriptedHttp.Reply reply, Spec.Block block) {
    if (word.matches("\\d{3}")) {
      reply.status(Integer.parseInt(word));
    } else if (word.matches("delay=\\d+ms")) {
      reply.delay(Duration.ofMillis(Integer.parseInt(word.replaceAll("\\D", ""))));
    } else if (word.matches("size=\\d+KB")) {
      reply.body(Filler.json(Integer.parseInt(word.replaceAll("\\D", ""))));
    } else {
      reply.wire(wire(word, block));
    }
  }

  private static ScriptedHttp.OnTheWire wire(String word, Spec.Block block) {
    return Arrays.stream(ScriptedHttp.OnTheWire.values())
        .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() ->
            new Spec.Unreadable(block.line(), "\"" + word + "\" is nothing that an API does"));
  }
}
