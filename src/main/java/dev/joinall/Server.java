package dev.joinall;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.joinall.ops.GuardMetrics;
import dev.joinall.ops.NewestFile;
import dev.joinall.ops.Observation;
import dev.joinall.ops.PoolMetrics;
import dev.joinall.plan.Plan;
import dev.joinall.web.CacheRules;
import dev.joinall.web.Documentation;
import dev.joinall.web.edge.Edge;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/** What serves, as Spring's beans: Boot brings the HTTP server around them. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(Operations.class)
class Server {
  private static final Logger log = LoggerFactory.getLogger(Server.class);

  private final Wiring wiring;
  private final ServedFile file;
  private final Settings settings;

  Server(Wiring wiring, ServedFile file, Settings settings) {
    this.wiring = wiring;
    this.file = file;
    this.settings = settings;
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
  Edge edge() {
    return Edge.of(settings.limits(), wiring.hub().scheduler());
  }

  /** Of the file's routes; the management port has a server of its own, without these limits. */
  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> connections(Edge edge, Ending ending) {
    return factory -> factory.addServerCustomizers(edge.connections()::watch, ending::remember);
  }

  @Bean
  Ending ending(ApplicationContext context, Edge edge, Serving serving) {
    return new Ending(context, settings.shutdown(), edge.connections(), serving);
  }

  /** Closed after the web server, which uses its hub. */
  @Bean
  Serving serving(
      Observation observation,
      GuardMetrics guards,
      PoolMetrics pools,
      Edge edge,
      ApplicationContext context) {
    HttpHandler others = WebHttpHandlerBuilder.applicationContext(context).build();
    return new Serving(
        wiring,
        observation,
        new Documentation(settings.openapi().enabled(), others),
        it -> {
          guards.show(it.guards(), it.plans());
          pools.show(it.pools());
        },
        edge,
        new CacheRules(isCompressed(context)));
  }

  private static boolean isCompressed(ApplicationContext context) {
    return context.getEnvironment().getProperty("server.compression.enabled", Boolean.class, false);
  }

  @Bean
  HttpHandler httpHandler(Serving serving) {
    return serving.handler();
  }

  @Bean
  Reload reload(Serving serving, NewestFile newest) {
    return new Reload(file.path(), serving, newest);
  }

  @Bean
  AutoCloseable hangup(Reload reload) {
    return Hangup.on(file.isRegular() ? reload : this::tellThatItIsReadOnce);
  }

  private void tellThatItIsReadOnce() {
    log.info("{} is not a regular file: it was read once, and is not read again", file.path());
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
      if (!file.isRegular()) {
        tellThatItIsReadOnce();
      }
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
