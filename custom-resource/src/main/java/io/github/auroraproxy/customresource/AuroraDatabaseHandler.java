package io.github.auroraproxy.customresource;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.auroraproxy.customresource.connection.Deadline;
import io.github.auroraproxy.customresource.failure.FailureKind;
import io.github.auroraproxy.customresource.failure.ForeignText;
import io.github.auroraproxy.customresource.failure.FunctionException;
import io.github.auroraproxy.customresource.failure.ShortText;
import io.github.auroraproxy.customresource.postgres.Journal;
import io.github.auroraproxy.customresource.state.FunctionConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The Lambda function behind {@code Custom::AuroraDatabase} and {@code Custom::ProxyLogin}. CDK's
 * provider framework invokes it and answers CloudFormation: with what is returned, or with the
 * message of what is thrown.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html">CDK:
 *     custom resources</a>
 */
public final class AuroraDatabaseHandler implements RequestStreamHandler {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Left of Lambda's time for the answer. */
  private static final Duration RESERVE = Duration.ofSeconds(10);

  private final Map<String, ResourceHandler> resources;
  private final FunctionConfiguration configuration;
  private final TimeLimits limits;

  /** As Lambda creates it. */
  public AuroraDatabaseHandler() {
    this(FunctionEnvironment.ofLambda());
  }

  AuroraDatabaseHandler(FunctionEnvironment environment) {
    configuration = environment.configuration();
    limits = environment.limits();
    resources =
        Map.of(
            "Custom::AuroraDatabase", new DatabaseResource(environment),
            "Custom::ProxyLogin", new LoginCheckResource(environment));
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    LambdaLogger logger = context.getLogger();
    try {
      JSON.writeValue(output, handle(Request.of(JSON.readTree(input)), context));
    } catch (FunctionException e) {
      logger.log(e.wholeMessage(), LogLevel.ERROR);
      throw e;
    }
  }

  private JsonNode handle(Request request, Context context) {
    ResourceHandler resource = resources.get(request.resourceType());
    if (resource == null) {
      throw new FunctionException(
          FailureKind.INVALID_PROPERTY,
          "The event's ResourceType is %s; this function serves %s."
              .formatted(
                  ForeignText.quoted(request.resourceType()),
                  String.join(" and ", resources.keySet().stream().sorted().toList())));
    }
    if (request.answered()) {
      return Response.complete();
    }
    configuration.checkServes(request.resource());
    Journal journal =
        new Journal(
            line -> context.getLogger().log(line, LogLevel.INFO),
            line -> context.getLogger().log(line, LogLevel.WARN));
    Duration remaining = Duration.ofMillis(context.getRemainingTimeInMillis());
    Duration time = Collections.min(List.of(timeOf(remaining), timeOf(request)));
    Deadline deadline = Deadline.in(time);
    JsonNode answer =
        new BoundedRun(deadline, remaining.minus(time))
            .of(() -> resource.handle(request, deadline, journal));
    context.getLogger().log(ShortText.of(Response.summary(journal.changes())), LogLevel.INFO);
    return answer;
  }

  /** What a request may take, whatever Lambda gives. */
  private Duration timeOf(Request request) {
    return request
        .migrationsEnd()
        .map(end -> Duration.between(Instant.now(), end).plus(limits.afterAll()))
        .orElse(limits.request());
  }

  /** At least half of what is left, so that a short timeout is no reason not to try. */
  private static Duration timeOf(Duration remaining) {
    return Collections.max(List.of(remaining.dividedBy(2), remaining.minus(RESERVE)));
  }
}
