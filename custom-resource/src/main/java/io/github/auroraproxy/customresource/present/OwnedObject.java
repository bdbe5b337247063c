package io.github.auroraproxy.customresource.present;

/**
 * An object that belongs to the admin and can change its owner.
 *
 * @param kind as ALTER names it, such as {@code TABLE}
 * @param identity as it stands in a statement
 */
public record OwnedObject(String kind, String identity) {}
