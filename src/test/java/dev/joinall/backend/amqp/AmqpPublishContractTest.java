package dev.joinall.backend.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.joinall.json.Json;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The same with published messages; only by {@code checks/amqp/run}, to save time. */
@EnabledIfSystemProperty(named = "amqp.broker", matches = ".+")
class AmqpPublishContractTest extends AmqpContract {
  @Override
  protected String task() {
    return "publish: {routing-key: contract, body: hello}";
  }

  @Override
  protected void assertValue(Json value) {
    assertThat(value.get("messageId").text()).matches("[0-9a-f]{32}");
  }
}
