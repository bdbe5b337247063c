package io.github.auroraproxy.test.cloudwatch;

import java.util.Map;

/**
 * A metric of the namespace AWS/RDS under one set of dimensions. CloudWatch doesn't add up over
 * dimensions: another set is another metric.
 */
public record MetricKey(String name, Map<String, String> dimensions) {}
