/**
 * The home of the guide: its pages are the Markdown files beside this module's {@code pom.xml}. The tests here hold
 * the pages to the code that they quote, and all modules to the house's rules.
 */
@NullMarked
package org.kutta.docs;

import org.jspecify.annotations.NullMarked;
