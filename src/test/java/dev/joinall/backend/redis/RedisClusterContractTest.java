package dev.joinall.backend.redis;

import java.net.URI;

class RedisClusterContractTest extends FoundRedisContract {
  @Override
  String reply(String host, String port) {
    return "*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n"
        + ScriptedRedis.bulk(host)
        + ":"
        + port
        + "\r\n"
        + ScriptedRedis.bulk("id");
  }

  @Override
  String declaration(URI directory) {
    return "cluster: true, uri: \"" + directory + "\"";
  }
}
