package dev.joinall.backend.redis;

import java.net.URI;

class RedisSentinelContractTest extends FoundRedisContract {
  @Override
  String reply(String host, String port) {
    return "*2\r\n" + ScriptedRedis.bulk(host) + ScriptedRedis.bulk(port);
  }

  @Override
  String declaration(URI directory) {
    return "uri: \"redis-sentinel://" + directory.getAuthority() + "/0#mymaster\"";
  }
}
