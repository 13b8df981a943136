package dev.joinall.backend.http;

import dev.joinall.backend.Health;
import dev.joinall.backend.http.client.AnswerHandler;
import dev.joinall.backend.http.client.ClientCall;
import dev.joinall.backend.http.client.ClientRequest;
import dev.joinall.backend.http.client.ConnectionPool;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Sends a HEAD request for the root of an API. Any response means that it is up. */
record HealthCheck(RequestHead head, MonoSink<Health> result)
    implements ClientRequest, AnswerHandler {
  /**
   * @param headers of the request
   */
  static Mono<Health> of(ConnectionPool pool, HttpHeaders headers) {
    var head = new RequestHead(HttpMethod.HEAD, headers);
    return Mono.create(result -> {
      var check = new HealthCheck(head, result);
      var call = new ClientCall(pool, check, check, null);
      result.onCancel(call::cancel);
      call.start();
    });
  }

  @Override
  public HttpMethod method() {
    return HttpMethod.HEAD;
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public boolean countsAgainstServer() {
    return true;
  }

  @Override
  public boolean isLate() {
    return false;
  }

  @Override
  public void write(Channel channel, ByteBuf empty, String authority, ChannelFutureListener sent) {
    head.write(empty, "/", authority);
    RequestHead.end(empty);
    var _ = channel.writeAndFlush(empty).addListener(sent);
  }

  @Override
  public void head(int status, HttpHeaders headers, Channel channel) {}

  @Override
  public void content(ByteBuf part) {}

  @Override
  public void complete() {
    result.success(new Health.Up());
  }

  @Override
  public void failed(Throwable why, boolean sent) {
    result.success(Health.of(HttpFaults.translate(why)));
  }
}
