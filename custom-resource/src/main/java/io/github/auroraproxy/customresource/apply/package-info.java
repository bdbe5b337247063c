/**
 * Sends the changes of a plan, runs the migrations, and starts again until nothing is left to
 * change.
 */
package io.github.auroraproxy.customresource.apply;
