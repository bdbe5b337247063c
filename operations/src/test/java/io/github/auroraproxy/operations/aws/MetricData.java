package io.github.auroraproxy.operations.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.auroraproxy.operations.aws.AwsServer.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Recorded answers of CloudWatch's GetMetricData, by the id that a query gives a result. As
 * CloudWatch, it answers with what lies in the time asked for, and with at most a few points a
 * page.
 */
public final class MetricData {

  private static final int POINTS_PER_PAGE = 8;

  private final Map<String, TreeMap<Instant, Double>> results = new LinkedHashMap<>();

  MetricData(AwsServer server) {
    server.on("cloudwatch:GetMetricData", this::answer);
  }

  /** Values one period after the other; NaN where CloudWatch has none. */
  public void record(String id, Instant start, Duration period, double... values) {
    TreeMap<Instant, Double> points = new TreeMap<>();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        points.put(start.plus(period.multipliedBy(i)), values[i]);
      }
    }
    results.put(id, points);
  }

  private JsonNode answer(Call call) {
    int from = call.text("NextToken").isEmpty() ? 0 : Integer.parseInt(call.text("NextToken"));
    Instant start = time(call, "StartTime");
    Instant end = time(call, "EndTime");
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode list = answer.putArray("MetricDataResults");
    boolean more = false;
    for (JsonNode query : call.request().path("MetricDataQueries")) {
      if (query.path("ReturnData").asBoolean(true)) {
        String id = query.path("Id").asText();
        Map<Instant, Double> points =
            results.getOrDefault(id, new TreeMap<>()).subMap(start, true, end, false);
        ObjectNode result =
            list.addObject().put("Id", id).put("Label", query.path("Label").asText());
        ArrayNode times = result.putArray("Timestamps");
        ArrayNode values = result.putArray("Values");
        points.entrySet().stream()
            .skip(from)
            .limit(POINTS_PER_PAGE)
            .forEach(
                point -> {
                  times.addPOJO(point.getKey());
                  values.add(point.getValue());
                });
        result.put("StatusCode", "Complete");
        more |= points.size() > from + POINTS_PER_PAGE;
      }
    }
    if (more) {
      answer.put("NextToken", String.valueOf(from + POINTS_PER_PAGE));
    }
    return answer;
  }

  private static Instant time(Call call, String name) {
    return Instant.ofEpochSecond((long) call.request().path(name).asDouble());
  }
}
