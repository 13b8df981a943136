package dev.joinall.boot;

import dev.joinall.edge.AnswerHeaders;
import dev.joinall.edge.ClientConnections;
import dev.joinall.edge.Edge;
import dev.joinall.edge.Limits;
import dev.joinall.edge.RequestAcceptor;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import reactor.netty.resources.LoopResources;

/**
 * The server of the management port: the timeouts for slow clients apply there too. Its connections
 * are counted separately, so that they do not reduce those for clients.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
public class ManagementConfiguration {
  /** Scrapers and probes use only a few connections. */
  private static final int CONNECTIONS = 200;

  private static final String THREADS = "joinall-management";

  /** Few connections do not justify io_uring, whose rings take memory. */
  private static final boolean USES_NATIVE = false;

  ManagementConfiguration() {}

  /** One separate thread, so that the port responds while the event loops of requests are busy. */
  @Bean(destroyMethod = "dispose")
  LoopResources managementLoops() {
    return LoopResources.create(THREADS, 1, true);
  }

  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> managementConnections(
      Edge edge, JoinallProperties properties, LoopResources managementLoops) {
    Limits limits = properties.limits().withConnections(CONNECTIONS);
    var connections = new ClientConnections(limits, edge.memory(), () -> false);
    AnswerHeaders headers = properties.headers();
    return factory ->
        factory.addServerCustomizers(it ->
            connections.watch(
                it.runOn(managementLoops, USES_NATIVE), headers, RequestAcceptor.NONE));
  }
}
