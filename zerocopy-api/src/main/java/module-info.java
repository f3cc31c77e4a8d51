/** What a user holds: views of blocks in shared memory, with a lifetime. */
module org.intercore.zerocopy {
  requires transitive org.intercore.icbmsg;
  requires org.jctools.core;

  exports org.intercore.zerocopy;
}
