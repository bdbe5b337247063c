package io.github.auroraproxy.customresource.present;

/**
 * Something of a role that acts with the privileges of whoever owns it, or of a table's writers: a
 * SECURITY DEFINER routine, a view, a rule, a trigger.
 *
 * @param role the role that owns it
 * @param removal the statement that takes the power away
 * @param words what the statement does, in the past tense; empty if it goes without saying
 */
public record DelegatedPower(String role, String removal, String words) {}
