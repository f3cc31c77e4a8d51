/**
 * Shared regions, the packet ring, doorbells and the single-endpoint link.
 *
 * <p>On the module path the flag that makes buffers faster opens the JDK's package to Agrona and not
 * to all of the class path: {@code --add-opens java.base/jdk.internal.misc=org.agrona}.
 */
// Agrona has a stable name and no descriptor of its own yet.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module org.intercore.icmsg {
  requires transitive org.agrona;
  // Takes a mapping away where that flag is missing, before JDK 22; nothing else of it is used.
  requires jdk.unsupported;

  exports org.intercore.icmsg;
  exports org.intercore.icmsg.buffer;
  exports org.intercore.icmsg.devicetree;
  exports org.intercore.icmsg.doorbell;
  exports org.intercore.icmsg.fault;
  exports org.intercore.icmsg.region;
  exports org.intercore.icmsg.status;
  exports org.intercore.icmsg.time;

  // What the floors above are built of; it may change with any version.
  exports org.intercore.icmsg.ring to
      org.intercore.icbmsg;
  exports org.intercore.icmsg.session to
      org.intercore.icbmsg;
  exports org.intercore.icmsg.sync to
      org.intercore.icbmsg,
      org.intercore.zerocopy;
}
