/** A proxy's metrics: read from CloudWatch, shown as text, pictures and a page. */
package io.github.auroraproxy.operations.metrics;
