/**
 * A contract for messaging with claim, send, hold and release, for anybody's transport: fixed buffers
 * or contiguous blocks, one channel or many, within a process or between two.
 *
 * <p>Whoever has such a transport writes an adapter ({@link org.intercore.testkit.MessagingTransport}
 * and what it gives) and a test class that extends {@link org.intercore.testkit.MessagingContract}.
 * The adapter says what the transport offers ({@link org.intercore.testkit.Feature}); rules about
 * anything else are reported as skipped, with the reason. Nothing here depends on icbmsg: it needs
 * JUnit 5 and AssertJ.
 *
 * <p>A rule is a sentence, and its test can fail: this project keeps transports that break each rule
 * in turn, and shows that the contract finds them.
 *
 * <p><b>What a transport is.</b> Two sides. A sender claims space, fills it in place and sends as much
 * of it as it needs, or drops it. The receiver reads in place, in its handler; the space goes back to
 * the sender when the handler returns, or, if the message was held, when it is released.
 *
 * <p><b>Threads.</b> A side is worked on by one thread at a time, not always the same. What else may
 * happen at the same time is said by features; without them the contract never has two threads on one
 * side.
 */
package org.intercore.testkit;
