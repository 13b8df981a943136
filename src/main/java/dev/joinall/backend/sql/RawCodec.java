package dev.joinall.backend.sql;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.postgresql.codec.Codec;
import io.r2dbc.postgresql.message.Format;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Values in the text format of PostgreSQL's protocol, without the driver's own types: the bytes
 * from the server, and texts whose type the server infers. Stateless and thread-safe.
 */
final class RawCodec implements Codec<Object> {
  /** Makes the server infer the type from the place of the parameter. */
  private static final int UNSPECIFIED = 0;

  /**
   * A value as the server sent it.
   *
   * @param oid of its type
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Raw(int oid, byte[] bytes) {}

  @Override
  public boolean canDecode(int oid, Format format, Class<?> type) {
    return type == Raw.class && format == Format.FORMAT_TEXT;
  }

  @Override
  public boolean canEncode(Object value) {
    return value instanceof PostgresValues.Text;
  }

  @Override
  public boolean canEncodeNull(Class<?> type) {
    return type == PostgresValues.Text.class;
  }

  @Override
  public @Nullable Object decode(@Nullable ByteBuf buffer, int oid, Format format, Class<?> type) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    return new Raw(oid, bytes);
  }

  @Override
  public EncodedParameter encode(Object value) {
    return encode(value, UNSPECIFIED);
  }

  @Override
  public EncodedParameter encode(Object value, int oid) {
    if (value instanceof PostgresValues.Text(byte[] utf8)) {
      return new EncodedParameter(
          Format.FORMAT_TEXT, oid, Mono.fromSupplier(() -> Unpooled.wrappedBuffer(utf8)));
    }
    throw new IllegalArgumentException("no text: " + value.getClass());
  }

  @Override
  public EncodedParameter encodeNull() {
    return new EncodedParameter(Format.FORMAT_TEXT, UNSPECIFIED, EncodedParameter.NULL_VALUE);
  }
}
