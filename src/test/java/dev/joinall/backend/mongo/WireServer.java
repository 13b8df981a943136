package dev.joinall.backend.mongo;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.ObjectId;

/**
 * A server of MongoDB's wire protocol that answers the handshake correctly, and all other requests
 * by a script, byte by byte if required.
 */
final class WireServer implements AutoCloseable {
  /** Answers one request. */
  interface Script {
    /** Returns whether the connection continues. */
    boolean answer(Request request, OutputStream out) throws IOException;
  }

  /**
   * A received command.
   *
   * @param connection counts from 1
   */
  record Request(int id, BsonDocument command, int connection) {
    /** A valid reply to it. */
    byte[] reply(String json) {
      return message(id, BsonDocument.parse(json));
    }
  }

  private static final BsonDocument GREETING =
      BsonDocument.parse(
          """
          {ok: 1, helloOk: true, ismaster: true, isWritablePrimary: true, minWireVersion: 0,
           maxWireVersion: 21, maxBsonObjectSize: 16777216, maxMessageSizeBytes: 2147483647,
           maxWriteBatchSize: 100000}
          """);

  private static final int HEADER = 16;
  private static final int QUERY = 2004;

  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Script script;
  private volatile BsonDocument greeting;

  private WireServer(Script script, boolean replicates) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.script = script;
    this.greeting = GREETING.clone();
    if (replicates) {
      String me = "127.0.0.1:" + server.getLocalPort();
      greeting.putAll(
          BsonDocument.parse(
              """
              {setName: "rs0", setVersion: 1, hosts: ["%s"], primary: "%s", me: "%s", secondary: false,
               logicalSessionTimeoutMinutes: 30}
              """
                  .formatted(me, me, me)));
    }
  }

  static WireServer start(Script script) {
    return start(script, false);
  }

  /** The primary, and only member, of a replica set. */
  static WireServer replicaSet(Script script) {
    return start(script, true);
  }

  private static WireServer start(Script script, boolean replicates) {
    try {
      var started = new WireServer(script, replicates);
      Thread.ofVirtual().start(started::accept);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String uri() {
    return "mongodb://" + host() + "/?directConnection=true";
  }

  String host() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** From now on it is this member of the replica set {@code rs0}. */
  void isMember(boolean primary, String primaryHost, List<String> hosts, int election) {
    BsonDocument member = BsonDocument.parse(GREETING.toJson());
    member.put("isWritablePrimary", BsonBoolean.valueOf(primary));
    member.put("ismaster", BsonBoolean.valueOf(primary));
    member.put("secondary", BsonBoolean.valueOf(!primary));
    member.put("setName", new BsonString("rs0"));
    member.put("setVersion", new BsonInt32(1));
    member.put("me", new BsonString(host()));
    member.put("primary", new BsonString(primaryHost));
    member.put("hosts", new BsonArray(hosts.stream().map(BsonString::new).toList()));
    if (primary) {
      member.put("electionId", new BsonObjectId(new ObjectId(election, 0)));
    }
    greeting = member;
  }

  /** From now on it greets like that. */
  void greets(String json) {
    greeting = BsonDocument.parse(json);
  }

  /** Sets the script. */
  void answer(Script next) {
    script = next;
  }

  /** A complete OP_MSG. */
  static byte[] message(int responseTo, BsonDocument document) {
    byte[] body = bytes(document);
    return header(HEADER + 5 + body.length, responseTo, 2013, 5 + body.length)
        .putInt(0)
        .put((byte) 0)
        .put(body)
        .array();
  }

  /** A header with these fields, and space for the content. */
  static ByteBuffer header(int length, int responseTo, int opCode, int room) {
    return ByteBuffer.allocate(HEADER + room)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(length)
        .putInt(responseTo + 1_000_000)
        .putInt(responseTo)
        .putInt(opCode);
  }

  private static byte[] bytes(BsonDocument document) {
    ByteBuffer raw = new RawBsonDocument(document, new BsonDocumentCodec()).getByteBuffer().asNIO();
    byte[] bytes = new byte[raw.remaining()];
    raw.get(bytes);
    return bytes;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    int number = connections.incrementAndGet();
    try (socket) {
      var in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      boolean goesOn = true;
      while (goesOn) {
        goesOn = answer(in, out, number);
      }
    } catch (IOException e) {
      // the client has closed
    } finally {
      sockets.remove(socket);
    }
  }

  private boolean answer(DataInputStream in, OutputStream out, int number) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(read(in, HEADER)).order(ByteOrder.LITTLE_ENDIAN);
    int length = header.getInt();
    int id = header.getInt();
    int opCode = header.position(12).getInt();
    byte[] body = read(in, length - HEADER);
    if (opCode == QUERY) {
      byte[] greeted = bytes(greeting);
      out.write(
          header(HEADER + 20 + greeted.length, id, 1, 20 + greeted.length)
              .putInt(0)
              .putLong(0)
              .putInt(0)
              .putInt(1)
              .put(greeted)
              .array());
      return true;
    }
    int document = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getInt(5);
    var command = new RawBsonDocument(body, 5, document);
    if (command.containsKey("hello") || command.containsKey("isMaster")) {
      out.write(message(id, greeting));
      return true;
    }
    BsonDocument whole = command.decode(new BsonDocumentCodec());
    addSequences(body, 5 + document, whole);
    return script.answer(new Request(id, whole, number), out);
  }

  /** Adds the documents that are sent beside the command, such as those of an insert. */
  private static void addSequences(byte[] body, int start, BsonDocument command) {
    ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).position(start);
    while (in.hasRemaining() && in.get() == 1) {
      int end = in.position() + in.getInt();
      var name = new StringBuilder();
      for (byte next = in.get(); next != 0; next = in.get()) {
        name.append((char) next);
      }
      var documents = new BsonArray();
      while (in.position() < end) {
        int length = in.getInt(in.position());
        documents.add(new RawBsonDocument(body, in.position(), length));
        in.position(in.position() + length);
      }
      command.put(name.toString(), documents);
    }
  }

  private static byte[] read(DataInputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
