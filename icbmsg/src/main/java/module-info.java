/** Blocks of shared memory for many endpoints: named channels, endpoints, what can be observed. */
// Micrometer has a stable name and no descriptor of its own.
@SuppressWarnings("requires-automatic")
module org.intercore.icbmsg {
  requires transitive org.intercore.icmsg;
  requires jdk.jfr;
  requires jdk.net;
  requires static micrometer.core;

  exports org.intercore.icbmsg;
  exports org.intercore.icbmsg.endpoint;
  exports org.intercore.icbmsg.fault;
  exports org.intercore.icbmsg.layout;
  exports org.intercore.icbmsg.metrics;
  exports org.intercore.icbmsg.observe;
  exports org.intercore.icbmsg.rendezvous;
  exports org.intercore.icbmsg.server;

  // The seam that the floor above is built on; it may change with any version.
  exports org.intercore.icbmsg.block to
      org.intercore.zerocopy;
}
