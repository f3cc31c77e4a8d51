/** Several threads of several processes send to one consumer. The README beside this file says how to run it. */
package org.intercore.examples.manyproducers;
