package dev.joinall.backend.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.json.Json;

/** The contract of backends, with requests. */
class AmqpRequestContractTest extends AmqpContract {
  @Override
  protected String task() {
    return "request: {routing-key: contract, body: {say: hello}}";
  }

  @Override
  protected void assertValue(Json value) {
    assertThat(value).hasToString("{\"say\":\"hello\"}");
  }
}
