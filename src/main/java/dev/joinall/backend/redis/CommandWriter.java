package dev.joinall.backend.redis;

import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import java.util.Collection;

/**
 * Writes commands. Replaces Lettuce's encoder, which logs all words of a command, including the
 * password of AUTH.
 */
final class CommandWriter extends MessageToByteEncoder<Object> {
  @Override
  protected void encode(ChannelHandlerContext context, Object message, ByteBuf out) {
    switch (message) {
      case RedisCommand<?, ?, ?> command -> command.encode(out);
      case Collection<?> all -> all.forEach(it -> encode(context, it, out));
      case Fence fence -> fence.encode(out);
      default -> throw new IllegalArgumentException("no command: " + message.getClass());
    }
  }
}
