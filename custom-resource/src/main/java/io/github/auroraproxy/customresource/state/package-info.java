/**
 * What a request asks for, and what the function may work on: properties that are read and checked.
 * Nothing here connects to anything.
 */
package io.github.auroraproxy.customresource.state;
