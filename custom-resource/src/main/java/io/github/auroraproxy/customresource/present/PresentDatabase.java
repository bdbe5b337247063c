package io.github.auroraproxy.customresource.present;

import java.util.List;

/**
 * The application's database as the catalog shows it.
 *
 * @param owner the role that owns it
 * @param inherited whether the admin has the owner's privileges
 * @param comment its comment, empty without one
 * @param grants to PUBLIC, the owner role and the users
 */
public record PresentDatabase(
    String owner, boolean inherited, String comment, List<Grant> grants) {}
