/** The login check: each user logs in through the proxy, as an application does. */
package io.github.auroraproxy.customresource.login;
