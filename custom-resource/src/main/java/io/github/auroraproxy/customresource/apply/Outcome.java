package io.github.auroraproxy.customresource.apply;

import java.util.List;

/**
 * The result of a run.
 *
 * @param serverVersion of the cluster
 * @param migrationsApplied by this run and earlier ones
 * @param changes a sentence each
 */
public record Outcome(String serverVersion, int migrationsApplied, List<String> changes) {}
