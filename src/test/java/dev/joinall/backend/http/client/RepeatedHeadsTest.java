package dev.joinall.backend.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.joinall.backend.FlatHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RepeatedHeadsTest {
  private static final int MAX_HEAD = 8_192;

  private static final List<String> RESPONSES =
      List.of(
          "HTTP/1.1 200 OK\r\nServer: a\r\nContent-Length: 3\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nServer: a\r\nContent-Length: 4\r\n\r\nabcd",
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: 1\r\nX: 2\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd",
          "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
          "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
          "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nA: b\r\n c\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nA: b\rc\r\n\r\nabc",
          "HTTP/1.0 200 OK\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\nabc",
          "HTTP/1.1 404 Not here\r\nContent-Length: 3\r\n\r\nabc",
          "HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n",
          "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n",
          "HTTP/1.1 103 Early Hints\r\nContent-Length: 3\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nLong: " + "x".repeat(1_000) + "\r\n\r\nabc");

  /** One exchange, whose response arrives in two parts. */
  private record Response(HttpMethod method, String bytes, int cut) {
    static Response whole(String bytes) {
      return new Response(HttpMethod.GET, bytes, bytes.length());
    }
  }

  @Test
  void aHeadThatWasSeenBeforeGivesTheSameResponse() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var shared = new RepeatedHeads(8);
    for (int i = 0; i < 10_000; i++) {
      List<Response> responses = new ArrayList<>();
      for (int j = random.nextInt(5); j >= 0; j--) {
        String bytes = RESPONSES.get(random.nextInt(RESPONSES.size()));
        HttpMethod method = random.nextInt(4) == 0 ? HttpMethod.HEAD : HttpMethod.GET;
        int cut = random.nextBoolean() ? bytes.length() : random.nextInt(bytes.length());
        responses.add(new Response(method, bytes, cut));
      }
      assertThat(decoded(shared, responses))
          .as("seed %d: %s", seed, responses)
          .isEqualTo(decoded(new RepeatedHeads(0), responses));
    }
  }

  /** What the decoder of one connection makes of them, as a text. */
  private static String decoded(RepeatedHeads heads, List<Response> responses) {
    List<Channel> unclean = new ArrayList<>();
    List<ByteBuf> sent = new ArrayList<>();
    var text = new StringBuilder();
    var channel = new EmbeddedChannel();
    var exchange = new Exchange(channel, unclean::add);
    channel.pipeline().addLast(new ResponseDecoder(exchange, MAX_HEAD, heads));
    for (Response it : responses) {
      if (!exchange.isIdle()) {
        break;
      }
      exchange.begin(it.method());
      exchange.sent();
      for (String part :
          List.of(it.bytes().substring(0, it.cut()), it.bytes().substring(it.cut()))) {
        if (channel.isOpen()) {
          ByteBuf bytes = bytes(part);
          sent.add(bytes);
          channel.writeInbound(bytes);
        }
      }
      append(channel, text);
      text.append(exchange.isIdle()).append(unclean.size()).append(channel.isOpen()).append('\n');
    }
    channel.finishAndReleaseAll();
    assertThat(sent).allMatch(it -> it.refCnt() == 0);
    return text.toString();
  }

  private static void append(EmbeddedChannel channel, StringBuilder text) {
    var body = new StringBuilder();
    for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
      var object = (HttpObject) part;
      text.append(object.decoderResult().isFailure() ? object.decoderResult() : "");
      if (part instanceof HttpResponse head) {
        text.append(head.status()).append(head.protocolVersion());
        text.append(head.headers().entries());
      }
      if (part instanceof HttpContent content) {
        body.append(content.content().toString(ISO_8859_1));
        content.release();
      }
      text.append(part instanceof LastHttpContent ? " end " : "");
    }
    text.append(body);
  }

  /** The kept headers, and not those of the bytes, tell that the codec was not asked. */
  @Test
  void aKnownHeadIsNotParsed() {
    var heads = new RepeatedHeads(8);
    String response = RESPONSES.getFirst();
    HttpResponse kept = response();
    kept.headers().set("kept", "yes");
    heads.store(bytes(response), 0, response.indexOf("abc"), kept);

    assertThat(decoded(heads, List.of(Response.whole(response))))
        .contains("kept=yes")
        .contains("end abc");
    assertThat(decoded(heads, List.of(new Response(HttpMethod.HEAD, response, 5))))
        .doesNotContain("kept=yes");
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, ISO_8859_1);
  }

  /** Each response with the same head has the same ones. */
  @Test
  void theHeadersOfAResponseCanNotBeChanged() {
    var heads = new RepeatedHeads(8);
    var channel = new EmbeddedChannel();
    var exchange = new Exchange(channel, it -> {});
    channel.pipeline().addLast(new ResponseDecoder(exchange, MAX_HEAD, heads));
    for (int i = 0; i < 2; i++) {
      exchange.begin(HttpMethod.GET);
      exchange.sent();
      channel.writeInbound(bytes("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"));
      HttpResponse response = channel.readInbound();

      assertThatThrownBy(() -> response.headers().set("a", "b"))
          .isInstanceOf(UnsupportedOperationException.class);
      ReferenceCountUtil.release(channel.readInbound());
    }
  }

  @Test
  void theLastEightAreKnown() {
    var heads = new RepeatedHeads(8);
    for (int i = 0; i < 9; i++) {
      ByteBuf head = bytes("head " + i);
      heads.store(head, 0, head.writerIndex(), response());
    }
    assertThat(heads.find(bytes("head 0"))).isNull();
    for (int i = 1; i < 9; i++) {
      assertThat(heads.find(bytes("head " + i + "abc"))).isNotNull();
    }
  }

  @Test
  void aHeadWhoseBodyComesLaterIsRememberedOnce() {
    var heads = new RepeatedHeads(8);
    String other = RESPONSES.getFirst();
    String large = RESPONSES.get(1);
    var cut = new Response(HttpMethod.GET, large, large.length() - 1);
    var _ = decoded(heads, List.of(Response.whole(other)));
    for (int i = 0; i < 10; i++) {
      var _ = decoded(heads, List.of(cut));
    }

    assertThat(heads.find(bytes(large))).isNotNull();
    assertThat(heads.find(bytes(other))).isNotNull();
  }

  private static HttpResponse response() {
    var response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, new FlatHeaders());
    response.headers().set("content-length", "3");
    return response;
  }
}
