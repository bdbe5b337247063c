/**
 * What CloudWatch does with an alarm, as far as its documentation says: node samples become a
 * statistic per period, metric math combines statistics, and the latest periods make a state.
 */
package io.github.auroraproxy.test.cloudwatch;
