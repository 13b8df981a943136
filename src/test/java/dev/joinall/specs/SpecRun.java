package dev.joinall.specs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.joinall.TestServer;
import dev.joinall.config.ConfigException;
import dev.joinall.specs.Spec.Block;
import dev.joinall.specs.Spec.Use;
import dev.joinall.testing.MachinePauses;
import dev.joinall.testing.ReceivedMail;
import dev.joinall.testing.ScriptedHttp;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs one spec with real servers; fails at the first difference. */
final class SpecRun {
  private static final int MAX_RUNS = 3;
  private static final Duration MAX_PAUSE = Duration.ofMillis(250);

  private static final Pattern SIZE = Pattern.compile(" size=(\\d+)KB$");

  /** Blocks that are processed in order, after the first file is served. */
  private static final Set<Use> EVENTS =
      EnumSet.of(Use.CONFIG, Use.PROBLEMS, Use.REQUEST, Use.ANSWER);

  /** Blocks about a file that is not served. */
  private static final Use[] EXPLAINED = {
    Use.CHECKED, Use.CHECKED_WITH, Use.CHECKED_JSON, Use.EXPLAINED, Use.EXPLAINED_JSON, Use.OPENAPI
  };

  private final Spec spec;
  private final Servers servers;

  SpecRun(Spec spec, Servers servers) {
    this.spec = spec;
    this.servers = servers;
  }

  /**
   * A spec is about a server that gets time: the default timeout of a backend is a second. So one
   * that failed while the process stood still says nothing, and is run again.
   */
  void run() {
    for (int left = MAX_RUNS - 1; ; left--) {
      MachinePauses.forget();
      try {
        runOnce();
        return;
      } catch (AssertionError e) {
        Duration pause = MachinePauses.longest();
        if (left == 0 || pause.compareTo(MAX_PAUSE) < 0) {
          throw e;
        }
        System.err.printf(
            "%s failed while the process stood still for %d ms; it is run again.%n",
            spec.title(), pause.toMillis());
      }
    }
  }

  private void runOnce() {
    String yaml = spec.first(Use.CONFIG).text() + "\n";
    Map<String, String> environment = servers.environment(yaml);
    if (spec.blocks(Use.REQUEST).isEmpty() && !spec.blocks(Use.PROBLEMS).isEmpty()) {
      refused(yaml, environment);
    } else if (spec.has(EXPLAINED)) {
      new ExplainRun(spec, environment).run(yaml);
    } else {
      served(yaml, environment);
    }
  }

  private void refused(String yaml, Map<String, String> environment) {
    if (spec.blocks().size() != 2) {
      throw new Spec.Unreadable(1, "a refused file and its problems are all that there can be");
    }
    refused(() -> TestServer.serve(yaml, environment).close(), spec.first(Use.PROBLEMS));
  }

  private static void refused(Runnable serve, Block problems) {
    try {
      serve.run();
    } catch (ConfigException e) {
      new Expected(problems.text()).check("problems", e.getMessage().stripTrailing());
      return;
    }
    fail("The file is served, and should be refused.");
  }

  private void served(String yaml, Map<String, String> environment) {
    arrange();
    try (var server = TestServer.serve(yaml, environment)) {
      if (environment.containsKey(Servers.API)) {
        servers.api().forgetAsked(); // requests of the health checks
      }
      happen(server);
      asked();
      mails();
    } catch (ConfigException e) {
      fail("The file is refused:\n" + e.getMessage());
    }
  }

  private void arrange() {
    spec.blocks(Use.API).forEach(it -> ScriptedReply.script(servers.api(), it));
    spec.blocks(Use.DOCUMENTS).forEach(it -> servers.insert(it.name(), it.text()));
    spec.blocks(Use.COMMANDS).forEach(it -> servers.redis().run(it.text().lines().toList()));
    spec.blocks(Use.STATEMENTS).forEach(it -> servers.statements(it.text()));
  }

  /** Each request is followed by its answer, and an invalid file by its problems. */
  private void happen(TestServer server) {
    List<Block> events =
        spec.blocks().stream().filter(it -> EVENTS.contains(it.use())).skip(1).toList();
    if (events.isEmpty()) {
      throw new Spec.Unreadable(1, "a spec has a request and its answer, or problems");
    }
    for (int i = 0; i < events.size(); i++) {
      Block event = events.get(i);
      Optional<Block> next = events.stream().skip(i + 1L).findFirst();
      if (event.use() == Use.REQUEST && is(Use.ANSWER, next)) {
        exchange(URI.create(server.url()), event, next.orElseThrow());
        i++;
      } else if (event.use() == Use.CONFIG && is(Use.PROBLEMS, next)) {
        refused(() -> server.reload(event.text() + "\n"), next.orElseThrow());
        i++;
      } else if (event.use() == Use.CONFIG) {
        var _ = server.reload(event.text() + "\n");
      } else {
        throw new Spec.Unreadable(event.line(), "a request is followed by its answer");
      }
    }
  }

  private static boolean is(Use use, Optional<Block> block) {
    return block.filter(it -> it.use() == use).isPresent();
  }

  private static void exchange(URI server, Block request, Block answer) {
    Message expected = Message.read(answer.text());
    Message actual = Wire.exchange(server, request(request.text())).like(expected);
    new Expected(answer.text()).check("answer at line " + answer.line(), actual.toString());
  }

  private static Message request(String text) {
    Message written = Message.read(text);
    Matcher size = SIZE.matcher(written.start());
    return size.find()
        ? new Message(
            written.start().substring(0, size.start()),
            written.headers(),
            Filler.json(Integer.parseInt(size.group(1))))
        : written;
  }

  /** Compares all requests to the API, in order; an empty block means that there is none. */
  private void asked() {
    List<Block> blocks = spec.blocks(Use.ASKED);
    if (blocks.isEmpty()) {
      return;
    }
    List<Block> expected = blocks.stream().filter(it -> !it.text().isEmpty()).toList();
    List<ScriptedHttp.Asked> asked = servers.api().asked();
    assertThat(asked).as("what the API was asked").hasSameSizeAs(expected);
    for (int i = 0; i < asked.size(); i++) {
      ScriptedHttp.Asked one = asked.get(i);
      Block block = expected.get(i);
      String actual =
          Message.of(one.method() + " " + one.uri(), one.headers(), one.body())
              .like(Message.read(block.text()))
              .toString();
      new Expected(block.text()).check("asked at line " + block.line(), actual);
    }
  }

  private void mails() {
    List<Block> blocks = spec.blocks(Use.MAIL);
    if (blocks.isEmpty()) {
      return;
    }
    String actual =
        servers.mail().messages().stream().map(SpecRun::text).collect(Collectors.joining("\n\n"));
    String expected = blocks.stream().map(Block::text).collect(Collectors.joining("\n\n"));
    new Expected(expected).check("mails", actual);
  }

  private static String text(ReceivedMail mail) {
    String head =
        "From: %s\nTo: %s\nSubject: %s\n"
            .formatted(mail.from(), String.join(", ", mail.to()), mail.subject());
    return (head + part("text", mail.text()) + part("html", mail.html())).stripTrailing();
  }

  private static String part(String name, String body) {
    return body == null ? "" : "\n--- " + name + "\n" + body.stripTrailing() + "\n";
  }
}
