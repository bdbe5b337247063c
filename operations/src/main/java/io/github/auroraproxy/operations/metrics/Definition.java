package io.github.auroraproxy.operations.metrics;

/**
 * One line of a graph: an expression over the metrics of its group.
 *
 * @param id names it in CloudWatch's answer: lower case first, then letters and digits
 * @param expression CloudWatch metric math
 * @param noData what it means if CloudWatch has nothing
 */
record Definition(String id, String label, Unit unit, String expression, String noData) {}
