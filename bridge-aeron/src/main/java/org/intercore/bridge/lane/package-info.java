/**
 * One endpoint's way through a bridge: a stream out, from held blocks into a publication, and a stream
 * in, from fragments into claimed blocks. Nothing here knows of sessions but their tags.
 */
package org.intercore.bridge.lane;
