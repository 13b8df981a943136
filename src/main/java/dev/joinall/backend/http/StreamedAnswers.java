package dev.joinall.backend.http;

import dev.joinall.backend.ChannelStream;
import dev.joinall.backend.Fault;
import dev.joinall.backend.StepException;
import dev.joinall.json.Json;
import dev.joinall.template.ByteStream;
import dev.joinall.template.ReplyBody;
import dev.joinall.template.Scope;
import dev.joinall.template.StreamedReply;
import dev.joinall.template.Transfer;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;

/**
 * Streams a response to the client. Error responses are read like those of any other call.
 *
 * @param accept statuses that are streamed; empty for any 2xx
 * @param idleTimeout how long the API may send nothing
 */
record StreamedAnswers(Set<Integer> accept, boolean effect, Duration idleTimeout) {
  /** Headers that describe the bytes (RFC 9110, 8 and 14), and their caching (RFC 9111). */
  private static final List<String> HEADERS =
      List.of(
          "accept-ranges",
          "age",
          "cache-control",
          "content-digest",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-length",
          "content-location",
          "content-range",
          "content-type",
          "etag",
          "expires",
          "last-modified",
          "repr-digest",
          "vary");

  private static final Set<Integer> WITHOUT_CONTENT = Set.of(204, 205, 304);

  /** Empty if the call has no stream. */
  static Optional<StreamedAnswers> of(HttpCall call) {
    return call.streams()
        ? Optional.of(
            new StreamedAnswers(call.accept(), call.effect(), call.idleTimeoutOrDefault()))
        : Optional.empty();
  }

  /**
   * Opens the stream. The value is the status; the transfer of the request gets the bytes.
   *
   * @param received the content; cancelling it ends the exchange
   */
  Json open(AnswerHead head, Channel channel, Flux<ByteBuffer> received, Scope scope) {
    Transfer transfer = scope.transfer();
    int status = head.status();
    if (effect) {
      scope.call().accept();
    }
    var content = ChannelStream.of(channel, received, idleTimeout);
    boolean hasContent = !transfer.isHead() && !WITHOUT_CONTENT.contains(status);
    transfer.opened(
        new StreamedReply(
            status, headers(head), hasContent, new Translated(content), content::discard));
    Json value = Json.of(Map.of("status", Json.number(status)));
    scope.call().reply(value, HttpReplies.of(head, scope.call().parts(), ReplyBody.NONE));
    return value;
  }

  /**
   * Whether the response is streamed. Responses to conditional and range requests (304, 416) are
   * streamed too.
   */
  boolean passes(int status, Transfer transfer) {
    if (accept.contains(status) || (accept.isEmpty() && status >= 200 && status < 300)) {
      return true;
    }
    Map<String, List<String>> conditions = transfer.conditions();
    return (status == 304
            && (conditions.containsKey("if-none-match")
                || conditions.containsKey("if-modified-since")))
        || (status == 416 && conditions.containsKey("range"));
  }

  private static Map<String, List<String>> headers(AnswerHead head) {
    HttpHeaders sent = head.headers();
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String name : HEADERS) {
      List<String> values = sent.getAll(name);
      if (!values.isEmpty()) {
        headers.put(name, values);
      }
    }
    return headers;
  }

  /** Converts the errors of the content to faults. */
  private record Translated(ChannelStream content) implements ByteStream {
    @Override
    public Flux<ByteBuffer> bytes() {
      return content.bytes().onErrorMap(Translated::fault);
    }

    private static StepException fault(Throwable error) {
      return new StepException(
          error instanceof TimeoutException
              ? Fault.of(Fault.Type.TIMEOUT, "no more of the answer came in time")
              : HttpFaults.translate(error));
    }

    @Override
    public void consumed(int bytes) {
      content.consumed(bytes);
    }
  }
}
