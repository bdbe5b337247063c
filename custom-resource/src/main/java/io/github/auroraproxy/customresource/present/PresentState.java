package io.github.auroraproxy.customresource.present;

import java.util.Optional;

/**
 * The present state, from which a plan is made.
 *
 * @param cluster roles, memberships and the application's database
 * @param contents of the application's database, if it exists
 */
public record PresentState(PresentCluster cluster, Optional<PresentContents> contents) {}
