package io.github.auroraproxy.customresource.present;

/**
 * An object in the schema public that no administrator made. A statement that names no schema could
 * call or write it.
 *
 * @param description its kind and name
 * @param owner the role that owns it
 * @param hidesBuiltIn whether it is a routine or an operator with the name of one of PostgreSQL's
 *     own, which it can replace in a statement
 * @param code whether it is a routine or an operator
 */
public record ForeignObject(String description, String owner, boolean hidesBuiltIn, boolean code) {}
