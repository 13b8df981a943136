package com.example.joinall.kafka;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/**
 * In front of a broker: tells clients another address of it, such as that of a proxy, to which they
 * then connect. Passes on everything else.
 */
final class AdvertisingFront implements AutoCloseable {
  private final int broker;
  private final ServerSocket listener;
  private volatile URI advertised;

  AdvertisingFront(String broker) throws IOException {
    this.broker = URI.create(broker).getPort();
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.advertised = URI.create(address());
    Thread.ofVirtual().start(this::accept);
  }

  String address() {
    return "kafka://127.0.0.1:" + listener.getLocalPort();
  }

  /** The address that clients are told from now on. */
  void advertise(String address) {
    advertised = URI.create(address);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), broker);
        Map<Integer, Short> versions = new ConcurrentHashMap<>();
        Thread.ofVirtual().start(() -> frames(client, server, it -> noted(it, versions)));
        Thread.ofVirtual().start(() -> frames(server, client, it -> rewritten(it, versions)));
      } catch (IOException e) {
        // the test is over
      }
    }
  }

  private interface Change {
    byte[] of(byte[] frame);
  }

  private static void frames(Socket from, Socket to, Change change) {
    try (from;
        to) {
      var in = new DataInputStream(from.getInputStream());
      var out = new DataOutputStream(to.getOutputStream());
      while (true) {
        byte[] frame = change.of(in.readNBytes(in.readInt()));
        out.write(ByteBuffer.allocate(4 + frame.length).putInt(frame.length).put(frame).array());
      }
    } catch (IOException e) {
      // one side has closed the connection
    }
  }

  /** Notes the version of a request for metadata under its correlation id. */
  private static byte[] noted(byte[] request, Map<Integer, Short> versions) {
    var head = ByteBuffer.wrap(request);
    short api = head.getShort();
    short version = head.getShort();
    if (api == ApiKeys.METADATA.id) {
      versions.put(head.getInt(), version);
    }
    return request;
  }

  private byte[] rewritten(byte[] response, Map<Integer, Short> versions) {
    Short version = versions.remove(ByteBuffer.wrap(response).getInt());
    if (version == null) {
      return response;
    }
    var in = new ByteBufferAccessor(ByteBuffer.wrap(response));
    short headVersion = ApiKeys.METADATA.responseHeaderVersion(version);
    var head = new ResponseHeaderData(in, headVersion);
    var metadata = new MetadataResponseData(in, version);
    URI told = advertised;
    metadata.brokers().forEach(it -> it.setHost(told.getHost()).setPort(told.getPort()));
    byte[] first = bytes(head, headVersion);
    byte[] second = bytes(metadata, version);
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static byte[] bytes(Message message, short version) {
    var cache = new ObjectSerializationCache();
    var buffer = ByteBuffer.allocate(message.size(cache, version));
    message.write(new ByteBufferAccessor(buffer), cache, version);
    return buffer.array();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
