package io.github.auroraproxy.customresource.present;

/**
 * A role that is a direct member of another.
 *
 * @param role whose privileges the member has, or may take
 * @param member the member
 * @param inherits whether the member has the privileges without SET ROLE
 * @param mayset whether the member may SET ROLE; before PostgreSQL 16 every member may
 * @param powerful whether the role gives power over the cluster
 */
public record Membership(
    String role, String member, boolean inherits, boolean mayset, boolean powerful) {}
