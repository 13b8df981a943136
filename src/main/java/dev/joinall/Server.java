package dev.joinall;

import dev.joinall.ops.BackendsHealth;
import dev.joinall.ops.RunMetrics;
import dev.joinall.plan.Plan;
import dev.joinall.run.Runner;
import dev.joinall.web.AggregationHandler;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/** The wiring as Spring's beans: Boot brings the HTTP server, health and metrics around them. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Server {
  private static final Logger log = LoggerFactory.getLogger(Server.class);

  private final Wiring wiring;

  Server(Wiring wiring) {
    this.wiring = wiring;
  }

  /** Without it, server and clients would sit on different loops. */
  @Bean
  ReactorResourceFactory reactorResourceFactory() {
    var resources = new ReactorResourceFactory();
    resources.setUseGlobalResources(false);
    resources.setLoopResources(wiring.hub());
    return resources;
  }

  @Bean
  HttpHandler httpHandler(MeterRegistry registry, ApplicationContext context) {
    var timer = wiring.hub().scheduler();
    var runner = new Runner(timer, new RunMetrics(registry));
    HttpHandler others = WebHttpHandlerBuilder.applicationContext(context).build();
    wiring.warmUp();
    return new AggregationHandler(wiring.plans(), runner, timer, others);
  }

  @Bean
  BackendsHealth backendsHealthIndicator() {
    return new BackendsHealth(wiring.backends());
  }

  /** Closed after the web server, which uses its hub. */
  @Bean(destroyMethod = "close")
  AutoCloseable backends() {
    return wiring;
  }

  @EventListener
  void serving(ReactiveWebServerInitializedEvent event) {
    if (event.getApplicationContext().getParent() == null) {
      List<Plan> served = wiring.plans().stream().filter(it -> it.route().isPresent()).toList();
      log.info(
          "Serving {} on port {} by {}: {}",
          served.size() == 1 ? "1 route" : served.size() + " routes",
          event.getWebServer().getPort(),
          wiring.hub().transport(),
          served.stream().map(Plan::name).collect(Collectors.joining(", ")));
    }
  }
}
