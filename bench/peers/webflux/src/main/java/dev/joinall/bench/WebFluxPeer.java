package dev.joinall.bench;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.JsonNode;

/**
 * The aggregation of {@code bench/joinall.yaml} written by hand: without guards, with a pool of the
 * same size.
 */
@SpringBootApplication
public class WebFluxPeer {

  public static void main(String[] args) {
    SpringApplication.run(WebFluxPeer.class, args);
  }

  @Bean
  WebClient upstream(
      WebClient.Builder builder,
      @Value("${UPSTREAM_URL}") String url,
      @Value("${POOL:256}") int connections) {
    var pool = ConnectionProvider.builder("upstream").maxConnections(connections).build();
    return builder
        .baseUrl(url)
        .clientConnector(new ReactorClientHttpConnector(HttpClient.create(pool)))
        .build();
  }

  record Page(JsonNode a, JsonNode b, JsonNode c) {}

  @RestController
  record PageController(WebClient upstream) {

    @GetMapping("/page")
    Mono<Page> page() {
      return Mono.zip(fetch("/a"), fetch("/b"), fetch("/c"))
          .map(parts -> new Page(parts.getT1(), parts.getT2(), parts.getT3()));
    }

    private Mono<JsonNode> fetch(String path) {
      return upstream.get().uri(path).retrieve().bodyToMono(JsonNode.class);
    }
  }
}
