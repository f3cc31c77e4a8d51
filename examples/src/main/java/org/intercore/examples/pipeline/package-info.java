/** Stages that hold blocks and forward what they make of them. The README beside this file says how to run it. */
package org.intercore.examples.pipeline;
