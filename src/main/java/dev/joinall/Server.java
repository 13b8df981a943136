package dev.joinall;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.ops.BackendsHealth;
import dev.joinall.ops.ConfigHealth;
import dev.joinall.ops.NewestFile;
import dev.joinall.ops.PoolMetrics;
import dev.joinall.ops.RunMetrics;
import dev.joinall.plan.Plan;
import dev.joinall.web.Documentation;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
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
  private final ServedFile file;

  Server(Wiring wiring, ServedFile file) {
    this.wiring = wiring;
    this.file = file;
  }

  /** Without it, server and clients would sit on different loops. */
  @Bean
  ReactorResourceFactory reactorResourceFactory() {
    var resources = new ReactorResourceFactory();
    resources.setUseGlobalResources(false);
    resources.setLoopResources(wiring.hub());
    return resources;
  }

  /** Closed after the web server, which uses its hub. */
  @Bean
  Serving serving(MeterRegistry registry, ApplicationContext context) {
    HttpHandler others = WebHttpHandlerBuilder.applicationContext(context).build();
    boolean documented =
        context.getEnvironment().getRequiredProperty("joinall.openapi.enabled", Boolean.class);
    return new Serving(wiring, new RunMetrics(registry), new Documentation(documented, others));
  }

  @Bean
  HttpHandler httpHandler(Serving serving) {
    return serving.handler();
  }

  /** Spring asks for health's beans while it makes the handler of all other requests. */
  @Bean
  BackendsHealth backendsHealthIndicator(ObjectProvider<Serving> serving) {
    return new BackendsHealth(() -> serving.getObject().backends());
  }

  @Bean
  NewestFile newestFile(MeterRegistry registry) {
    return new NewestFile(wiring.source(), Clock.systemUTC(), registry);
  }

  @Bean
  ConfigHealth configHealthIndicator(NewestFile file) {
    return new ConfigHealth(file);
  }

  @Bean
  PoolMetrics poolMetrics(MeterRegistry registry) {
    var pools = new PoolMetrics(registry);
    pools.show(wiring.pools());
    return pools;
  }

  @Bean
  Reload reload(Serving serving, NewestFile newest, PoolMetrics pools) {
    return new Reload(file.path(), serving, newest, pools);
  }

  @Bean
  AutoCloseable hangup(Reload reload) {
    return Hangup.on(reload);
  }

  @Bean
  AutoCloseable watch(Reload reload) {
    return file.isWatched()
        ? FileWatch.start(file.path(), wiring.source().text().getBytes(UTF_8), reload)
        : () -> {};
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
