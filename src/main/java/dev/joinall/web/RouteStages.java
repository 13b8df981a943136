package dev.joinall.web;

import dev.joinall.config.Priority;
import dev.joinall.edge.Edge;
import dev.joinall.ops.Observation;
import dev.joinall.plan.Access;
import dev.joinall.plan.Plan;
import dev.joinall.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Scheduler;

/**
 * The stages of each route, in the order in which a request passes them. The chain omits stages
 * that the file does not declare. Built when a file is served.
 */
final class RouteStages {
  private final Observation observation;
  private final Edge edge;
  private final Scheduler timer;

  /** Requests in flight, by the name of the aggregation; kept when another version is served. */
  private final Map<String, AtomicInteger> permitsInUse = new ConcurrentHashMap<>();

  /**
   * @param timer the clock of the deadlines
   */
  RouteStages(Observation observation, Edge edge, Scheduler timer) {
    this.observation = observation;
    this.edge = edge;
    this.timer = timer;
  }

  /**
   * The stages of one route.
   *
   * @param giveWay the priorities that leave capacity for higher ones
   */
  RouteStage.Next of(Plan plan, Security security, Set<Priority> giveWay) {
    Access access = plan.access();
    Priority priority = access.overload().priority();
    var admission =
        new AdmissionStage(
            edge.admission(), priority, giveWay.contains(priority), observation.rejections());
    List<RouteStage> stages = new ArrayList<>();
    Cors.of(plan).map(CorsStage::new).ifPresent(stages::add);
    stages.add(admission);
    stages.add(new FailureStage(new RequestObserver(observation)));
    security
        .callers()
        .filter(it -> access.authenticates())
        .map(it -> new AuthenticateStage(it, AccessAnswers.of(it, access.groups()), timer))
        .ifPresent(stages::add);
    stages.add(
        new BindStage(
            observation,
            edge.limits(),
            new CallerBinder(security.clients(), security.callers()),
            new RequestScopes(timer)));
    if (!access.limits().isEmpty()) {
      stages.add(RateLimitStage.of(parts(access, security), timer));
    }
    access.allow().filter(it -> !it.anyone()).map(AllowStage::new).ifPresent(stages::add);
    Optional<BulkheadStage> bulkhead =
        access
            .overload()
            .bulkhead()
            .map(it -> new BulkheadStage(permitsInUse(plan), it.max(), timer));
    bulkhead.filter(it -> plan.cache().isEmpty()).ifPresent(stages::add);
    stages.add(new BodyStage(edge.limits(), admission.again(), timer));
    stages.add(
        new RunStage(
            plan,
            observation,
            edge.memory(),
            edge.connections(),
            bulkhead.filter(it -> plan.cache().isPresent()),
            timer));
    return RouteStage.chain(stages);
  }

  private AtomicInteger permitsInUse(Plan plan) {
    return permitsInUse.computeIfAbsent(plan.name(), it -> new AtomicInteger());
  }

  private static List<RateLimitStage.Part> parts(Access access, Security security) {
    return access.limits().stream()
        .map(it -> RateLimitStage.Part.of(it, security.limiter(it.owner())))
        .toList();
  }
}
